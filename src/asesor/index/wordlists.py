"""Word lists made from a corpus: what may be corrected to, what each fiche speaks of, what names it."""

from __future__ import annotations

import math
from collections import Counter

from asesor.corpus import lexicon as lexicons
from asesor.corpus.lexicon import Lexicon, Phrases
from asesor.domain import Corpus, Fiche
from asesor.language.folding import content, stem, stems, words

ASKED_OFTEN = 5
"""A word of questions alone is something to correct to from this many uses: rarer ones are mostly typos."""
ASKED_TWICE = 2
"""From this many uses it is left as typed: "premios" is no misspelled "precios"."""


def rarity(held: dict[str, frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency of every stem over the fiches."""
    uses = Counter(s for found in held.values() for s in found)
    return {s: math.log((len(held) + 1) / (n + 0.5)) for s, n in uses.items()}


def names(fiches: dict[str, Fiche], lexicon: Lexicon) -> Phrases:
    """Aliases and nicknames with the fiches they name."""
    pairs: list[tuple[list[str], tuple[str, ...]]] = [(words(alias), (f.id,)) for f in fiches.values() for alias in f.aliases]
    pairs += [(list(k), tuple(i for i in v if i in fiches)) for k, v in lexicon.nicknames.meanings.items()]
    return Phrases.of([(" ".join(lexicons.without_links(name)), ids) for name, ids in pairs if ids])


def held(corpus: Corpus, lexicon: Lexicon) -> dict[str, list[str]]:
    """Stems that each fiche or its questions use: what a question may name without leaving the fiche."""
    held: dict[str, set[str]] = {f.id: set(stems(" ".join((f.title, f.operator, *f.aliases, *(c.text for c in f.claims))))) for f in corpus.fiches}
    for asked in corpus.asked:
        if asked.fiche in held:
            held[asked.fiche].update(stem(t) for t in content([t for w in words(asked.text) for t in lexicon.chat.get(w, (w,))]))
    return {fiche: sorted(found) for fiche, found in held.items()}


def vocabulary(corpus: Corpus, lexicon: Lexicon) -> dict[str, int]:
    """Words that a misspelled word may have meant: all of the fiches, those asked more than twice, the lexicon's."""
    certain: Counter[str] = Counter()
    for fiche in corpus.fiches:
        for text in (fiche.title, *fiche.aliases, *(c.text for c in fiche.claims)):
            certain.update(words(text))
    asked: Counter[str] = Counter(w for a in corpus.asked for w in words(a.text))
    known = Counter({w: n for w, n in asked.items() if w in certain or n >= ASKED_OFTEN}) + certain
    for word in lexicon.vocabulary():
        known[word] += 1
    for chat in lexicon.chat:
        known.pop(chat, None)
    return dict(sorted(known.items()))


def also_known(corpus: Corpus) -> list[str]:
    uses = Counter(w for text in (*(a.text for a in corpus.asked), *corpus.unanswerable) for w in words(text))
    return sorted(w for w, n in uses.items() if n >= ASKED_TWICE)
