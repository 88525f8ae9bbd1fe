"""What every reader of a kind of file gives: parts (pages or headings) made of plain blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MAX_LABEL = 150
"""Characters of a title or heading that are shown beside a quotation."""


class Kind(StrEnum):
    """How a block stood in its document."""

    TEXT = "text"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row, cleaned."""

    kind: Kind
    text: str


@dataclass(slots=True)
class Part:
    """A page or what stands below one heading; `page` is what a citation shows."""

    key: str
    page: str | None
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file; `titles` are candidates, best first; `warnings` are Spanish."""

    titles: tuple[str, ...]
    parts: tuple[Part, ...]
    warnings: tuple[str, ...] = ()


class Headed:
    """Collects blocks below headings: parts s1, s2 …"""

    def __init__(self) -> None:
        self.parts = [Part("s1", None)]

    def heading(self, text: str) -> None:
        """Starts a part; an empty one before it is used again."""
        if not self.parts[-1].blocks and self.parts[-1].page is None:
            self.parts[-1].page = text or None
        else:
            self.parts.append(Part(f"s{len(self.parts) + 1}", text or None))

    def add(self, kind: Kind, text: str) -> None:
        """A block of the part that is open."""
        if text:
            self.parts[-1].blocks.append(Block(kind, text))

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings in order."""
        return tuple(p.page for p in self.parts if p.page)


class Unreadable(Exception):
    """Why a file gives nothing, in Spanish; always caught by the loader."""
