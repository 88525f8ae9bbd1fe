"""Passages that mean nothing, in the words of the real ones: a seeded generator for measuring growth."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asesor.domain import Claim, Corpus, Fiche

SEED = 1
CLAIMS = 2
"""Claims of a filler passage; the real corpus has 1.9 a passage."""
GLUED = 0.05
"""Share of words glued from the halves of two others, so that the vocabulary grows with the text as it does in life."""
LONGEST = 60
"""Words of the longest filler sentence."""
FOLDER = "carpeta:relleno"


class Words:
    """Draws sentences whose words and lengths are distributed as those of some real sentences."""

    def __init__(self, sentences: Sequence[str], seed: int = SEED) -> None:
        split = [s.split() for s in sentences]
        self._words = [w for words in split for w in words]
        self._lengths = [min(LONGEST, len(words)) for words in split if words]
        self._random = random.Random(seed)

    def sentence(self) -> str:
        """One sentence."""
        return " ".join(self._word() for _ in range(self._random.choice(self._lengths)))

    def _word(self) -> str:
        word = self._random.choice(self._words)
        if self._random.random() >= GLUED or not word.isalpha():
            return word
        other = self._random.choice(self._words)
        return word[: (len(word) + 1) // 2] + other[len(other) // 2 :] if other.isalpha() else word


def grown(corpus: Corpus, passages: int, seed: int = SEED) -> Corpus:
    """The corpus with folder documents of one passage each, up to about `passages` in all; fewer than it has changes nothing."""
    from asesor.corpus import passages as cutting

    real = sum(len(cutting.split(f)) for f in corpus.fiches)
    words = Words([c.text for f in corpus.fiches for c in f.claims], seed)
    documents = tuple(document(n, words) for n in range(max(0, passages - real)))
    return dataclasses.replace(corpus, fiches=(*corpus.fiches, *documents))


def document(number: int, words: Words) -> Fiche:
    """A folder document of one passage, as `asesor indexar --carpeta` would make it of a short file."""
    from asesor.corpus.sections import CONTENT
    from asesor.domain import Fiche, Source, Standing

    name = f"{FOLDER}/{number}"
    source = Source("p1", f"Relleno {number}", "relleno", None, None, "2026-11-21", "documento", "1")
    claims = tuple(_claim(name, CONTENT, at, words.sentence(), source) for at in range(CLAIMS))
    return Fiche(
        id=name, title=words.sentence()[:80], topic="carpeta", operator="relleno", scope="privado",
        standing=Standing.SIN_VERIFICAR, since=None, until=None, evidence=None, reviewed="2026-11-21", aliases=(),
        questions=(), see_also=(), equals=(), replaces=(), replaced_by=(), claims=claims, path=f"relleno/{number}.md",
    )  # fmt: skip


def _claim(fiche: str, section: str, at: int, text: str, source: object) -> Claim:
    from asesor.domain import Claim

    return Claim(f"{fiche}#{section}.{at:08x}", fiche, section, text, (source,), line=at + 1, literal=True)  # type: ignore[arg-type]
