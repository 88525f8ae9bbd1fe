"""The bars that the bench can see, beside what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with its bar; `at_least` or else at most."""

    what: str
    measured: float
    bar: float
    unit: str
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """True when the bar is reached."""
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar


def check(part: str, figures: dict[str, Any]) -> list[Bar]:
    """The bars of a part."""
    return list({"compare": _compare, "growth": _growth, "http": _http, "cold": _cold}[part](figures))


def table(found: list[Bar]) -> str:
    """The bars as Markdown."""
    lines = ["| bar | measured | wanted | |", "| --- | --- | --- | --- |"]
    for bar in found:
        sign = "≥" if bar.at_least else "≤"
        lines.append(
            f"| {bar.what} | {bar.measured:,.1f} {bar.unit} | {sign} {bar.bar:,.1f} {bar.unit} | {'reached' if bar.holds else '**short**'} |"
        )
    return "\n".join(lines)


def _compare(figures: dict[str, Any]) -> Iterator[Bar]:
    """Against the ensemble that finds most, and the fastest of them."""
    leads = [lead for label, lead in figures["leads"].items() if label.startswith("ensemble")]
    points = [lead["test"]["points"] for lead in leads if lead["test"]["points"] is not None]
    if points:
        yield Bar(
            "lead over the best ensemble, right fiche first (test half)", min(points) * 100, 8, "points", True
        )
    yield Bar(
        "p50 faster than the fastest ensemble",
        min(lead["times_faster_p50"] for lead in leads),
        5,
        "times",
        True,
    )


def _growth(figures: dict[str, Any]) -> Iterator[Bar]:
    for row in figures["rows"]:
        for store, name in (("directory", "Chroma"), ("numpy", "exact")):
            answers = row["answers"].get(store, {"p50_ms": float("inf"), "p99_ms": float("inf")})
            if row["size"] == 0:
                yield Bar(f"warm answer in process, p50 ({name})", answers["p50_ms"], 6, "ms")
                yield Bar(f"warm answer in process, p99 ({name})", answers["p99_ms"], 25, "ms")
            if row["size"] == 100_000:
                yield Bar(f"at 100k passages, p50 ({name})", answers["p50_ms"], 20, "ms")


def _http(figures: dict[str, Any]) -> Iterator[Bar]:
    yield Bar("answers a second, wall, server on one core", figures["a_second_wall"], 150, "/s", True)
    if figures["a_second_a_core"]:
        yield Bar("answers a second of processor time", figures["a_second_a_core"], 150, "/s", True)
    yield Bar("errors", figures["errors"], 0, "")


def _cold(figures: dict[str, Any]) -> Iterator[Bar]:
    commands = figures["commands"]
    yield Bar("`asesor preguntar`, worst", commands["preguntar"]["worst_s"], 1.5, "s")
    yield Bar("`asesor preguntar`, memory", commands["preguntar"]["peak_mb"], 350, "MB")
    yield Bar("full index build", commands["indexar, from nothing"]["median_s"], 15, "s")
    yield Bar("one fiche changed", commands["indexar, one fiche changed"]["median_s"], 1, "s")
