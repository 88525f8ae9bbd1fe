"""No claim, no sentence: every figure, date, address and name of a sentence must stand in a claim that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from asesor.domain import Citation, Claim, Draft, Evidence, Sentence, Source, Standing
from asesor.language.dates import MONTHS
from asesor.language.folding import fold

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"\b(?:https?://\S+|www\.\S+|[\w.-]+@[\w-]+\.\w[\w.]*|[\w-]+(?:\.[\w-]+)*\.(?:com|mx|gob|org|net|gov|eu)(?:\.\w{2,3})?\b\S*)", re.I)
_NAME = re.compile(r"(?<![.!?:•]\s)(?<!^)\b[A-ZÁÉÍÓÚÑ][\wáéíóúñÁÉÍÓÚÑ&-]+")
_NUMBER_WORDS = dict(zip("uno dos tres cuatro cinco seis siete ocho nueve diez once doce".split(), map(str, range(1, 13)), strict=True))
_SPELLED = re.compile(rf"\b(?:{'|'.join([*list(_NUMBER_WORDS)[1:], *MONTHS])})\b")
_NEGATION = re.compile(r"\b(?:no|nunca|ningun[oa]?|sin|tampoco|ya no)\b")


def verify(draft: Draft, evidence: Evidence) -> Draft:
    """The draft without sentences that their claims, as far as they are in the evidence, do not support."""
    held = {c.id for c in (*evidence.claims, *evidence.more)}
    return Draft(_kept(draft.sentences, held), _kept(draft.rest, held))


def supports(sentence: str, claims: Iterable[Claim]) -> bool:
    """True when figures, dates, addresses, names and negation of the sentence agree with the claims."""
    texts = [c.text for c in claims]
    if not texts:
        return False
    if sentence in texts:
        return True
    claimed = " ".join(texts)
    folded = fold(claimed)
    if _figures(sentence) - _figures(claimed):
        return False
    if any(fold(a.rstrip(".,;)")) not in folded for a in _ADDRESS.findall(sentence)):
        return False
    if any(fold(name) not in folded for name in _NAME.findall(sentence)):
        return False
    return bool(_NEGATION.search(fold(sentence))) == bool(_NEGATION.search(folded)) or len(texts) > 1


def number(sentences: Iterable[Sentence], standings: dict[str, Standing]) -> tuple[tuple[Citation, ...], tuple[tuple[int, ...], ...]]:
    """Sources numbered in order of first use, and the numbers of each sentence."""
    order: dict[tuple[str, str], int] = {}
    used: dict[int, tuple[str, Source, list[Claim]]] = {}
    marks = []
    for sentence in sentences:
        numbers = []
        for claim in sentence.claims:
            for source in claim.sources:
                n = order.setdefault((claim.fiche, source.key), len(order) + 1)
                _, _, claims = used.setdefault(n, (claim.fiche, source, []))
                if claim not in claims:
                    claims.append(claim)
                numbers.append(n)
        marks.append(tuple(dict.fromkeys(numbers)))
    citations = tuple(Citation(n, fiche, standings[fiche], source, tuple(claims)) for n, (fiche, source, claims) in sorted(used.items()))
    return citations, tuple(marks)


def _kept(sentences: tuple[Sentence, ...], held: set[str]) -> tuple[Sentence, ...]:
    kept = []
    for sentence in sentences:
        claims = tuple(c for c in sentence.claims if c.id in held)
        if claims and supports(sentence.text, claims):
            kept.append(Sentence(sentence.text, claims, sentence.heading))
    return tuple(kept)


@lru_cache(maxsize=4096)
def _figures(text: str) -> frozenset[str]:
    """Numerals, number words and months of a text, in one spelling."""
    folded = fold(text)
    found = {f.replace(",", "").rstrip(".") for f in _FIGURE.findall(folded)}
    return frozenset(found | {_NUMBER_WORDS.get(word, word) for word in _SPELLED.findall(folded)})
