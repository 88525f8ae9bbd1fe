"""Saved web pages, by heading: the main text as trafilatura finds it, once the hidden parts are gone."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asesor.corpus.cleaning import clean_text
from asesor.corpus.cleaning_html import clean_tree
from asesor.corpus.loaders.blocks import Document, Headed, Kind, Unreadable
from asesor.corpus.loaders.plain import decoded

MAX_FOR_MAIN_TEXT = 4 * 1024 * 1024
"""Bytes of a page above which finding its main text takes minutes; the whole body is read instead."""
MIN_SHARE = 0.3
"""Share of the body's letters below which the main text is taken to be wrong (short pages and lists of links)."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "head")
_ITEMS = ("li", "item", "dt", "dd")
_ROWS = ("tr", "row")
_CELLS = ("td", "th", "cell")
_INLINE = re.compile(
    r"a|abbr|b|bd[io]|cite|code|data|em|font|hi|i|ins|kbd|label|mark|q|ref|s|samp|small|span|strong|su[bp]|time|tt|u|var|wbr"
)
_FRAME = ("nav", "header", "footer", "aside", "form", "button", "dialog", "menu")


def read(file: Path) -> Document:
    """A .html or .htm file. Raises Unreadable when it holds no page."""
    from lxml import html as pages  # type: ignore[import-untyped]

    data = file.read_bytes()
    text = _decoded(data).replace("\0", "")
    try:
        tree = pages.document_fromstring(text.encode(), parser=pages.HTMLParser(encoding="utf-8"))
    except Exception as error:
        raise Unreadable("no contiene una página") from error
    title = clean_text(" ".join("".join(t.itertext()) for t in tree.findall(".//head/title")[:1]))
    clean_tree(tree)
    for mark in tree.xpath("//sup"):
        if re.fullmatch(r"\s*\[?\d{1,3}\]?\s*", mark.text_content()) and mark.xpath(".//a|parent::a"):
            mark.drop_tree()  # a reference mark of the page, not of ours
    body = _body(tree)
    main = _main_text(pages.tostring(tree, encoding="unicode")) if len(data) <= MAX_FOR_MAIN_TEXT else None
    chosen = main if main and _letters(main) >= MIN_SHARE * _letters(body) else body
    first = [clean_text(h.text_content()) for h in tree.xpath("//h1[1]")[:1]]
    return Document((re.split(r"\s+[|·–—]\s+", title)[0], *first, *chosen.headings[:1]), tuple(chosen.parts))


def _decoded(data: bytes) -> str:
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.I)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                return data.decode(declared[1].decode(), "replace")
            except LookupError:
                pass
    return decoded(data)


def _letters(headed: Headed) -> int:
    return sum(len(b.text) for p in headed.parts for b in p.blocks)


def _main_text(page: str) -> Headed | None:
    import trafilatura
    from lxml import etree

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    found = trafilatura.extract(page, output_format="xml", include_comments=False, include_tables=True, favor_recall=True)
    if not found:
        return None
    main = etree.fromstring(found.encode(), etree.XMLParser(resolve_entities=False, recover=True)).find("main")
    return None if main is None else _headed(main)


def _body(tree: Any) -> Headed:
    body = tree.find("body")
    body = tree if body is None else body
    for element in [e for e in body.iter(*_FRAME) if e.tag != "header" or e.getparent() is body]:
        if element.getparent() is not None:
            element.drop_tree() if element.tag != "form" else element.drop_tag()
    return _headed(body)


def _headed(root: Any) -> Headed:
    headed = Headed()
    for kind, text in _blocks(root, Kind.TEXT):
        plain = clean_text(re.sub(r"\s+", " ", text))
        if kind is None:
            headed.heading(plain)
        else:
            headed.add(kind, plain)
    return headed


def _blocks(element: Any, kind: Kind) -> Iterator[tuple[Kind | None, str]]:
    """Blocks below an element in order; None for a heading."""
    words = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            if all(_INLINE.fullmatch(str(e.tag)) for e in child.iter()):
                words.append("".join(child.itertext()))
            elif child.tag == "br" or child.tag == "lb":
                if kind is Kind.TEXT and re.search(r"[.:;!?]\s*$", "".join(words)):
                    yield kind, "".join(words)
                    words = []
                words.append(" ")
            else:
                yield kind, "".join(words)
                words = []
                yield from _block(child, kind)
        words.append(child.tail or "")
    yield kind, "".join(words)


def _block(child: Any, kind: Kind) -> Iterator[tuple[Kind | None, str]]:
    if child.tag in _HEADINGS:
        yield None, "".join(child.itertext())
    elif child.tag in _ROWS and not any(True for _ in child.iter("table")):
        cells = (re.sub(r"\s+", " ", " ".join(c.itertext())).strip() for c in child if c.tag in _CELLS)
        yield Kind.ROW, " · ".join(c for c in cells if c)
    else:
        yield from _blocks(child, Kind.ITEM if child.tag in _ITEMS else kind)
