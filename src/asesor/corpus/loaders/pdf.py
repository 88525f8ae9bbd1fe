"""PDF files, by page: lines put back into paragraphs, repeated edges dropped, invisible ink left out."""

from __future__ import annotations

import logging
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asesor.corpus.cleaning import clean_text, is_dialogue
from asesor.corpus.loaders.blocks import Block, Document, Kind, Part, Unreadable
from asesor.corpus.loaders.plain import ITEM
from asesor.corpus.loaders.sentences import is_page_number

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 2000
EDGE_LINES = 3
"""Lines at the top and foot of a page among which headers and footers are looked for."""
MIN_SIZE = 1.5
"""Points below which nobody reads a letter."""
_WHITE = {"g": (1.0,), "rg": (1.0, 1.0, 1.0), "k": (0.0, 0.0, 0.0, 0.0)}
_SHOWS = {"Tj", "TJ", "'", '"'}
_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}


def read(file: Path) -> Document:
    """A .pdf file. Raises Unreadable when it is encrypted or has no text."""
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(file)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("está cifrado con contraseña")
    except (DependencyError, NotImplementedError) as error:
        raise Unreadable("está cifrado") from error
    pages: list[list[str]] = []
    failed = scanned = 0
    for page in reader.pages[:MAX_PAGES]:
        try:
            lines = _lines(page, reader)
            scanned += not any(lines) and _has_picture(page)
        except Exception:  # a broken page must not cost the others
            lines = []
            failed += 1
        pages.append(lines)
    if not any(any(lines) for lines in pages):
        raise Unreadable("no tiene texto que leer; si está escaneado, pásalo antes por un reconocimiento de texto (OCR)")
    warnings = []
    if len(reader.pages) > MAX_PAGES:
        warnings.append(f"tiene {len(reader.pages)} páginas; se leyeron las primeras {MAX_PAGES}")
    if scanned:
        warnings.append(f"{scanned} páginas son imágenes sin texto y no se leyeron")
    if failed:
        warnings.append(f"{failed} páginas están dañadas y no se leyeron")
    title = clean_text(str(reader.metadata.get("/Title") or "" if reader.metadata else ""))
    return Document((title,), tuple(_parts(_without_edges(pages))), tuple(warnings))


def _lines(page: PageObject, reader: PdfReader) -> list[str]:
    _drop_invisible(page, reader)
    return [clean_text(line) for line in page.extract_text().split("\n")]


def _drop_invisible(page: PageObject, reader: PdfReader) -> None:
    """Takes out white text on a page where nothing dark was painted before it, and text too small to read."""
    from pypdf.generic import ContentStream, NameObject

    raw = page.get_contents()
    if raw is None:
        return
    content = ContentStream(raw, reader)
    ink = _Ink()
    kept = [operation for operation in content.operations if not ink.hides(*operation)]
    if len(kept) < len(content.operations):
        content.operations = kept
    page[NameObject("/Contents")] = content


class _Ink:
    """The graphics state as far as it tells whether a text can be seen."""

    def __init__(self) -> None:
        self.white, self.painted = False, False
        self.size, self.text_scale, self.scale = 12.0, 1.0, 1.0
        self.saved: list[tuple[bool, float, float, float]] = []

    def hides(self, operands: Any, operator: bytes) -> bool:
        """Takes one operation in; true when it shows text that nobody sees."""
        name = operator.decode("latin-1")
        if name in _SHOWS:
            return (self.white and not self.painted) or abs(self.size * self.text_scale * self.scale) < MIN_SIZE
        if (name in _FILLS and not self.white) or name in ("Do", "sh", "INLINE IMAGE"):
            self.painted = True
        elif name in ("g", "rg", "k", "sc", "scn"):
            values = tuple(float(v) for v in operands if isinstance(v, int | float))
            self.white = values in (_WHITE["g"], _WHITE["rg"]) or values == _WHITE["k"]
        elif name == "cs":
            self.white = False
        elif name == "q":
            self.saved.append((self.white, self.size, self.text_scale, self.scale))
        elif name == "Q" and self.saved:
            self.white, self.size, self.text_scale, self.scale = self.saved.pop()
        elif name == "Tf" and len(operands) == 2:
            self.size = float(operands[1])
        elif name == "BT":
            self.text_scale = 1.0
        elif name in ("Tm", "cm") and len(operands) == 6:
            factor = max(abs(float(v)) for v in operands[:4])
            self.text_scale, self.scale = (factor, self.scale) if name == "Tm" else (self.text_scale, self.scale * factor)
        return False


