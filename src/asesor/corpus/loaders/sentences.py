"""Blocks cut into statements that can be quoted: whole sentences, list items and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asesor.corpus.cleaning import is_dialogue, is_instruction
from asesor.corpus.loaders.blocks import Block, Kind
from asesor.language.folding import fold

SHORTEST = 25
LONGEST = 400
"""Characters of a statement: shorter ones say little alone, longer ones do not fit a message."""
WINDOW = 60
"""Characters looked at on each side of a point: the cost of a long text stays linear."""
MIN_LETTERS = 8
"""Letters of a statement: rows of bare figures say nothing alone."""

_END = re.compile(r"[.!?…]+[\"'»”)\]]*(?:\s*(?:[\[【〔]\s*(?:\d{1,3}|fuente[^\]】〕]{0,80})\s*[\]】〕])+\.?)?\s+(?=[¿¡\"'«“(\[]*[A-ZÁÉÍÓÚÜÑ0-9])", re.I)
_ABBREVIATION = re.compile(
    r"arts?|n[úu]ms?|nro|no|fracc?s?|incs?|p[áa]gs?|pp?|tels?|ext|int|av|col|caps?|lic|ing|dra?|dres|sra?|sres|srta|mtr[oa]|arq|c|c[íi]a|"
    r"ej|vs|aprox|m[áa]x|m[íi]n|edo|mpio|de?pto|refs?|vol|ed|figs?|st[oa]|blvd|calz|esq|gral|prof|gob|secc?|transit|párr|cd|prol|carr|km|ee"
)
"""A point after these does not end a sentence."""
_UNIT_OR_PLACE = re.compile(r"tel|ext|int|pp|km|cap|vol|fig|ed|secc?|art")
"""Of those, the ones that a sentence may also end with, when a word opens another one."""
_INITIALS = re.compile(r"(?:[A-ZÁÉÍÓÚÑ]\.)*[A-ZÁÉÍÓÚÑ]|(?:[apAP]\.\s?[mM])|UU|etc")
_STARTER = re.compile(
    r"el|las?|los?|una?|en|para|si|se|est[aeo]s?|cuando|ademas|no|es|con|por|del?|al|sus?|asimismo|tambien|como|a|cada|tod[oa]s?|deben?|"
    r"solo|sin|sobre|ante|desde|hasta|durante|quien(?:es)?|aunque|pero|y"
)
"""Words that open a sentence: after «C.V.» or «a. m.» they tell an end from a point inside a name."""


def split(text: str) -> list[str]:
    """Sentences of a paragraph; points of abbreviations, initials, decimals and numbering do not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        after = text[match.end() : match.end() + WINDOW]
        if not after[:1].isdigit() and after.lstrip("¿¡\"'«“([")[:1].islower():
            continue
        if text[match.start()] == "." and not _ends(text[max(start, match.start() - WINDOW) : match.start()], after):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [s for s in found if s]


def _ends(before: str, after: str) -> bool:
    """Whether the point between two texts ends a sentence."""
    token = before.rsplit(" ", 1)[-1].lstrip("(¿¡«“\"'[")
    word = token.lower()
    if re.fullmatch(r"\d{1,2}|[a-zA-Z]", before.strip()):
        return False
    if word == "no":
        return not after[:1].isdigit()
    if _ABBREVIATION.fullmatch(word):
        return bool(_UNIT_OR_PLACE.fullmatch(word)) and _opens(after)
    if _INITIALS.fullmatch(token) or before.endswith(("p. m", "a. m")):
        return _opens(after) and (len(token) > 1 or token == "m")
    return True


def _opens(after: str) -> bool:
    return after[:1] in "¿¡«“" or bool(_STARTER.fullmatch(fold(re.split(r"\W", after, maxsplit=1)[0])))


def cut(sentence: str) -> list[str]:
    """Pieces of at most LONGEST characters, cut after «;», else «,», else a space."""
    pieces: list[str] = []
    start = 0
    while len(sentence) - start > LONGEST:
        limit = start + min(LONGEST, len(sentence) - start - SHORTEST)
        first = start + SHORTEST - 1
        at = next((place + 1 for mark in ("; ", ", ", " ") if (place := sentence.rfind(mark, first, limit)) >= first), limit)
        pieces.append(sentence[start:at].strip())
        start = at
    return [*pieces, sentence[start:].strip()]


def statements(blocks: Iterable[Block]) -> Iterator[str]:
    """What may be quoted from the blocks of a part, without instructions; short neighbours are put together."""
    pieces: list[tuple[Kind, int, str]] = []
    for number, block in enumerate(blocks):
        if is_dialogue(block.text) or _is_furniture(block.text) or (block.kind is not Kind.TEXT and is_instruction(block.text)):
            continue
        for text in split(block.text) if block.kind is Kind.TEXT else [block.text]:
            if not is_instruction(text):
                pieces.append((block.kind, number, text))
    checked = {text for _, _, text in pieces}
    for text in _joined(pieces):
        yield from (p for p in cut(text) if _is_sayable(p) and (p in checked or not is_instruction(p)))


def _joined(pieces: list[tuple[Kind, int, str]]) -> list[str]:
    """Short pieces with the next of their list, table or paragraph; the last one with the one before."""
    out: list[tuple[Kind, int, str]] = []
    for kind, number, text in pieces:
        if out and len(out[-1][2]) < SHORTEST:
            if _neighbours(out[-1], (kind, number, text)):
                out[-1] = (kind, number, _join(out[-1], number, text))
                continue
            _lean_back(out)
        out.append((kind, number, text))
    _lean_back(out)
    return [text for _, _, text in out]


def _lean_back(out: list[tuple[Kind, int, str]]) -> None:
    if len(out) > 1 and len(out[-1][2]) < SHORTEST and _neighbours(out[-2], out[-1]):
        _, number, text = out.pop()
        out[-1] = (out[-1][0], out[-1][1], _join(out[-1], number, text))


def _neighbours(one: tuple[Kind, int, str], other: tuple[Kind, int, str]) -> bool:
    """Of one paragraph, one list or one table; or two short paragraphs in a row."""
    if one[0] is not other[0] or len(one[2]) + len(other[2]) + 3 > LONGEST:
        return False
    return one[0] is not Kind.TEXT or one[1] == other[1] or (other[1] == one[1] + 1 and max(len(one[2]), len(other[2])) < SHORTEST * 2)


def _join(one: tuple[Kind, int, str], number: int, text: str) -> str:
    return f"{one[2]} {text}" if one[1] == number else f"{one[2]} · {text}"


def _is_sayable(piece: str) -> bool:
    return len(piece) >= SHORTEST and sum(map(str.isalpha, piece)) >= MIN_LETTERS and not _is_furniture(piece)


def _is_furniture(text: str) -> bool:
    """Page numbers and lines of a table of contents."""
    return is_page_number(text) or bool(re.search(r"(?:\.\s?){4,}\s*\d*$|(?:_\s?){5,}$", text))


def is_page_number(line: str) -> bool:
    """True for «3», «- 3 -», «Página 3 de 10», «3/10», «Page 3»."""
    return bool(re.fullmatch(r"\W*(?:(?:p[áa]g(?:ina)?|page|hoja)\W*)?\d{1,4}(?:\s*(?:de|of|/)\s*\d{1,4})?\W*", line.strip(), re.I))
