"""Word documents, by heading: paragraphs, list items and table rows in document order; hidden runs are left out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asesor.corpus.cleaning import clean_text
from asesor.corpus.loaders.blocks import Document, Headed, Kind, Unreadable
from asesor.corpus.loaders.plain import ITEM

MAX_UNPACKED = 300 * 1024 * 1024
"""Bytes a package may unpack to: a small file can hold far more than memory does."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WHITE = ("FFFFFF", "auto", "", None)


def read(file: Path) -> Document:
    """A .docx file. Raises Unreadable when it is encrypted, another format or far too large."""
    if file.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("está cifrado con contraseña o es un .doc antiguo; guárdalo como .docx sin contraseña")
    with zipfile.ZipFile(file) as package:
        if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED:
            raise Unreadable("ocupa demasiado al descomprimirse")
    import docx

    document = docx.Document(str(file))
    reader = _Reader(document.styles.element)
    reader.walk(document.element.body)
    titles = (clean_text(document.core_properties.title or ""), *reader.named, *reader.headed.headings[:1])
    return Document(titles, tuple(reader.headed.parts))


class _Reader:
    """Walks a body; `styles` are looked up by id, with what they are based on."""

    def __init__(self, styles: Any) -> None:
        self.headed = Headed()
        self.named: list[str] = []
        self._styles = {s.get(f"{_W}styleId"): s for s in styles.iter(f"{_W}style")}

    def walk(self, parent: Any, dark: bool = False) -> None:
        """Everything below a body, cell or text box, in order."""
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child, dark)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
                self.walk(child, dark)

    def _chain(self, style: str | None) -> Iterator[Any]:
        seen: set[str] = set()
        while style and style not in seen and style in self._styles:
            seen.add(style)
            yield self._styles[style]
            style = _value(self._styles[style], "basedOn")

    def _paragraph(self, paragraph: Any, dark: bool) -> None:
        text = clean_text(self._text(paragraph, dark)).replace("\n", " ")
        properties = paragraph.find(f"{_W}pPr")
        chain = list(self._chain(_value(properties, "pStyle")))
        names = [(_value(s, "name") or "").lower() for s in chain]
        outline = _value(properties, "outlineLvl")
        if any(name.startswith(("toc ", "table of")) for name in names):
            text = ""
        if text and any(name == "title" for name in names):
            self.named.append(text)
        if text and (any(name.startswith(("heading", "title", "título")) for name in names) or (outline or "9") in "012345678"):
            self.headed.heading(text)
        elif text:
            bullet = ITEM.match(text)
            numbered = any(p is not None and p.find(f"{_W}numPr") is not None for p in (properties, *(s.find(f"{_W}pPr") for s in chain)))
            is_item = bullet or numbered or any(name.startswith("list") for name in names)
            self.headed.add(Kind.ITEM if is_item else Kind.TEXT, text[bullet.end() :] if bullet else text)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(a.tag == _FALLBACK for a in box.iterancestors()) and next(box.iterancestors(f"{_W}p")) is paragraph:
                self.walk(box, dark=True)

    def _text(self, paragraph: Any, dark: bool) -> str:
        """Visible text of a paragraph, without deleted revisions, field codes and text boxes."""
        chain = list(self._chain(_value(paragraph.find(f"{_W}pPr"), "pStyle")))
        dark = dark or _is_dark(paragraph.find(f"{_W}pPr")) or any(_is_dark(s.find(f"{_W}pPr")) for s in chain)
        out: list[str] = []
        for run in paragraph.iter(f"{_W}r"):
            if next(run.iterancestors(f"{_W}p")) is not paragraph or any(a.tag in (f"{_W}del", f"{_W}moveFrom", _FALLBACK) for a in run.iterancestors()):
                continue
            if self._is_hidden(run.find(f"{_W}rPr"), chain, dark):
                continue
            for node in run:
                if node.tag == f"{_W}t":
                    out.append(node.text or "")
                elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                    out.append(" ")
                elif node.tag == f"{_W}noBreakHyphen":
                    out.append("-")
        return "".join(out)

    def _is_hidden(self, properties: Any, chain: list[Any], dark: bool) -> bool:
        """Hidden by its mark, by white ink on white, or by letters of at most one point."""
        places = [properties, *(s.find(f"{_W}rPr") for s in self._chain(_value(properties, "rStyle"))), *(s.find(f"{_W}rPr") for s in chain)]
        vanish = next((v for p in places if p is not None and (v := p.find(f"{_W}vanish")) is not None), None)
        if vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false", "off"):
            return True
        size = next((v for p in places if (v := _value(p, "sz"))), "22")
        colour = next((v for p in places if (v := _value(p, "color"))), "auto")
        marked = properties is not None and (_is_dark(properties) or properties.find(f"{_W}highlight") is not None)
        return (size.isdigit() and int(size) <= 2) or (colour.upper() == "FFFFFF" and not dark and not marked)

    def _table(self, table: Any) -> None:
        dark = any(_is_dark(node) for s in self._chain(_value(table.find(f"{_W}tblPr"), "tblStyle")) for node in s.iter())
        for row in _children(table, "tr"):
            cells = list(_children(row, "tc"))
            if len(cells) == 1 and (len(list(cells[0].iter(f"{_W}p"))) > 1 or cells[0].find(f"{_W}tbl") is not None):
                self.walk(cells[0], dark)  # a frame around text, not a row of data
                continue
            texts = []
            for cell in cells:
                shaded = dark or _is_dark(cell.find(f"{_W}tcPr"))
                paragraphs = (clean_text(self._text(p, shaded)).replace("\n", " ") for p in cell.iter(f"{_W}p"))
                texts.append(" ".join(t for t in paragraphs if t))
            self.headed.add(Kind.ROW, " · ".join(t for t in texts if t))


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Children of a name, also those wrapped in content controls."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(child, name)


def _value(element: Any, name: str) -> str | None:
    found = None if element is None else element.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _is_dark(properties: Any) -> bool:
    """Whether a shading makes white ink readable."""
    shading = None if properties is None else properties.find(f"{_W}shd")
    if shading is None:
        return False
    fill = shading.get(f"{_W}fill")
    return (fill not in _WHITE and not re.fullmatch(r"(?i)f[c-f]f[c-f]f[c-f]", fill)) or shading.get(f"{_W}themeFill") is not None
