"""The facts that gold was written from: which sections of a fiche a question asks for."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asesor.corpus.sections import SECTIONS
from asesor.domain import Fiche
from asesor.evaluation.gold import Case
from asesor.language.folding import stems

SAME_FACT = 0.5
"""Share of a fact's stems that a claim must hold to be the same fact in our words; below it, pairs are unrelated."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of hechos/; `section` is None when its free name is in no table."""

    id: str
    fiche: str
    section: str | None
    text: str


@cache
def _table() -> dict[str, str]:
    raw = tomllib.loads((Path(__file__).parent / "secciones.toml").read_text("utf-8"))
    return {name: section for section, names in raw.items() for name in names}


def section_of(name: str) -> str | None:
    """The section of a fiche that a `seccion` of hechos/ means."""
    slug = name.replace("_", "-")
    return slug if slug in SECTIONS else _table().get(name)


def find(folders: Sequence[Path]) -> Path | None:
    """The hechos/ folder beside these gold sets, or shared/hechos beside one of their parents."""
    for folder in (Path(f).resolve() for f in folders):
        for parent in (folder, *folder.parents):
            for place in (parent / "hechos", parent / "shared" / "hechos"):
                if place.is_dir():
                    return place
    return None


def load(folder: Path | None) -> dict[str, Fact]:
    """All facts of a folder by id; none without a folder. Lines that are no facts are skipped: gold names what it needs."""
    out: dict[str, Fact] = {}
    for file in sorted(folder.glob("*.jsonl")) if folder else ():
        for line in file.read_text("utf-8").split("\n"):
            raw = json.loads(line) if line.strip() else {}
            if {"id", "ficha", "seccion", "hecho"} <= raw.keys():
                out[raw["id"]] = Fact(raw["id"], raw["ficha"], section_of(raw["seccion"]), raw["hecho"])
    return out


def asked(case: Case, facts: Mapping[str, Fact], fiches: Mapping[str, Fiche]) -> frozenset[str]:
    """Sections that a case asks for: those of its facts, and those where our fiches say these facts."""
    out: set[str] = set()
    for fact in (facts[f] for f in case.facts if f in facts):
        if fact.section:
            out.add(fact.section)
        if landed := _landed(fact, (fiches[f] for f in {fact.fiche, *case.fiches} if f in fiches)):
            out.add(landed)
    return frozenset(out)


def _landed(fact: Fact, fiches: Iterable[Fiche]) -> str | None:
    wanted = set(stems(fact.text))
    best, section = SAME_FACT, None
    for fiche in sorted(fiches, key=lambda f: f.id):
        for claim in fiche.claims:
            share = len(wanted & _claim_stems(claim.text)) / max(1, len(wanted))
            if share > best:
                best, section = share, claim.section
    return section


@cache
def _claim_stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))
