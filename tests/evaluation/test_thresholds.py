import tomllib
from pathlib import Path

from asesor.evaluation import run
from asesor.evaluation.report import METRICS

THRESHOLDS = Path(__file__).parents[1] / "config" / "thresholds.toml"
OTHERS = {
    "perturbed": {"fully_right_loss", "fiche_first_loss"},
    "timing": {"p50_ms", "p99_ms"},
}
LENGTHS = {"median_length", "p90_length"}


def test_every_bar_names_a_figure_that_the_report_has() -> None:
    for group, bars in tomllib.loads(THRESHOLDS.read_text("utf-8")).items():
        if group == "bench":
            continue
        known = OTHERS.get(group) or set(METRICS[group]) | LENGTHS | {"perfect"}
        assert set(bars) <= known, group
        assert all(set(bar) in ({"min"}, {"max"}) for bar in bars.values())


def test_a_desk_that_answers_nothing_falls_short(desk, write, case) -> None:
    report = run(desk, [write("respuestas", case(mitad="prueba"))])
    missed = {s.metric for s in report.check(THRESHOLDS)}
    assert {"plain.fiche_first", "plain.fully_right", "answerable.answer_rate"} <= missed
