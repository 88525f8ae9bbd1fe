"""The bench's own arithmetic: hits to fiches, rank fusion, percentiles, answers a second."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

RRF_CONSTANT = 60
"""`c` of LangChain's EnsembleRetriever, its default."""


def collapse(fiches: Iterable[str], limit: int = 5) -> list[str]:
    """The first `limit` different fiches, in the order in which their passages were found."""
    found = list(dict.fromkeys(fiches))
    return found[:limit]


def rank(found: Sequence[str], right: Iterable[str]) -> int | None:
    """Place (1 is first) of the first right fiche, None where there is none."""
    wanted = frozenset(right)
    return next((n for n, fiche in enumerate(found, 1) if fiche in wanted), None)


def fuse(
    lists: Sequence[Sequence[T]],
    weights: Sequence[float],
    key: Callable[[T], Hashable],
    constant: int = RRF_CONSTANT,
) -> list[T]:
    """Weighted reciprocal rank fusion, best first: each list adds weight / (rank + constant); ties keep the order met.

    This is what LangChain documents for EnsembleRetriever (Cormack et al., SIGIR 2009).
    """
    if len(lists) != len(weights):
        raise ValueError("one weight a list")
    scores: dict[Hashable, float] = defaultdict(float)
    met: dict[Hashable, T] = {}
    for ranked, weight in zip(lists, weights, strict=True):
        for place, item in enumerate(ranked, 1):
            scores[key(item)] += weight / (place + constant)
            met.setdefault(key(item), item)
    return sorted(met.values(), key=lambda item: scores[key(item)], reverse=True)


def percentile(values: Sequence[float], q: float) -> float:
    """The value below which a share `q` (0 to 1) of the values lies, nearest rank. Raises ValueError of nothing."""
    if not values:
        raise ValueError("no values")
    ranked = sorted(values)
    return ranked[max(0, math.ceil(q * len(ranked)) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle value (the lower one of two)."""
    return percentile(values, 0.5)


def a_second(count: int, seconds: float) -> float:
    """`count` things in `seconds`, as a rate; 0 where no time was seen to pass."""
    return count / seconds if seconds > 0 else 0.0
