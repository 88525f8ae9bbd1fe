"""Gold patterns against a reply: what must be there, what must not, sources and marks never counting."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SOURCES = re.compile(r"^[ \t*_#>]*fuentes[ \t*_]*:.*\Z", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_SOURCE_LINE = re.compile(r"^[ \t*_#>•-]*\[\d+\].*$", re.MULTILINE)
"""A line that begins with a mark is a source: marks come after what they support."""
_MARK = re.compile(r"[ \t]*\[\d+(?:, ?\d+)*\]")
_MARKDOWN = re.compile(r"[*_`#>•]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern with the reason it is there."""

    regex: re.Pattern[str]
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """How one text did against one case."""

    found: int
    wanted: int
    missing: tuple[Pattern, ...] = ()
    forbidden: tuple[Pattern, ...] = ()

    @property
    def is_right(self) -> bool:
        """True when every expected pattern is there and no forbidden one is."""
        return not self.missing and not self.forbidden


def compiled(raw: str, why: str = "") -> Pattern:
    """The pattern of one gold entry. Raises re.error."""
    return Pattern(re.compile(raw, re.IGNORECASE), why)


def without_sources(text: str) -> str:
    """A message up to its sources block, marks kept."""
    return _SOURCE_LINE.sub("", _SOURCES.sub("", text)).strip()


def folded(text: str) -> str:
    """Lower case without accents (ñ is n)."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def searched(text: str) -> str:
    """What patterns see: no sources, no marks, no Markdown, lower case, no accents."""
    return _MARKDOWN.sub("", folded(_MARK.sub("", without_sources(text))))


def match(text: str, expected: tuple[Pattern, ...], forbidden: tuple[Pattern, ...]) -> Match:
    """A reply against a case; forbidden patterns are also looked for with Markdown left in ("a_b" is no "ab")."""
    plain = searched(text)
    raw = folded(_MARK.sub("", without_sources(text)))
    missing = tuple(p for p in expected if not p.regex.search(plain))
    hit = tuple(p for p in forbidden if p.regex.search(plain) or p.regex.search(raw))
    return Match(len(expected) - len(missing), len(expected), missing, hit)
