"""Hits -> Evidence: what may be said today about the question, and whether anything may be said at all."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from asesor.answer import holding
from asesor.domain import AnswerStatus, Claim, ClaimHit, Evidence, Fiche, Hit, Query
from asesor.index.snapshot import Index
from asesor.language import dates
from asesor.language.folding import content, fold, stem, words
from asesor.retrieval import agreement

ROOM = 575
"""Characters of claims in the first message; half of the messages then stay below 600 with everything."""
MOST_CLAIMS = 5
RELATIVE_SCORE = 0.4
"""A claim belongs in the first message while it scores at least this share of the best one (docs/benchmarks.md)."""
UNASKED_SCORE = 0.7
"""The same for a claim of a section that the question hardly asks for: only what was asked fills the answer."""
LIKELY_SECTION = 0.5
"""Share (of the likeliest section's) from which the trained reader takes a section as asked for."""
SECTION_SCORE = 0.3
"""The best claim of a section that the question asks for belongs there from this share on."""
LENT = 0.9
"""What a claim of the second fiche counts against one of the first."""
LENT_FROM = 0.9
"""And from which share of the best claim's score it is lent at all: a stray line of another fiche misleads."""
SAME_WORDS = 0.7
"""Two claims sharing this much of the shorter one's stems say the same, unless one has a figure that the other lacks."""
NEAREST = 3


def select(query: Query, hits: tuple[Hit, ...], index: Index, today: date, said: frozenset[str] = frozenset()) -> Evidence:
    """Standing, dates, person and agreement decide what is used, in the order in which it is said; `said` is left out."""
    if not hits:
        return Evidence(AnswerStatus.NOT_COVERED, reason="nada encontrado")
    best = hits[0]
    difference = agreement.compare(query, best.fiche, index)
    confidence = holding.confidence(query, best, difference)
    nearest = tuple(h.fiche for h in hits[:NEAREST])
    if confidence < holding.ANSWER_FROM:
        elsewhere = difference.uncovered >= holding.FOREIGN_WORDS and not (query.named or query.follows_up)
        status = AnswerStatus.OUT_OF_SCOPE if elsewhere and confidence < holding.FOREIGN_BELOW else AnswerStatus.NOT_COVERED
        return Evidence(status, nearest=nearest, reason=f"confianza {confidence:.2f}", missing=difference.named)
    ranked = [c for c in _usable(query, _candidates(best, hits), today) if c.claim.id not in said]
    lead = _lead(query, ranked, best.sections)
    if best.fiche.standing.is_over:
        lead = _closing_first(best.fiche, lead)
    more = tuple(h.claim for h in ranked if h.claim not in lead and not _repeats(h.claim, lead))
    successors = tuple(index.fiches[i] for i in best.fiche.replaced_by if i in index.fiches)
    return Evidence(AnswerStatus.ANSWERED, best.fiche, lead, more, nearest[1:], successors, f"confianza {confidence:.2f}")


def _candidates(best: Hit, hits: tuple[Hit, ...]) -> list[ClaimHit]:
    """Claims of the best fiche, of its equivalents, and of an open one that comes close, which count a little less."""
    found = list(best.claims)
    for hit in hits[1:]:
        if hit.fiche.id in best.fiche.equals:
            found += hit.claims
        elif not (hit.fiche.standing.is_over or best.fiche.standing.is_over):
            lent = [ClaimHit(c.claim, c.score * LENT) for c in hit.claims]
            found += [c for c in lent if c.score >= LENT_FROM * best.claims[0].score]
    return sorted(found, key=lambda c: -c.score)


def _usable(query: Query, claims: list[ClaimHit], today: date) -> list[ClaimHit]:
    """Without claims that are over, not yet true, or for the other kind of person."""
    other = {"fisica": "moral", "moral": "fisica"}.get(query.person or "")
    return [c for c in claims if not (other and c.claim.person == other) and _holds(c.claim, today)]


def _holds(claim: Claim, today: date) -> bool:
    """Over or not yet true only if it says so itself ("ya no", the year in which it begins)."""
    if claim.until and dates.parse(claim.until, end=True) < today:
        return _says_over(claim)
    return not (claim.since and dates.parse(claim.since) > today) or claim.since[:4] in claim.text


def _says_over(claim: Claim) -> bool:
    return any(mark in fold(claim.text) for mark in ("ya no", "antes ", "dejo de", "vencio", "termino"))


def _lead(query: Query, ranked: list[ClaimHit], sections: dict[str, float]) -> tuple[Claim, ...]:
    """The claims of the first message: the best, one for each section asked for, then others while they score and fit."""
    if not ranked:
        return ()
    lead: list[Claim] = []
    room = ROOM

    def add(claim: Claim) -> None:
        nonlocal room
        if not lead or (len(claim.text) <= room and not _repeats(claim, tuple(lead))):
            lead.append(claim)
            room -= len(claim.text)

    add(ranked[0].claim)
    for section in query.sections:
        if section not in {c.section for c in lead}:
            first = next((h for h in ranked if h.claim.section == section), None)
            if first and first.score >= SECTION_SCORE * ranked[0].score:
                add(first.claim)
    for hit in ranked:
        if hit.score < RELATIVE_SCORE * ranked[0].score or len(lead) >= MOST_CLAIMS:
            break
        section = hit.claim.section
        asked = section in query.sections or sections.get(section, 0.0) >= LIKELY_SECTION or section in {c.section for c in lead}
        if hit.claim not in lead and (asked or hit.score >= UNASKED_SCORE * ranked[0].score):
            add(hit.claim)
    return tuple(lead)


def _closing_first(fiche: Fiche, lead: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """A closed thing says first that it is closed."""
    closing = next((c for c in fiche.claims if c.section in ("que-es", "vigencia")), None)
    if closing is None:
        return lead
    rest = [c for c in lead if c.id != closing.id and not _repeats(c, (closing,))]
    kept, room = [closing], ROOM - len(closing.text)
    for claim in rest:
        if len(claim.text) <= room:
            kept.append(claim)
            room -= len(claim.text)
    return tuple(kept)


def _repeats(claim: Claim, others: tuple[Claim, ...]) -> bool:
    mine, figures = _stems(claim.text), _figures(claim.text)
    return any(
        len(mine & theirs) >= SAME_WORDS * min(len(mine), len(theirs)) and not figures - _figures(other.text)
        for other in others
        for theirs in (_stems(other.text),)
    )


@lru_cache(maxsize=4096)
def _figures(text: str) -> frozenset[str]:
    return frozenset(w for w in words(text) if w[0].isdigit())


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in content(words(text)))
