"""Query -> fiches with their claims scored: words, trained reader, vectors and names added up."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from asesor.domain import ClaimHit, Fiche, Hit, Query
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
    for claim, cosine in index.vectors.nearest(vector, 30):
        fiche = index.claims[claim].fiche
        parts[fiche]["encoder"] = max(parts[fiche].get("encoder", 0.0), w.ENCODER * max(0.0, cosine))
    for fiche in query.named:
        parts[fiche]["named"] = w.NAMED / len(query.named)
    if query.topic in index.fiches:
        parts[query.topic]["topic"] = _topic(query, index.fiches[query.topic], index)
    ranked = sorted(parts, key=lambda f: (-sum(parts[f].values()), f))[:top_k]
    answering = ranked if all_claims else [f for f in ranked if f == ranked[0] or f in index.fiches[ranked[0]].equals]
    claims = _claims(query, index, words, n_grams, vector, reading.sections, answering)
    return tuple(Hit(index.fiches[f], sum(parts[f].values()), claims.get(f, ()), parts[f], reading.ours, reading.sections) for f in ranked)


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
                + w.CLAIM_PERSON * (query.person is not None and c.person == query.person),
            )
            for c, cosine in zip(claims, cosines, strict=True)
        ]
        found[fiche] = tuple(sorted(scored, key=lambda h: (-h.score, h.claim.line)))
    return found
