"""The report on a terminal: one table of figures, then slices, then what was left out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from asesor.evaluation.report import TEST_HALF, Report
from asesor.evaluation.shares import Figure, Loss, Share, Size

ADVERSE = ("no_answer", "near_misses", "attacks")
VISIBLE = 0.0005
"""Shares above nothing that would read 0.0 are written as counts."""
FEW = 30
"""Under this many cases a share says little; the interval is shown in yellow."""


@cache
def _labels() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "etiquetas.toml").read_text("utf-8"))


def render(report: Report, thresholds: Path | Mapping[str, Any] | None = None) -> RenderableType:
    """All tables of a report; with thresholds also the bars, red where missed."""
    bars: Mapping[str, Any] = (
        tomllib.loads(thresholds.read_text("utf-8")) if isinstance(thresholds, Path) else thresholds or {}
    )
    parts: list[RenderableType] = [_figures(report, bars)]
    parts += [t for t in (_slices(report), _adverse(report)) if t.row_count]
    say = _labels()["tabla"]
    if report.set_aside:
        parts.append(
            Text(
                say["apartadas"].format(
                    counts=", ".join(f"{f} {len(ids)}" for f, ids in report.set_aside.items())
                ),
                style="dim",
            )
        )
    if report.not_scored:
        parts.append(
            Text(
                say["sin_calificar"].format(files=", ".join(Path(f).name for f in report.not_scored)),
                style="dim",
            )
        )
    if report.unknown:
        parts.append(Text(say["desconocidos"].format(files=", ".join(report.unknown)), style="yellow"))
    return Group(*parts)


def _figures(report: Report, bars: Mapping[str, Any]) -> Table:
    labels = _labels()
    say = labels["tabla"]
    both = report.half == "todas"
    table = Table(title=say["titulo"].format(half=report.half), title_justify="left", header_style="bold")
    table.add_column(say["medida"])
    for key in ("valor", "intervalo", "n", *(("desarrollo", "prueba") if both else ()), "meta"):
        table.add_column(say[key], justify="right", no_wrap=True)
    halves = [report.figures(h) for h in ("desarrollo", "prueba")] if both else []
    missed = {s.metric for s in report.check(bars)} if bars else set()
    for group, metrics in report.figures().items():
        table.add_section()
        table.add_row(Text(labels["grupos"][group], style="bold"))
        for metric, figure in metrics.items():
            bar = bars.get(group, {}).get(metric)
            style = "" if bar is None else ("red" if f"{group}.{metric}" in missed else "green")
            cells = [
                _value(figure),
                _interval(figure),
                str(figure.n),
                *(_value(h.get(group, {}).get(metric)) for h in halves),
            ]
            table.add_row(f"  {labels['medidas'][metric]}", *cells, _bar(bar, figure), style=style)
    return table


def _slices(report: Report) -> Table:
    labels = _labels()
    say = labels["tabla"]
    table = Table(title=say["titulo_cortes"], title_justify="left", header_style="bold")
    table.add_column(say["corte"], no_wrap=True)
    for key in ("n", "primero", "cinco", "puntos", "todo", "respondidas"):
        table.add_column(say[key], justify="right")
    for by in ("style", "topic", "file"):
        table.add_section()
        for name, shares in report.sliced("answerable").get(by, {}).items():
            cells = [
                shares[m]
                for m in ("fiche_first", "fiche_in_five", "key_points", "fully_right", "answer_rate")
            ]
            table.add_row(
                f"{labels['cortes'][by]}: {name}",
                str(shares["fiche_first"].n),
                *(_with_interval(c) for c in cells),
            )
    return table


def _adverse(report: Report) -> Table:
    labels = _labels()
    say = labels["tabla"]
    table = Table(title=say["titulo_retenidas"], title_justify="left", header_style="bold")
    table.add_column(say["corte"], no_wrap=True)
    for key in ("n", "sin_deber", "bien", TEST_HALF):
        table.add_column(say[key], justify="right")
    for group in ADVERSE:
        table.add_section()
        for name, shares in report.sliced(group).get("label", {}).items():
            test = [o for o in report.group(group) if o.case.label == name and o.case.half == TEST_HALF]
            false = Share(sum(o.falsely_answered for o in test), len(test))
            cells = (
                _with_interval(shares["answered"]),
                _with_interval(shares["right"]),
                f"{false.hits:.0f} / {false.n}" if test else "–",
            )
            table.add_row(f"{labels['grupos'][group]} · {name}", str(shares["right"].n), *cells)
    return table


def _value(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "–"
    if isinstance(figure, Size):
        return f"{figure.value:,.1f}" if figure.value < 100 else f"{figure.value:,.0f}"
    if isinstance(figure, Share) and 0 < figure.value < VISIBLE:
        return f"{figure.hits:g} / {figure.n}"
    return f"{100 * figure.value:.1f}"


def _interval(figure: Figure) -> str:
    if not figure.interval:
        return ""
    low, high = figure.interval
    return f"{100 * low:.1f} – {100 * high:.1f}"


def _with_interval(share: Share) -> Text:
    if share.value is None or share.interval is None:
        return Text("–")
    low, high = share.interval
    return Text(
        f"{100 * share.value:.0f} ({100 * low:.0f}–{100 * high:.0f})", style="yellow" if share.n < FEW else ""
    )


def _bar(bar: Mapping[str, float] | None, figure: Figure) -> str:
    if not bar:
        return ""
    limit = bar.get("min", bar.get("max", 0.0))
    scale = 100 if isinstance(figure, Share | Loss) else 1
    return f"{'≥' if 'min' in bar else '≤'} {limit * scale:g}"
