"""Holding back: how likely it is that the best fiche answers the question at all.

A logistic score over the trained reader's "ours", over what the question names and the fiche does not hold, and
over the length of the question. Weights: logistic regression on the development halves of both gold sets (about
370 questions to answer, 115 not to), cross-validated; see docs/benchmarks.md.
"""

from __future__ import annotations

import math

from asesor.domain import Hit, Query
from asesor.retrieval.agreement import Disagreement

ANSWER_FROM = 0.7
"""At this confidence 96 % of the development questions are answered, 5 % of the near-misses and none of the rest."""
FOREIGN_BELOW = 0.2
FOREIGN_WORDS = 0.4
"""Below that confidence, with this much of it in foreign words and nothing of ours named, it is about something else."""

BIAS = -2.5
OURS = 1.19
"""Logit of the reader's "one of ours"."""
COUNTRY = -1.9
STATE_OF_FEDERAL = -1.2
"""A federal thing asked for in a state: often only where the person lives."""
STATE_OF_STATE = -3.0
"""A state's fund asked for in another state."""
INSTITUTION = -1.0
PRODUCT = -0.39
YEAR = -2.4
UNCOVERED = -2.35
"""Share of the question's words, by rarity, that neither the fiche nor its questions use."""
SHORT = 4.4
"""exp(-words/5): a question of two words gives the reader little to go by."""
LONG = 3.6 / 20
"""Each word more: people explain themselves when they mean it."""
NAMED = 0.24
"""The question names the fiche."""
NAMED_ALONE = 1.75
"""It names the fiche, and every other word and name of it is the fiche's too."""
CLOSED_NAMED = 2.0
"""The named thing is closed: that it is over answers whatever was asked about it."""
FOLLOWS = 2.5
"""A follow-up that stays with the fiche just answered."""
MOST_MISSING = 2
"""More than two missing names of a kind count as two, and more than forty words as forty."""
MOST_WORDS = 40


def confidence(query: Query, best: Hit, difference: Disagreement) -> float:
    """Probability (0 to 1) that `best` answers the question."""
    ours = min(max(best.ours, 1e-4), 1 - 1e-4)
    length = min(len(query.words), MOST_WORDS)
    named = best.fiche.id in query.named
    logit = (
        BIAS
        + OURS * math.log(ours / (1 - ours))
        + COUNTRY * _count(difference.countries)
        + (STATE_OF_STATE if best.fiche.state else STATE_OF_FEDERAL) * _count(difference.states)
        + INSTITUTION * _count(difference.institutions)
        + PRODUCT * _count(difference.products)
        + YEAR * _count(difference.years)
        + UNCOVERED * difference.uncovered
        + SHORT * math.exp(-length / 5)
        + LONG * length
        + NAMED * named
        + NAMED_ALONE * (named and not difference.named and not difference.uncovered)
        + CLOSED_NAMED * (named and best.fiche.standing.is_over)
        + FOLLOWS * (query.follows_up and best.fiche.id == query.topic)
    )
    return 1 / (1 + math.exp(-logit))


def _count(missing: tuple[object, ...]) -> int:
    return min(MOST_MISSING, len(missing))
