"""Markdown and plain text, by heading; front matter of any kind is dropped, never trusted."""

from __future__ import annotations

import re
from pathlib import Path

from asesor.corpus.cleaning import clean_document, is_dialogue
from asesor.corpus.loaders.blocks import Document, Headed, Kind, Unreadable

_FRONT = re.compile(
    r"\A\s*(?:---[ \t]*\n(?=(?:\s*#[^\n]*\n)*\s*[\"'\w-][^\n:]{0,60}:|---).*?(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)|\+\+\+[ \t]*\n.*?\n\+\+\+[ \t]*(?:\n|\Z)|;;;[ \t]*\n.*?\n;;;[ \t]*(?:\n|\Z)|"
    r"\{[ \t]*\n.*?\n\}[ \t]*(?:\n|\Z)|(?:%[^\n]*\n)+)",
    re.S,
)
_BARE_FRONT = re.compile(
    r"\A\s*(?:title|author|date|id|alias|aliases|layout|tags|slug|t[ií]tulo|autor|fecha|preguntas)[ \t]*:[^\n]*\n"
    r"(?:[ \t]*[\w-]+[ \t]*:[^\n]*\n|[ \t]+[^\n]+\n)*",
    re.I,
)
ITEM = re.compile(r"(?:[-*+•●▪◦‣∙–]|\d{1,2}[.)]|[a-zA-Z][)])\s+(?=\S)")
_RULER = re.compile(r"\|?[\s:|+=_*-]+\|?")


def decoded(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16 with its mark, or Windows-1252. Raises Unreadable when it is not text."""
    if not data.strip():
        raise Unreadable("está vacío")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:65536]:
        raise Unreadable("no es un archivo de texto")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(file: Path) -> Document:
    """A .md or .txt file."""
    is_markdown = file.suffix.lower() == ".md"
    text = decoded(file.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    text = _FRONT.sub("", text, count=1)
    if is_markdown:
        text = _BARE_FRONT.sub("", text, count=1)
    headed = Headed()
    _collect(clean_document(text).split("\n"), headed, is_markdown)
    return Document(headed.headings[:1], tuple(headed.parts))


def _collect(lines: list[str], headed: Headed, is_markdown: bool) -> None:
    paragraph: list[str] = []
    kind = Kind.TEXT

    def close() -> None:
        nonlocal kind
        headed.add(kind, " ".join(paragraph))
        paragraph.clear()
        kind = Kind.TEXT

    for number, raw in enumerate(lines):
        line = re.sub(r"^(?:>\s?)+", "", raw.strip())
        below = lines[number + 1].strip() if number + 1 < len(lines) else ""
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if paragraph and kind is Kind.TEXT and re.fullmatch(r"=+|-{2,}", line) and len(paragraph) == 1:
            title = paragraph.pop()
            close()
            headed.heading(title)
        elif not line or _RULER.fullmatch(line):
            close()
        elif heading or (not is_markdown and not paragraph and not below and _is_shouted(line)):
            close()
            headed.heading(heading[1] if heading else line)
        elif line.startswith("|") or line.count("|") >= 2:
            close()
            headed.add(Kind.ROW, " · ".join(c.strip() for c in line.split("|") if c.strip()))
        elif item := ITEM.match(line):
            close()
            kind = Kind.ITEM
            paragraph.append(re.sub(r"^\[[ xX]\]\s+", "", line[item.end() :]))
        else:
            if is_dialogue(line):
                close()
            paragraph.append(line)
    close()


def _is_shouted(line: str) -> bool:
    return len(line) <= 80 and line.upper() == line and sum(map(str.isalpha, line)) >= 4 and not line.endswith((".", ";", ","))
