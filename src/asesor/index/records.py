"""Fiches, passages and questions as JSON lines and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from asesor.domain import Asked, Claim, Fiche, Source, Standing


def write_fiches(file: Path, fiches: Iterable[Fiche]) -> None:
    """One fiche a line; sources once a fiche, claims refer to them by key."""
    with file.open("w", encoding="utf-8") as out:
        for fiche in fiches:
            sources = {s.key: s for c in fiche.claims for s in c.sources}
            head = {f.name: getattr(fiche, f.name) for f in dataclasses.fields(Fiche) if f.name != "claims"}
            head["sources"] = [dataclasses.asdict(s) for s in sources.values()]
            head["claims"] = [_claim_record(c) for c in fiche.claims]
            out.write(json.dumps(head, ensure_ascii=False) + "\n")


def read_fiches(file: Path) -> list[Fiche]:
    """The inverse of `write_fiches`."""
    return [_fiche(json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def write_asked(file: Path, asked: Iterable[Asked]) -> None:
    """[question, fiche, anchors] a line."""
    with file.open("w", encoding="utf-8") as out:
        for a in asked:
            out.write(json.dumps([a.text, a.fiche, list(a.anchors)], ensure_ascii=False) + "\n")


def _claim_record(claim: Claim) -> dict[str, Any]:
    record = {
        f.name: getattr(claim, f.name)
        for f in dataclasses.fields(Claim)
        if f.name not in ("sources", "fiche") and getattr(claim, f.name) not in (None, False)
    }
    record["sources"] = [s.key for s in claim.sources]
    return record


def _fiche(record: dict[str, Any]) -> Fiche:
    sources = {s["key"]: Source(**s) for s in record.pop("sources")}
    claims = tuple(
        Claim(**{**c, "fiche": record["id"], "sources": tuple(sources[k] for k in c["sources"])}) for c in record.pop("claims")
    )
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    return Fiche(**plain | {"standing": Standing(str(plain["standing"])), "claims": claims})
