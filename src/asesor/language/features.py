"""What the linear reader sees of a question, as 32-bit hashes: its words' shapes, and how they go together."""

from __future__ import annotations

import itertools
from collections import Counter
from zlib import crc32

from asesor.language.folding import content, stem, words

GRAM_SIZES = (3, 4, 5)


def features(text: str) -> Counter[int]:
    """Hash of each feature -> how often it occurs. Deterministic across machines."""
    return of_tokens(content(words(text)))


def of_tokens(tokens: list[str] | tuple[str, ...]) -> Counter[int]:
    """The same for folded content words."""
    stems = [stem(t) for t in tokens]
    found = Counter(crc32(b"s" + s.encode()) for s in stems)
    found.update(crc32(f"b{a} {b}".encode()) for a, b in itertools.pairwise(stems))
    for token in tokens:
        padded = f"<{token}>".encode()
        for size in GRAM_SIZES:
            found.update(crc32(b"c" + padded[i : i + size]) for i in range(len(padded) - size + 1))
    return found


PAIRED_WORDS = 24
"""Unordered pairs are made of the first content words only: their number grows with the square."""


def phrasing(text: str) -> Counter[int]:
    """Stems of all words (also stop words), neighbours, and unordered pairs of content stems.

    "mercado libre" with "argentina" is a near-miss although each word is ours: only pairs can tell.
    """
    tokens = words(text)
    stems = [stem(t) for t in tokens]
    found = Counter(crc32(b"s" + s.encode()) for s in stems)
    found.update(crc32(f"b{a} {b}".encode()) for a, b in itertools.pairwise(stems))
    pairable = sorted({stem(t) for t in content(tokens)[:PAIRED_WORDS]})
    found.update(crc32(f"p{a} {b}".encode()) for i, a in enumerate(pairable) for b in pairable[i + 1 :])
    return found
