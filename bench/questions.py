"""The questions that are asked: gold cases with their right fiches, and people's questions from corpus/preguntas."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.children import CHECKOUT

if TYPE_CHECKING:
    from asesor.domain import Fiche

GOLD = (CHECKOUT / "tests" / "gold", CHECKOUT.parent / "shared" / "gold")
"""Our own set, and the open one where it stands beside the checkout."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question; `right` are its fiches with their equivalents, `gold` the folder it is from (own or shared)."""

    id: str
    text: str
    gold: str
    half: str
    paraphrase: bool
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shelf:
    fiches: dict[str, Fiche]


class _Silent:
    """The part of a desk that tells which fiches are equivalent."""

    def __init__(self, fiches: dict[str, Fiche]) -> None:
        self.index = _Shelf(fiches)

    def reply(self, turn: object, state: object) -> tuple[object, object]:
        """Never called here."""
        raise NotImplementedError


def gold(fiches: dict[str, Fiche], every: int = 1) -> list[Asked]:
    """Answerable questions over these fiches, every `every`-th of them, in a fixed order."""
    from asesor.evaluation import gold as sets
    from asesor.evaluation.gold import Kind
    from asesor.evaluation.scoring import Judge

    judge = Judge(_Silent(fiches))  # type: ignore[arg-type]
    found = []
    for folder in GOLD:
        if not folder.is_dir():
            continue
        name = "own" if folder == GOLD[0] else "shared"
        for case in sets.load([folder]).cases:
            if case.kind is Kind.ANSWERABLE and case.fiches and judge.covers(case.fiches):
                right = tuple(sorted(judge.right(case.fiches)))
                found.append(
                    Asked(f"{name}/{case.id}", case.question, name, case.half, case.is_paraphrase, right)
                )
    return found[::every]


def sampled(count: int, corpus: Path = CHECKOUT / "corpus", seed: int = 1) -> list[str]:
    """`count` different questions of corpus/preguntas, drawn with a seed; fewer where there are not so many."""
    lines = {
        line.partition("\t")[0].strip()
        for file in sorted((corpus / "preguntas").glob("*.txt"))
        if not file.name.startswith("_")
        for line in file.read_text("utf-8").splitlines()
    }
    known = sorted(q for q in lines if q and not q.startswith("# "))
    return random.Random(seed).sample(known, min(count, len(known)))
