"""lexico.toml: how people spell, nickname and ask for what the corpus calls by its name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asesor.errors import CorpusError
from asesor.language.folding import words

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with what they stand for, the longest match wins; `longest` is the length by first word."""

    meanings: dict[Phrase, tuple[str, ...]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: list[tuple[str, tuple[str, ...]]]) -> Phrases:
        """From (phrase, meanings); a phrase given twice keeps the meanings of both."""
        meanings: dict[Phrase, tuple[str, ...]] = {}
        for phrase, values in pairs:
            key = tuple(words(phrase))
            if key:
                meanings[key] = tuple(dict.fromkeys((*meanings.get(key, ()), *values)))
        longest: dict[str, int] = {}
        for key in meanings:
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        return cls(meanings, longest)

    def find(self, tokens: tuple[str, ...] | list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """(start, end, meanings) of every longest match, left to right without overlap."""
        found = []
        start = 0
        while start < len(tokens):
            for length in range(min(self.longest.get(tokens[start], 0), len(tokens) - start), 0, -1):
                meanings = self.meanings.get(tuple(tokens[start : start + length]))
                if meanings:
                    found.append((start, start + length, meanings))
                    start += length - 1
                    break
            start += 1
        return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of lexico.toml, ready to match. Chat spellings replace a word, everything else adds to it."""

    chat: dict[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Phrases = field(default_factory=Phrases)
    needs: Phrases = field(default_factory=Phrases)
    nicknames: Phrases = field(default_factory=Phrases)
    states: Phrases = field(default_factory=Phrases)
    countries: Phrases = field(default_factory=Phrases)
    institutions: Phrases = field(default_factory=Phrases)
    products: Phrases = field(default_factory=Phrases)
    sections: Phrases = field(default_factory=Phrases)

    def vocabulary(self) -> set[str]:
        """Every word the lexicon knows; such a word is never corrected."""
        tables = (self.synonyms, self.needs, self.nicknames, self.states, self.countries, self.institutions, self.products, self.sections)
        known = {w for t in tables for phrase in t.meanings for w in phrase}
        return known | {w for expansion in self.chat.values() for w in expansion}


LINKS = frozenset("a al de del el en la las los para por un una y".split())


def without_links(tokens: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Names are matched without articles and prepositions: "fondo nacional del emprendedor" is the same fund."""
    return tuple(t for t in tokens if t not in LINKS)


def read(file: Path) -> Lexicon:
    """The lexicon of a corpus; an absent file is an empty one. Raises CorpusError when it is not valid TOML."""
    if not file.is_file():
        return Lexicon()
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"No se puede leer lexico.toml: {error}") from error
    try:
        return _lexicon(raw)
    except (AttributeError, TypeError) as error:
        raise CorpusError("En lexico.toml hay un valor que no es del tipo de su tabla (texto o lista de textos).") from error


def _lexicon(raw: dict[str, Any]) -> Lexicon:
    places = raw.get("lugares", {})
    return Lexicon(
        chat={k: tuple(words(v)) for k, v in raw.get("chat", {}).items()},
        synonyms=Phrases.of([(k, tuple(words(v))) for k, v in raw.get("sinonimos", {}).items()]),
        needs=Phrases.of([(k, tuple(words(v))) for k, v in raw.get("necesidades", {}).items()]),
        nicknames=Phrases.of([(k, tuple(v)) for k, v in raw.get("apodos", {}).items()]),
        states=_by_form(places.get("estados", {})),
        countries=_by_form(places.get("paises", {})),
        institutions=_by_form(raw.get("instituciones", {})),
        products=_by_form(raw.get("productos", {})),
        sections=_by_form(raw.get("secciones", {})),
    )


def _by_form(table: dict[str, list[str]]) -> Phrases:
    return Phrases.of([(form, (name,)) for name, forms in table.items() for form in forms])
