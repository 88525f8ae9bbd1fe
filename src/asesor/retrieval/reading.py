"""A question as typed -> Query: folded, spelled right, with the names, places, things and sections it mentions."""

from __future__ import annotations

import re

from asesor.corpus.lexicon import Phrases, without_links
from asesor.domain import DialogueState, Query
from asesor.index.snapshot import Index
from asesor.language.folding import content
from asesor.retrieval import normalising

MAX_WORDS = 120
"""A question is read up to here; what comes after is hardly ever the question."""
FOLLOW_UP_WORDS = 7
"""A follow-up is short: up to this many content words."""

_MORE = re.compile(r"^(?:y )?(?:que |dame |ver |quiero |dime |cuentame )?(?:mas|algo mas|mas informacion|mas info|mas detalles?|el resto|lo demas|sigue|continua|explicame mas|que mas)(?: por favor| porfa| hay| sabes)?$")
_SOURCE = re.compile(
    r"\b(?:de donde (?:sacas|sacaste|sale|salio|viene|lo sacas|sacan)|(?:cual|cuales) (?:es|son) (?:tu|la|las|tus) fuentes?|que fuente|quien (?:lo )?dice|en que te basas|pasame (?:la|el) (?:liga|link|fuente)|dame (?:la|tu) fuente|"
    r"(?:indique|indiqueme|digame|dime|cita|cite|manda|mandame) (?:la |tu |su )?fuente|tienes (?:la |el )?(?:fuente|liga|link)|fuente de (?:eso|ese dato|la cifra)|como sabes (?:eso|que))\b"
)
_OPENS = re.compile(r"^(?:ok |ah |va |oye |bueno |sale |oiga |disculpe )*(?:y|e|pero|aparte|entonces|tambien|o)\b")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_FISICA = re.compile(r"\b(?:personas? fisicas?|como fisica|soy fisica|p\.? ?f\.?|pf)\b")
_MORAL = re.compile(r"\b(?:personas? morale?s?|como moral|soy moral|mi empresa es s\.?a|sa de cv|s de rl|sapi|pm)\b")

MOVED_WORDS = 3
"""With so few words a new place or institution takes the last question along ("en canadá?")."""


def understand(asked: str, index: Index, earlier: DialogueState | None = None, site: str | None = None) -> Query:
    """Read a question; never raises, an unreadable one has no words."""
    lexicon = index.lexicon
    typed, tokens = _spelled(asked, index)
    folded = " ".join(tokens)
    named = tuple(dict.fromkeys(i for table in (tokens, tuple(typed)) for _, _, ids in index.names.find(without_links(table)) for i in ids))
    extra = [w for table in (lexicon.synonyms, lexicon.needs) for _, _, found in table.find(tokens) for w in found if w not in tokens]
    follows = _is_follow_up(folded, tokens, named, earlier)
    countries, institutions = _meanings(lexicon.countries, tokens), _meanings(lexicon.institutions, tokens)
    brief = bool(_OPENS.match(folded)) or len(content(tokens)) <= MOVED_WORDS
    moved = bool(follows and brief and (countries or institutions))
    carried = _carried(earlier.question, index) if moved and earlier else ()
    return Query(
        text=asked,
        words=(*tokens, *(t for t in carried if t not in tokens)),
        typed=typed,
        extra=tuple(dict.fromkeys(extra)),
        corrected=tuple((a, b) for a, b in zip(typed, tokens, strict=True) if a != b),
        named=named,
        sections=_meanings(lexicon.sections, tokens),
        person="fisica" if _FISICA.search(folded) else "moral" if _MORAL.search(folded) else (earlier.person if earlier and follows else None),
        states=_meanings(lexicon.states, tokens, but_own=True),
        countries=countries,
        institutions=institutions,
        products=_meanings(lexicon.products, tokens, but_own=True),
        years=tuple(int(t) for t in tokens if _YEAR.match(t)),
        topic=earlier.fiche if earlier and follows and not moved else None,
        follows_up=follows,
        site=site,
    )


def wants_more(query: Query) -> bool:
    """The person asks for the rest of the last answer."""
    return bool(_MORE.match(query.folded))


def asks_source(query: Query) -> bool:
    """The person asks where the last answer comes from."""
    return bool(_SOURCE.search(query.folded)) and len(query.words) <= SOURCE_WORDS


SOURCE_WORDS = 14
"""Longer questions about sources are about something else ("la fuente de financiamiento …")."""


def _spelled(text: str, index: Index) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words as typed (chat spellings written out) and the same words corrected."""
    typed = tuple(normalising.tokens(text, index.lexicon)[:MAX_WORDS])
    return typed, tuple(index.speller.correct(word) for word in typed)


def _carried(question: str, index: Index) -> tuple[str, ...]:
    """What stays of the last question when only the place or institution changes ("¿y pa canadá?")."""
    _, tokens = _spelled(question, index)
    left = {i for table in (index.lexicon.countries, index.lexicon.institutions) for start, end, _ in table.find(tokens) for i in range(start, end)}
    return tuple(t for i, t in enumerate(tokens) if i not in left)


_OWN = frozenset("hago hacemos fabrico fabricamos produzco producimos elaboro tengo tenemos soy somos estoy estamos vivo vivimos coso tejo cultivo".split())
OWN_REACH = 6
"""A place or product up to so many words after "hago", "tengo", "soy" … is who asks, not what is asked about."""


def _meanings(table: Phrases, tokens: tuple[str, ...], *, but_own: bool = False) -> tuple[str, ...]:
    found = table.find(tokens)
    if but_own:
        found = [f for f in found if not _OWN & set(tokens[max(0, f[0] - OWN_REACH) : f[0]])]
    return tuple(dict.fromkeys(m for _, _, meanings in found for m in meanings))


def _is_follow_up(folded: str, tokens: tuple[str, ...], named: tuple[str, ...], earlier: DialogueState | None) -> bool:
    if earlier is None or earlier.fiche is None or not tokens:
        return False
    short = len([t for t in content(tokens) if t]) <= FOLLOW_UP_WORDS
    return short and (bool(_OPENS.match(folded)) or not named)


def question_words(query: Query) -> tuple[str, ...]:
    """Content words in order."""
    return tuple(content(query.words))


