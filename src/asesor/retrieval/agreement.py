"""Does the evidence speak of what the question names? A score over fiches cannot tell a near-miss; this can."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from asesor.corpus.lexicon import Phrases
from asesor.domain import Fiche, Query
from asesor.index.snapshot import Index
from asesor.language.folding import STOP_WORDS, stem, words

HOME = "mexico"


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a fiche speaks of, by slot."""

    states: frozenset[str]
    countries: frozenset[str]
    institutions: frozenset[str]
    products: frozenset[str]
    years: frozenset[str]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the question names and the fiche does not hold.

    `words` are stems of the question that neither the fiche nor its questions use; `uncovered` is their share of
    the question by rarity (0 to 1), `foreign` the sum of their rarities (0 where all words are the fiche's).
    """

    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    uncovered: float = 0.0
    foreign: float = 0.0

    @property
    def named(self) -> tuple[str, ...]:
        """The names, for the reply."""
        return (*self.countries, *self.states, *self.institutions, *self.products, *(str(y) for y in self.years))


def compare(query: Query, fiche: Fiche, index: Index) -> Disagreement:
    """Slots of the question that the fiche does not mention; equivalent fiches count as the same one."""
    held = [mentions(f, index) for f in (fiche, *(index.fiches[i] for i in fiche.equals if i in index.fiches))]

    def missing(asked: tuple[str, ...], slot: str) -> tuple[str, ...]:
        return tuple(a for a in asked if not any(a in getattr(m, slot) for m in held))

    spoken = frozenset().union(*(index.held.get(f, frozenset()) for f in (fiche.id, *fiche.equals)))
    weights = _weights(query, index)
    excused = _excused(query, spoken, index)
    foreign = {s: weight for s, weight in weights.items() if s not in spoken and s not in excused}
    return Disagreement(
        states=missing(query.states, "states"),
        countries=missing(tuple(c for c in query.countries if c != HOME), "countries"),
        institutions=missing(query.institutions, "institutions"),
        products=missing(query.products, "products"),
        years=tuple(y for y in query.years if not any(str(y) in m.years for m in held)),
        words=tuple(foreign),
        uncovered=sum(foreign.values()) / sum(weights.values()) if weights else 0.0,
        foreign=sum(foreign.values()),
    )


def _weights(query: Query, index: Index) -> dict[str, float]:
    """Rarity of each content stem of the question; one that no fiche uses is as rare as can be."""
    rarest = math.log((len(index.held) + 1) / 0.5)
    stems = dict.fromkeys(stem(t) for t in query.words if len(t) > 2 and t not in STOP_WORDS and not t[0].isdigit())
    return {s: index.rarity.get(s, rarest) for s in stems}


def _excused(query: Query, spoken: frozenset[str], index: Index) -> set[str]:
    """Stems that a slot compares already, that only ask for a section, or that have a synonym which the fiche uses."""
    lexicon, tokens = index.lexicon, query.words
    found = [span for table in (lexicon.states, lexicon.countries, lexicon.institutions, lexicon.products, lexicon.sections) for span in table.find(tokens)]
    found += [
        (start, end, meanings)
        for table in (lexicon.synonyms, lexicon.needs)
        for start, end, meanings in table.find(tokens)
        if any(stem(m) in spoken for m in meanings)
    ]
    return {stem(tokens[i]) for start, end, _ in found for i in range(start, end)}


def mentions(fiche: Fiche, index: Index) -> Mentions:
    """Cached for each fiche of an open index."""
    return _mentions(fiche.id, _Key(index))


class _Key:
    """An index as a cache key: by identity of its snapshot."""

    __slots__ = ("index",)

    def __init__(self, index: Index) -> None:
        self.index = index

    def __hash__(self) -> int:
        return hash(self.index.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.index.id == self.index.id


@lru_cache(maxsize=20_000)
def _mentions(fiche_id: str, key: _Key) -> Mentions:
    index = key.index
    fiche = index.fiches[fiche_id]
    tokens = words(" . ".join((fiche.title, fiche.operator, *fiche.aliases, *(c.text for c in fiche.claims))))
    lexicon = index.lexicon

    def found(table: Phrases) -> frozenset[str]:
        return frozenset(m for _, _, meanings in table.find(tokens) for m in meanings)

    return Mentions(
        states=found(lexicon.states) | ({fiche.state} if fiche.state else set()),
        countries=found(lexicon.countries),
        institutions=found(lexicon.institutions),
        products=found(lexicon.products),
        years=frozenset(t for t in tokens if len(t) == 4 and t.isdigit()),
    )
