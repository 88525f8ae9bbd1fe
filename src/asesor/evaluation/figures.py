"""Numbers, dates and amounts of a text in one form, and those of an answer that no cited claim holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from asesor.domain import Answer, Claim, Fiche, Sentence
from asesor.evaluation.patterns import folded, without_sources
from asesor.language.dates import MONTHS

_MONTH = {**{name: i for i, name in enumerate(MONTHS, 1)}, "setiembre": 9}
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:\.?[oº°]|er)?(?: de)? )?({'|'.join(_MONTH)})(?:(?: de| del)?(?: ano)? ((?:19|20)\d\d))?\b"
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b")
_LIST_NUMBER = re.compile(r"^[ \t*_]*\d{1,2}[.)][ \t]", re.MULTILINE)
_MARK = re.compile(r"\[\d+(?:, ?\d+)*\]")
_SCALE = {"mil": 1e3, "millon": 1e6, "millones": 1e6, "mdp": 1e6, "mdd": 1e6, "mmdp": 1e9, "mmdd": 1e9}
_TEENS = "cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
_TWENTIES = "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
_TENS = {
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
}
_HUNDREDS = (
    "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)
_WORDS = {
    **{w: i + (i > 0) for i, w in enumerate(_TEENS.split())},
    **{w: i for i, w in enumerate(_TWENTIES.split(), 18)},
    **_TENS,
    **{w: 100 * i for i, w in enumerate(_HUNDREDS.split(), 1)},
    "veintiocho": 28,
    "veintinueve": 29,
    "ciento": 100,
}
"""Number words; "un", "una" and "uno" are articles more often than figures and are left out."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+")


def _value(raw: str) -> str:
    """ "1,250.00" -> "1250"; "3.50" -> "3.5"; codes with several dots stay as written."""
    plain = re.sub(r",(?=\d{3}(?!\d))", "", raw).replace(",", ".")
    if plain.count(".") > 1:
        return plain
    return f"{float(plain):.6f}".rstrip("0").rstrip(".") if "." in plain else str(int(plain))


def _scaled(value: str, scale: float) -> str:
    return f"{float(value) * scale:.4f}".rstrip("0").rstrip(".")


def stated(text: str) -> frozenset[str]:
    """Figures that a text states, each in its fullest form: "4 mil" is 4000, "17 de febrero de 2025" one date."""
    return frozenset(_figures(_MARK.sub("", _LIST_NUMBER.sub("", folded(text))), parts=False))


def held(text: str) -> frozenset[str]:
    """Figures that a text supports: the stated ones and their parts (the year of a date, the 4 of "4 mil")."""
    return frozenset(_figures(folded(text), parts=True))


def _figures(text: str, *, parts: bool) -> list[str]:
    out: list[str] = []

    def take(day: str | None, month: int, year: str | None) -> str:
        out.append(_date(day, month, year))
        if parts:
            out.extend(_date(d, month, y) for d in (day, None) for y in (year, None) if d or y or not day)
            out.extend(str(int(p)) for p in (day, year) if p)
        return " ; "

    text = text.replace("por ciento", "%")
    text = _ISO.sub(lambda m: take(m[3], int(m[2]), m[1]), text)
    # "mayo" alone, without day or year, is no figure worth checking.
    text = _DATE.sub(lambda m: take(m[1], _MONTH[m[2]], m[3]) if m[1] or m[3] else m[0], text)
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    i = 0
    while i < len(tokens):
        token = tokens[i][0]
        if token[0].isdigit():
            value, i = _value(token), i + 1
        elif token in _WORDS:
            total = _WORDS[token]
            i += 1
            while i < len(tokens) and (tokens[i][0] in _WORDS or _joins(tokens, i)):
                total += _WORDS.get(tokens[i][0], 0)
                i += 1
            value = str(total)
        else:
            i += 1
            continue
        scale = 1.0
        while (
            i < len(tokens) and tokens[i][0] in _SCALE and not text[tokens[i - 1][2] : tokens[i][1]].strip()
        ):
            scale *= _SCALE[tokens[i][0]]
            i += 1
        if scale > 1 and value.count(".") <= 1:
            out.append(_scaled(value, scale))
            if parts:
                out.append(value)
        else:
            out.append(value)
    return out


def _joins(tokens: list[tuple[str, int, int]], i: int) -> bool:
    """True for the "y" of "treinta y cinco"."""
    return (
        tokens[i][0] == "y"
        and tokens[i - 1][0] in _TENS
        and i + 1 < len(tokens)
        and _WORDS.get(tokens[i + 1][0], 10) < 10
    )


def _date(day: str | None, month: int, year: str | None) -> str:
    return f"{year or ''}-{month:02}" + (f"-{int(day):02}" if day else "")


def _support(claims: Iterable[Claim]) -> frozenset[str]:
    return frozenset().union(*(held(" ; ".join(filter(None, (c.text, c.since, c.until)))) for c in claims))


def unsupported(answer: Answer, message: str, fiches: Iterable[Fiche]) -> tuple[tuple[str, ...], int]:
    """Figures without support, as "figure: sentence", and how many figures were looked at.

    Sentence by sentence against its own claims; then the message as a whole, which may also hold the dates and
    titles of the cited fiches and of their sources.
    """
    bad: list[str] = []
    checked = 0
    sentences: tuple[Sentence, ...] = (*answer.sentences, *answer.rest)
    for sentence in sentences:
        figures = stated(sentence.text)
        checked += len(figures)
        bad += [f"{f}: {sentence.text}" for f in sorted(figures - _support(sentence.claims))]
    claims = [c for s in sentences for c in s.claims]
    about = [" ; ".join(filter(None, (f.title, f.since, f.until, f.evidence, f.reviewed))) for f in fiches]
    about += [
        " ; ".join(filter(None, (s.title, s.published, s.consulted))) for c in claims for s in c.sources
    ]
    about += [*answer.suggestions, *(label for label, _ in answer.actions)]
    allowed = (
        _support(claims) | held(" ; ".join(about)) | frozenset().union(*(stated(s.text) for s in sentences))
    )
    outside = stated(without_sources(message)) - allowed
    return (*bad, *(f"{f}: (fuera de las oraciones)" for f in sorted(outside))), checked + len(outside)
