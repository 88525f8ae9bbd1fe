"""What an evaluation found: figures by group and slice, bars, failures."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from asesor.evaluation import shares
from asesor.evaluation.gold import Case, Kind
from asesor.evaluation.scoring import DialogueOutcome, Outcome
from asesor.evaluation.shares import Figure, Loss, Share

Count = Callable[[Outcome], tuple[float, int]]
TEST_HALF = "prueba"
PHONE_LIMIT = 900
"""Characters of a first message before its sources (gold/README.md)."""


def _yes(test: Callable[[Outcome], bool]) -> Count:
    return lambda o: (float(test(o)), 1)


RETRIEVAL: Mapping[str, Count] = {
    "fiche_first": _yes(lambda o: o.rank == 1),
    "fiche_in_five": _yes(lambda o: o.rank is not None and o.rank <= 5),
    "mrr": lambda o: (1 / o.rank if o.rank else 0.0, 1),
}
CONTENT: Mapping[str, Count] = {
    "key_points": lambda o: (o.phone.found, o.phone.wanted),
    "fully_right": _yes(lambda o: o.phone.is_right),
    "forbidden": _yes(lambda o: bool(o.phone.forbidden)),
    "too_long": _yes(lambda o: o.length > PHONE_LIMIT),
    "web_key_points": lambda o: (o.web.found, o.web.wanted) if o.web else (0, 0),
    "web_fully_right": lambda o: (float(o.web.is_right), 1) if o.web else (0, 0),
    "web_forbidden": lambda o: (float(bool(o.web.forbidden)), 1) if o.web else (0, 0),
}
EVIDENCE: Mapping[str, Count] = {
    # Of those that were answered: holding back is counted by answer_rate.
    "cited": lambda o: (float(o.cited), int(o.answered)) if o.answered else (0, 0),
    "unasked_sentences": lambda o: (o.unasked, o.sentences),
    "unsupported_figures": lambda o: (len(o.unsupported), max(o.figures, len(o.unsupported))),
    "answer_rate": _yes(lambda o: o.answered),
}
QUESTION = {**RETRIEVAL, **CONTENT, **EVIDENCE}
HELD_BACK: Mapping[str, Count] = {
    "answered": _yes(lambda o: o.falsely_answered),
    "right": _yes(lambda o: o.is_right),
    "forbidden": _yes(lambda o: bool(o.phone.forbidden)),
}
METRICS: Mapping[str, Mapping[str, Count]] = {
    "plain": QUESTION,
    "paraphrase": QUESTION,
    "answerable": QUESTION,
    "traps": {
        "misses": _yes(lambda o: not o.phone.is_right),
        "offered_as_open": _yes(lambda o: o.offered),
        **QUESTION,
    },
    "data": {**CONTENT, "answer_rate": EVIDENCE["answer_rate"]},
    "no_answer": HELD_BACK,
    "near_misses": HELD_BACK,
    "attacks": HELD_BACK,
    "dialogues": {"turns_right": _yes(lambda o: o.is_right), "behaved": _yes(lambda o: o.behaved)},
}
SLICES: Mapping[str, Callable[[Case], str]] = {
    "half": lambda c: c.half,
    "style": lambda c: c.style,
    "topic": lambda c: c.topic,
    "label": lambda c: c.label,
    "file": lambda c: c.file,
}


@dataclass(frozen=True, slots=True)
class Perturbed:
    """One question before and after: 1.0 or 0.0 before, the mean over the seeds after."""

    case: Case
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A bar that was missed, or (value None) not measured."""

    metric: str
    value: float | None
    bar: float
    is_floor: bool
    n: int
    interval: tuple[float, float] | None

    def __str__(self) -> str:
        sign = "≥" if self.is_floor else "≤"
        if self.value is None:
            return f"{self.metric}: sin medir (debe ser {sign} {self.bar:g})"
        spread = f", intervalo {self.interval[0]:.3f} a {self.interval[1]:.3f}" if self.interval else ""
        return f"{self.metric}: {self.value:.3f}, debe ser {sign} {self.bar:g} (n = {self.n}{spread})"


