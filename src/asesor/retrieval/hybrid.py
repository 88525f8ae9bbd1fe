"""Query -> fiches with their claims scored: words, trained reader, vectors and names added up."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np

from asesor.domain import Claim, ClaimHit, Fiche, Hit, Query
from asesor.index.encoders import Reranker
from asesor.index.reader import Reading
from asesor.index.snapshot import Index
from asesor.language.folding import content, grams, stem
from asesor.retrieval import agreement
from asesor.retrieval import weights as w


def search(query: Query, index: Index, top_k: int = w.FICHES_KEPT, *, all_claims: bool = False) -> tuple[Hit, ...]:
    """The best `top_k` fiches, best first; claims are scored for the first and its equivalents, or for all."""
    if not query.words:
        return ()
    words = _words(query)
    text = query.folded
    n_grams = grams(text)
    vector = index.encoder.encode([text])[0]
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    found = index.fiche_words.search(words, n_grams, w.FICHE_FIELDS, w.FICHES_SEARCHED)
    for fiche, score in found:
        parts[fiche]["lexical"] = w.LEXICAL * score / found[0][1]
    reading = index.reader.read(text)
    for fiche, share in reading.shares.items():
        if fiche in index.fiches:
            parts[fiche]["reader"] = w.READER * share
    for fiche, score in found:
        if fiche not in index.reader.classes:
            parts[fiche]["reader"] = w.READER * score / found[0][1]
    for claim, cosine in index.vectors.nearest(vector, 30):
        fiche = index.claims[claim].fiche
        parts[fiche]["encoder"] = max(parts[fiche].get("encoder", 0.0), w.ENCODER * max(0.0, cosine))
    for fiche in query.named:
        parts[fiche]["named"] = w.NAMED / len(query.named)
    if query.topic in index.fiches:
        parts[query.topic]["topic"] = _topic(query, index.fiches[query.topic], index)
    _add_documents(query, index, words, n_grams, parts)
    visible = (f for f in parts if index.fiches[f].site in (None, query.site))
    ranked = sorted(visible, key=lambda f: (-sum(parts[f].values()), f))[:top_k]
    if not ranked:
        return ()
    scores = {f: sum(parts[f].values()) for f in ranked}
    first = ranked[0]
    answering = [f for f in ranked if all_claims or f in index.fiches[first].equals or scores[f] >= w.CLOSE * scores[first]]
    claims = _claims(query, index, words, n_grams, vector, reading.sections, answering)
    return tuple(Hit(index.fiches[f], scores[f], claims.get(f, ()), parts[f], _ours(f, reading, index), reading.sections) for f in ranked)


def _add_documents(
    query: Query, index: Index, words: list[tuple[str, float]], n_grams: list[str], parts: dict[str, dict[str, float]]
) -> None:
    """Other people's documents stand below the fiches, unless they speak of more of the question than the best one.

    A folder may hold one document, so BM25 only finds them; what they cover of the question, by rarity, ranks them.
    """
    documents = len(index.folder_words) and index.folder_words.search(words, n_grams, w.FICHE_FIELDS, w.DOCUMENTS_SEARCHED)
    if not documents:
        return
    best = max(parts, key=lambda f: (sum(parts[f].values()), f), default=None)
    covered = 1 - agreement.compare(query, index.fiches[best], index).uncovered if best else 0.0
    for document, _ in documents:
        covers = 1 - agreement.compare(query, index.fiches[document], index).uncovered
        parts[document]["lexical"] = w.FOLDER * covers
        parts[document]["covers"] = w.COVERS * max(0.0, covers - covered)


def _ours(fiche: str, reading: Reading, index: Index) -> float:
    """The reader's "ours"; it cannot know what only an untrained fiche or somebody's document speaks of."""
    return reading.ours if fiche in index.reader.classes else max(reading.ours, w.UNTRAINED_OURS)


def _topic(query: Query, fiche: Fiche, index: Index) -> float:
    """How strongly a follow-up stays with the fiche of the conversation: less for each word foreign to it."""
    return w.TOPIC * math.exp(-agreement.compare(query, fiche, index).foreign / w.TOPIC_FADES)


def _words(query: Query) -> list[tuple[str, float]]:
    typed = [(stem(t), 1.0) for t in content(query.words)]
    known = {s for s, _ in typed}
    return typed + [(s, w.EXTRA_WORD) for s in dict.fromkeys(stem(t) for t in query.extra) if s not in known]


def _claims(
    query: Query, index: Index, words: list[tuple[str, float]], n_grams: list[str], vector: np.ndarray,
    sections: dict[str, float], fiches: list[str],
) -> dict[str, tuple[ClaimHit, ...]]:
    lexical = dict(index.claim_words.search(words, n_grams, w.CLAIM_FIELDS, w.CLAIMS_SEARCHED, tuple(fiches)))
    best = max(lexical.values(), default=1.0)
    found = {}
    for fiche in fiches:
        claims = index.fiches[fiche].claims
        cosines = index.claim_vectors[[index.claim_rows[c.id] for c in claims]] @ vector
        scored = [
            ClaimHit(
                c,
                w.CLAIM_LEXICAL * lexical.get(c.id, 0.0) / best
                + w.CLAIM_ENCODER * max(0.0, float(cosine))
                + w.CLAIM_SECTION * sections.get(c.section, 0.0)
                + w.CLAIM_SECTION_ASKED * (c.section in query.sections)
                + w.CLAIM_PERSON * (query.person is not None and c.person == query.person)
                + w.CLAIM_ORDER / (1 + place),
            )
            for c, cosine, place in zip(claims, cosines, _places(claims), strict=True)
        ]
        scored.sort(key=lambda h: (-h.score, h.claim.line))
        found[fiche] = tuple(_reranked(query, scored, index.reranker) if index.reranker else scored)
    return found


def _reranked(query: Query, scored: list[ClaimHit], reranker: Reranker) -> list[ClaimHit]:
    """The best claims with a cross-encoder's opinion added, scaled to 0..1 over these claims."""
    best = scored[: w.RERANKED]
    opinions = reranker.score(query.text, [h.claim.text for h in best])
    span = float(opinions.max() - opinions.min()) or 1.0
    raised = [ClaimHit(h.claim, h.score + w.CLAIM_RERANKER * float(o - opinions.min()) / span) for h, o in zip(best, opinions, strict=True)]
    return sorted(raised, key=lambda h: (-h.score, h.claim.line)) + scored[w.RERANKED :]


def _places(claims: tuple[Claim, ...]) -> list[int]:
    """Place of each claim within its section: editors put what matters first."""
    seen: Counter[str] = Counter()
    places = []
    for claim in claims:
        places.append(seen[claim.section])
        seen[claim.section] += 1
    return places
