"""Gold through a desk, start to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from asesor.domain import DialogueState, Turn
from asesor.evaluation import facts as hechos
from asesor.evaluation import gold as golds
from asesor.evaluation.gold import Case, Kind
from asesor.evaluation.perturbation import perturb
from asesor.evaluation.report import Perturbed, Report
from asesor.evaluation.scoring import PHONE, Desk, Judge, Outcome

SEEDS = (1, 2, 3, 4, 5)
"""Five seeds of perturbed questions."""
WARM_UP = "¿Qué necesito para exportar?"
"""Asked once before the clock counts, so that first-use loading is not taken for latency."""

Progress = Callable[[str, int, int], None]


def run(
    desk: Desk,
    folders: Sequence[Path],
    half: str = golds.ALL,
    seeds: Sequence[int] = SEEDS,
    facts: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Scores every case of `half` (desarrollo, prueba or todas) in these gold folders.

    `facts` is the hechos/ folder (looked for beside the gold by default); no `seeds` skips the perturbed
    questions; `progress(stage, done, total)` is called after each case. Raises GoldError.
    """
    gold = golds.load(folders, half)
    known = hechos.load(facts or hechos.find(folders))
    judge = Judge(desk)
    aside: dict[str, list[str]] = {}
    cases = [c for c in gold.cases if _kept(judge, c.fiches, c.file, c.id, aside)]
    dialogues = [d for d in gold.dialogues if _kept(judge, d.fiches, d.file, d.id, aside)]
    desk.reply(Turn(WARM_UP, channel=PHONE), DialogueState())
    tell = progress or _silent

    outcomes: list[Outcome] = []
    for n, case in enumerate(cases, 1):
        sections = (
            hechos.asked(case, known, desk.index.fiches)
            if case.kind in (Kind.ANSWERABLE, Kind.TRAP)
            else frozenset()
        )
        outcomes.append(judge.score(case, sections))
        tell("preguntas", n, len(cases))
    talks = []
    for n, dialogue in enumerate(dialogues, 1):
        talks.append(judge.converse(dialogue))
        tell("diálogos", n, len(dialogues))
    plain = (
        [o for o in outcomes if o.case.kind is Kind.ANSWERABLE and not o.case.is_paraphrase] if seeds else []
    )
    perturbed = []
    for n, outcome in enumerate(plain, 1):
        perturbed.append(_perturbed(judge, outcome, seeds))
        tell("preguntas con errores", n, len(plain))
    return Report(
        half=half,
        seeds=tuple(seeds),
        outcomes=tuple(outcomes),
        dialogues=tuple(talks),
        perturbed=tuple(perturbed),
        set_aside={file: tuple(ids) for file, ids in aside.items()},
        not_scored=gold.not_scored,
        unknown=gold.unknown,
    )


def _kept(judge: Judge, fiches: tuple[str, ...], file: str, name: str, aside: dict[str, list[str]]) -> bool:
    if judge.covers(fiches):
        return True
    aside.setdefault(file, []).append(name)
    return False


def _perturbed(judge: Judge, outcome: Outcome, seeds: Sequence[int]) -> Perturbed:
    case = outcome.case
    typed = [judge.score(_mistyped(case, seed), web=False) for seed in seeds]
    return Perturbed(
        case,
        {"fully_right": float(outcome.phone.is_right), "fiche_first": float(outcome.rank == 1)},
        {
            "fully_right": sum(o.phone.is_right for o in typed) / len(typed),
            "fiche_first": sum(o.rank == 1 for o in typed) / len(typed),
        },
    )


def _mistyped(case: Case, seed: int) -> Case:
    return replace(case, question=perturb(case.question, seed, case.id))


def _silent(stage: str, done: int, total: int) -> None:
    """No progress."""