@dataclass(frozen=True, slots=True)
class Report:
    """Scored cases. `set_aside` are ids whose fiches this corpus lacks, by file; `not_scored` and `unknown`, files."""

    half: str
    seeds: tuple[int, ...]
    outcomes: tuple[Outcome, ...]
    dialogues: tuple[DialogueOutcome, ...]
    perturbed: tuple[Perturbed, ...]
    set_aside: Mapping[str, tuple[str, ...]]
    not_scored: tuple[str, ...]
    unknown: tuple[str, ...]

    def group(self, name: str) -> tuple[Outcome, ...]:
        """The outcomes of one group of METRICS."""
        if name == "dialogues":
            return tuple(t for d in self.dialogues for t in d.turns)
        if name in ("plain", "paraphrase"):
            questions = self.group(Kind.ANSWERABLE)
            return tuple(o for o in questions if o.case.is_paraphrase == (name == "paraphrase"))
        return tuple(o for o in self.outcomes if o.case.kind == name)

    def figures(self, half: str | None = None) -> dict[str, dict[str, Figure]]:
        """All figures by group and metric, of one half or of all that was run."""
        out: dict[str, dict[str, Figure]] = {}
        everything: list[Outcome] = []
        for name in METRICS:
            found = [o for o in self.group(name) if half in (None, o.case.half)]
            everything += found if name not in ("plain", "paraphrase") else []
            if found:
                out[name] = {**tally(found, name)}
        for name in ("plain", "paraphrase", "answerable", "traps"):
            if name in out:
                lengths = [o.length for o in self.group(name) if half in (None, o.case.half)]
                out[name]["median_length"] = shares.quantile(lengths, 0.5)
                out[name]["p90_length"] = shares.quantile(lengths, 0.9)
        whole = [d for d in self.dialogues if half in (None, d.dialogue.half)]
        if whole:
            out["dialogues"]["perfect"] = Share(sum(d.is_perfect for d in whole), len(whole))
        changed = [p for p in self.perturbed if half in (None, p.case.half)]
        if changed:
            out["perturbed"] = {
                f"{m}_loss": shares.loss([p.before[m] for p in changed], [p.after[m] for p in changed])
                for m in ("fully_right", "fiche_first")
            }
        times = [o.ms for o in everything]
        out["timing"] = {"p50_ms": shares.quantile(times, 0.5), "p99_ms": shares.quantile(times, 0.99)}
        return out

    def sliced(self, name: str) -> dict[str, dict[str, dict[str, Share]]]:
        """Figures of one group by half, style, topic, label and file; slices without a name are left out."""
        out: dict[str, dict[str, dict[str, Share]]] = {}
        for by, key in SLICES.items():
            parts: dict[str, list[Outcome]] = {}
            for outcome in self.group(name):
                if value := key(outcome.case):
                    parts.setdefault(value, []).append(outcome)
            if parts:
                out[by] = {value: tally(parts[value], name) for value in sorted(parts)}
        return out

    def check(self, thresholds: Path | Mapping[str, Any], *, unmeasured: bool = False) -> list[Shortfall]:
        """Bars that are missed, on the test half where it was run; with `unmeasured` also those that nothing measured.

        A bar is `[group] metric = {min = 0.9}` or `{max = 0.05}`; groups that no evaluation measures (bench) are skipped.
        """
        bars = tomllib.loads(thresholds.read_text("utf-8")) if isinstance(thresholds, Path) else thresholds
        found = self.figures(TEST_HALF if self.half == "todas" else None)
        known = {*METRICS, "perturbed", "timing"}
        out: list[Shortfall] = []
        for group, metrics in bars.items():
            for metric, bar in metrics.items() if group in known else ():
                figure = found.get(group, {}).get(metric)
                value = figure.value if figure else None
                limit, is_floor = (bar["min"], True) if "min" in bar else (bar["max"], False)
                missed = unmeasured if value is None else (value < limit if is_floor else value > limit)
                if missed:
                    n, interval = (figure.n, figure.interval) if figure else (0, None)
                    out.append(Shortfall(f"{group}.{metric}", value, limit, is_floor, n, interval))
        return out

    def failures(self, *, show_test: bool = False) -> list[dict[str, Any]]:
        """What went wrong, a record a case; cases of the test half carry only their id unless `show_test`."""
        turns = [t for d in self.dialogues for t in d.turns]
        records = [_failure(o) for o in (*self.outcomes, *turns)]
        return [
            r if show_test or r["half"] != TEST_HALF else {k: r[k] for k in ("id", "half", "file")}
            for r in records
            if r is not None
        ]

    def failures_jsonl(self, *, show_test: bool = False) -> str:
        """The failures, a JSON object a line."""
        return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in self.failures(show_test=show_test))

    def to_json(self) -> dict[str, Any]:
        """Everything but the texts, as plain values."""
        halves = ("desarrollo", "prueba") if self.half == "todas" else (self.half,)
        return {
            "half": self.half,
            "seeds": list(self.seeds),
            "figures": _plain(self.figures()),
            "by_half": {h: _plain(self.figures(h)) for h in halves},
            "slices": {
                g: {by: _plain(v) for by, v in self.sliced(g).items()} for g in METRICS if self.group(g)
            },
            "set_aside": {k: list(v) for k, v in self.set_aside.items()},
            "not_scored": list(self.not_scored),
            "unknown": list(self.unknown),
            "unsupported": [
                {"id": o.case.id, "figures": list(o.unsupported)}
                for o in self.outcomes
                if o.unsupported and o.case.half != TEST_HALF
            ],
        }

    def table(self, thresholds: Path | Mapping[str, Any] | None = None) -> RenderableType:
        """The report for people."""
        from asesor.evaluation import tables

        return tables.render(self, thresholds)


