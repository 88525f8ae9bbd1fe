"""Fiches cut into passages: one section, at most eight claims."""

from __future__ import annotations

from itertools import groupby

from asesor.domain import Fiche, Passage

MAX_CLAIMS = 8


def split(fiche: Fiche) -> list[Passage]:
    """Passages of a fiche in reading order; ids are `fiche#section` and `fiche#section~2` …"""
    passages: list[Passage] = []
    for section, group in groupby(fiche.claims, key=lambda c: c.section):
        claims = tuple(group)
        for number, start in enumerate(range(0, len(claims), MAX_CLAIMS), start=1):
            suffix = f"~{number}" if number > 1 else ""
            passages.append(Passage(f"{fiche.id}#{section}{suffix}", fiche.id, section, claims[start : start + MAX_CLAIMS]))
    return passages
