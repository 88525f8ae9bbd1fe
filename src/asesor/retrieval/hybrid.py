"""Query -> fiches with their claims scored: words, trained reader, vectors and names added up."""

from __future__ import annotations

from collections import defaultdict

from asesor.domain import Claim, ClaimHit, Hit, Query
from asesor.index.snapshot import Index
from asesor.language.folding import content, grams, stem
from asesor.retrieval import weights as w


def search(query: Query, index: Index, top_k: int = w.FICHES_KEPT) -> tuple[Hit, ...]:
    """The best `top_k` fiches, best first, each with all its claims scored."""
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
    for claim, cosine in index.vectors.nearest(vector, 30):
        fiche = index.claims[claim].fiche
        parts[fiche]["encoder"] = max(parts[fiche].get("encoder", 0.0), w.ENCODER * max(0.0, cosine))
    for fiche in query.named:
        parts[fiche]["named"] = w.NAMED
    if query.topic in index.fiches:
        parts[query.topic]["topic"] = w.TOPIC
    ranked = sorted(parts, key=lambda f: (-sum(parts[f].values()), f))[:top_k]
    claims = _claims(query, index, words, n_grams, vector, ranked)
    return tuple(Hit(index.fiches[f], sum(parts[f].values()), claims[f], parts[f]) for f in ranked)


def _words(query: Query) -> list[tuple[str, float]]:
    typed = [(stem(t), 1.0) for t in content(query.words)]
    known = {s for s, _ in typed}
    return typed + [(s, w.EXTRA_WORD) for s in dict.fromkeys(stem(t) for t in query.extra) if s not in known]


def _claims(query: Query, index: Index, words: list[tuple[str, float]], n_grams: list[str], vector, fiches: list[str]) -> dict[str, tuple[ClaimHit, ...]]:  # type: ignore[no-untyped-def]
    lexical = dict(index.claim_words.search(words, n_grams, w.CLAIM_FIELDS, w.CLAIMS_SEARCHED, tuple(fiches)))
    best = max(lexical.values(), default=1.0)
    out = {}
    for fiche in fiches:
        claims = index.fiches[fiche].claims
        cosines = index.claim_vectors[[index.claim_rows[c.id] for c in claims]] @ vector
        scored = [
            ClaimHit(c, _score(query, c, lexical.get(c.id, 0.0) / best, float(cosine))) for c, cosine in zip(claims, cosines, strict=True)
        ]
        out[fiche] = tuple(sorted(scored, key=lambda h: (-h.score, h.claim.line)))
    return out


def _score(query: Query, claim: Claim, lexical: float, cosine: float) -> float:
    section = w.CLAIM_SECTION if claim.section in query.sections else 0.0
    return w.CLAIM_LEXICAL * lexical + w.CLAIM_ENCODER * max(0.0, cosine) + section