def tally(outcomes: Iterable[Outcome], group: str) -> dict[str, Share]:
    """The shares of one group over some outcomes."""
    found: Sequence[Outcome] = tuple(outcomes)
    out = {}
    for metric, count in METRICS[group].items():
        counts = [count(o) for o in found]
        out[metric] = Share(sum(h for h, _ in counts), sum(n for _, n in counts))
    return out


def _failure(outcome: Outcome) -> dict[str, Any] | None:
    case = outcome.case
    wrong = []
    if not outcome.behaved:
        wrong.append(f"comportamiento: {outcome.status}, se esperaba {' o '.join(case.behaviours)}")
    if case.fiches and case.kind in (Kind.ANSWERABLE, Kind.TRAP) and outcome.rank != 1:
        wrong.append(
            f"ficha: primero {outcome.first}, se esperaba {' o '.join(case.fiches)} (lugar {outcome.rank})"
        )
    wrong += [f"falta: {p.why or p.regex.pattern}" for p in outcome.phone.missing]
    wrong += [f"prohibido: {p.why or p.regex.pattern}" for p in outcome.phone.forbidden]
    if outcome.web:
        wrong += [
            f"prohibido en web: {p.why or p.regex.pattern}"
            for p in outcome.web.forbidden
            if p not in outcome.phone.forbidden
        ]
    wrong += [f"cifra sin apoyo: {f}" for f in outcome.unsupported]
    if not wrong:
        return None
    return {
        "id": case.id,
        "half": case.half,
        "file": case.file,
        "style": case.style,
        "question": case.question,
        "reply": outcome.reply,
        "status": outcome.status.value,
        "first": outcome.first,
        "rank": outcome.rank,
        "missed": wrong,
        "patterns": [p.regex.pattern for p in (*outcome.phone.missing, *outcome.phone.forbidden)],
    }


def _plain(found: Mapping[str, Mapping[str, Figure]]) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        group: {metric: plain(figure) for metric, figure in metrics.items()}
        for group, metrics in found.items()
    }


def plain(figure: Figure) -> dict[str, Any]:
    """A figure as JSON values, rounded to four digits."""
    interval = [round(x, 4) for x in figure.interval] if figure.interval else None
    out: dict[str, Any] = {
        "value": None if figure.value is None else round(figure.value, 4),
        "n": figure.n,
        "interval": interval,
    }
    if isinstance(figure, Loss):
        out |= {"before": figure.before, "after": figure.after}
    return out
