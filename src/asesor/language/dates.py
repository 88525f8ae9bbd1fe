"""Dates as the corpus writes them (possibly partial) and as people read them."""

from __future__ import annotations

import calendar
import re
from datetime import date

MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def parse(text: str, *, end: bool = False) -> date:
    """The first day of "2025", "2025-08" or "2025-08-29"; the last one with `end`. Raises ValueError."""
    match = PARTIAL.match(text)
    if not match:
        raise ValueError(f"fecha no válida: {text!r}")
    year, month, day = (int(g) if g else None for g in match.groups())
    assert year is not None
    month = month or (12 if end else 1)
    day = day or (calendar.monthrange(year, month)[1] if end else 1)
    return date(year, month, day)


def spell(text: str) -> str:
    """ "2025-02-17" -> "17 de febrero de 2025"; "2025-02" -> "febrero de 2025"; "2025" stays."""
    match = PARTIAL.match(text)
    if not match:
        return text
    year, month, day = match.groups()
    if not month:
        return year
    name = MONTHS[int(month) - 1]
    return f"{int(day)} de {name} de {year}" if day else f"{name} de {year}"
