"""Figures with their uncertainty: shares with Wilson intervals, paired losses with bootstrap ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z = 1.959964
"""Normal quantile of a 95 % interval."""
RESAMPLES = 2000
"""Bootstrap samples: enough for two stable digits of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`; hits may be fractional (reciprocal ranks), then the interval is on the wide side."""

    hits: float
    n: int

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval, None of nothing."""
        if not self.n:
            return None
        p = min(1.0, self.hits / self.n)
        middle = p + Z * Z / (2 * self.n)
        spread = Z * math.sqrt(p * (1 - p) / self.n + Z * Z / (4 * self.n * self.n))
        below = 1 + Z * Z / self.n
        return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


@dataclass(frozen=True, slots=True)
class Loss:
    """Mean of what each question lost (share points, 0.03 is three), with a bootstrap interval over questions."""

    value: float | None
    interval: tuple[float, float] | None
    n: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Size:
    """A plain figure (characters, milliseconds) of `n` observations; no interval."""

    value: float | None
    n: int
    interval: None = None


Figure = Share | Loss | Size


def loss(before: Sequence[float], after: Sequence[float], seed: int = 0) -> Loss:
    """Paired loss of `before[i] - after[i]`; both have one entry a question."""
    n = len(before)
    if not n:
        return Loss(None, None, 0, None, None)
    lost = [b - a for b, a in zip(before, after, strict=True)]
    rng = np.random.default_rng(seed)
    means = np.array(lost)[rng.integers(n, size=(RESAMPLES, n))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Loss(sum(lost) / n, (float(low), float(high)), n, sum(before) / n, sum(after) / n)


def quantile(values: Sequence[float], q: float) -> Size:
    """The value below which a share `q` of the values lies (nearest rank)."""
    if not values:
        return Size(None, 0)
    ranked = sorted(values)
    return Size(ranked[max(0, math.ceil(q * len(ranked)) - 1)], len(ranked))