def _has_picture(page: PageObject) -> bool:
    resources = page.get("/Resources")
    found = resources.get_object().get("/XObject") if resources else None
    return found is not None and any(o.get_object().get("/Subtype") == "/Image" for o in found.get_object().values())


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Pages without page numbers and without lines that come back at the top or foot of many pages."""
    seen: Counter[str] = Counter()
    for lines in pages:
        texts = [line for line in lines if line]
        seen.update({_shape(line) for line in texts[:EDGE_LINES] + texts[-EDGE_LINES:]})
    filled = sum(1 for lines in pages if any(lines))
    enough = max(2, min(5, (filled + 1) // 2))
    return [_trimmed(lines, {shape for shape, count in seen.items() if count >= enough}) for lines in pages]


def _trimmed(lines: list[str], repeated: set[str]) -> list[str]:
    places = [n for n, line in enumerate(lines) if line]
    edges = {*places[:EDGE_LINES], *places[-EDGE_LINES:]}
    return [
        line
        for n, line in enumerate(lines)
        if not (n in edges and (is_page_number(line) or (_shape(line) in repeated and any(map(str.isalpha, line)))))
    ]


def _shape(line: str) -> str:
    """A line without the page number at its ends."""
    line = re.sub(r"(?:p[áa]g(?:ina)?\.?\s*)?\d{1,4}\s*(?:de|of|/)\s*\d{1,4}", "", line, flags=re.I)
    return re.sub(r"^\W*\d{1,4}\s+(?=\D)|\W*(?:p[áa]g(?:ina)?\.?)?\s*\b\d{1,4}\W*$", "", line, flags=re.I).strip().lower()


def _parts(pages: list[list[str]]) -> list[Part]:
    parts: list[Part] = []
    for number, lines in enumerate(pages, start=1):
        blocks = _paragraphs(lines)
        if blocks and parts and parts[-1].blocks and _goes_on(parts[-1].blocks[-1], blocks[0]):
            last = parts[-1].blocks[-1]
            parts[-1].blocks[-1] = Block(last.kind, _glued(last.text, blocks[0].text))
            blocks = blocks[1:]
        parts.append(Part(f"p{number}", str(number), blocks))
    return parts


def _goes_on(last: Block, first: Block) -> bool:
    """Whether a paragraph runs over the end of its page."""
    return not re.search(r"[.:;!?…]\W*$", last.text) and first.text[:1].islower() and first.kind is Kind.TEXT


def _paragraphs(lines: list[str]) -> list[Block]:
    widths = sorted(len(line) for line in lines if line)
    width = widths[int(len(widths) * 0.9)] if widths else 0
    blocks: list[Block] = []
    previous = ""
    for line in lines:
        item = ITEM.match(line)
        if not line:
            previous = ""
            continue
        if item:
            blocks.append(Block(Kind.ITEM, line[item.end() :]))
        elif not previous or _breaks(previous, line, width):
            blocks.append(Block(Kind.TEXT, line))
        else:
            blocks[-1] = Block(blocks[-1].kind, _glued(blocks[-1].text, line))
        previous = line
    return blocks


def _breaks(previous: str, line: str, width: int) -> bool:
    """Whether a new paragraph starts: after a short last line, and where an invented dialogue begins."""
    if is_dialogue(line):
        return True
    opens = not line[:1].islower()
    return opens and (len(previous) < 0.6 * width or (bool(re.search(r"[.:!?]\W*$", previous)) and len(previous) < 0.85 * width))


def _glued(text: str, line: str) -> str:
    if re.search(r"[a-záéíóúñ]-$", text) and line[:1].islower():
        return text[:-1] + line
    return f"{text} {line}"
