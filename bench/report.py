"""Results as Markdown: one block a part, with date, machine and command, and the bars of the issue beside the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import bars

Record = dict[str, Any]
"""{"date", "commit", "command", "quick", "machine": {…}, "parts": {name: figures}} as --json writes it."""


def blocks(record: Record) -> dict[str, str]:
    """The Markdown of each measured part by its name."""
    return {
        name: "\n\n".join(
            [_head(record, name), RENDERERS[name](figures), bars.table(bars.check(name, figures))]
        )
        for name, figures in record["parts"].items()
    }


def rewrite(file: Path, record: Record) -> list[str]:
    """Put each block between its marks in a document; returns the names that have no marks there."""
    text, missing = file.read_text("utf-8"), []
    for name, block in blocks(record).items():
        found = re.search(rf"(?<=<!-- bench:{name} -->\n).*?(?=<!-- /bench:{name} -->)", text, re.S)
        if found is None:
            missing.append(name)
            continue
        text = f"{text[: found.start()]}{block}\n{text[found.end() :]}"
    file.write_text(text, "utf-8")
    return missing


def _head(record: Record, name: str) -> str:
    on = record["machine"]
    busy = on["load"] is not None and on["load"] > BUSY * on["cores"]
    lines = [
        f"{record['date']}, {on['cpu']}, {on['cores']} cores, {on['ram_gb']} GB, {on['system']}, Python {on['python']}, "
        f"commit {record['commit']}, `python -m bench {name}{' --quick' if record['quick'] else ''}`."
    ]
    if busy:
        lines.append(
            f"**The machine was busy with other work (load {on['load']}): take times as upper limits, processor time as the figure.**"
        )
    if record["quick"]:
        lines.append(
            "**A quick run on part of the questions or sizes: a check that it works, not the figures to quote.**"
        )
    return " ".join(lines)


BUSY = 0.5
"""From this load a core, before anything was measured, times say little."""


def _compare(figures: dict[str, Any]) -> str:
    slices = ("test ordinary", "test paraphrases", "dev ordinary", "dev paraphrases")
    n = next(iter(figures["systems"].values()))["shares"]
    head = ["system", *(f"{s} (n={n[s]['n']})" for s in slices)]
    rows = [
        [
            label,
            *(f"{_share(one['shares'][s]['first'])} / {_share(one['shares'][s]['in_five'])}" for s in slices),
        ]
        for label, one in figures["systems"].items()
    ]
    costs = [
        [
            label,
            f"{s['p50_ms']:.1f} / {s['p99_ms']:.1f}",
            f"{s['cpu_ms']:.1f}",
            f"{s['resident_mb']:.0f} / {s['peak_mb']:.0f}",
            f"{s['cold_s']:.1f}",
        ]
        for label, s in figures["systems"].items()
    ]
    leads = [
        [
            label,
            *(_lead(lead[s]) for s in ("test", "test ordinary", "test paraphrases")),
            f"{lead['times_faster_p50']:.1f}×",
        ]
        for label, lead in figures["leads"].items()
    ]
    built = [f"{label}: {b['build_s']:.0f} s, {b['peak_mb']:.0f} MB" for label, b in figures["build"].items()]
    return "\n\n".join(
        [
            "Right fiche first / in five, with 95 % intervals:",
            _table(head, rows),
            "One question, warm, one core and one thread:",
            _table(["system", "p50 / p99 ms", "processor ms", "memory / peak MB", "cold start s"], costs),
            "Our lead in right fiche first (points, paired, 95 % bootstrap), and in p50:",
            _table(["against", "test", "test ordinary", "test paraphrases", "p50"], leads),
            "Built on one core: " + "; ".join(built) + ".",
        ]
    )


def _growth(figures: dict[str, Any]) -> str:
    head = [
        "passages (claims)",
        "build s",
        "build MB",
        "disk MB",
        "vectors",
        "open s",
        "p50 / p99 ms",
        "processor ms",
        "memory MB",
        "right first",
    ]
    rows = []
    for row in figures["rows"]:
        built = row["build"]
        if built["failed"]:
            rows.append(
                [
                    f"{built['passages']:,} ({built['claims']:,})",
                    f"refused: {built['failed']}",
                    *[""] * (len(head) - 2),
                ]
            )
        for store, a in row["answers"].items():
            rows.append(
                [
                    f"{built['passages']:,} ({built['claims']:,})", f"{built['build_s']:.1f}", f"{built['peak_mb']:.0f}", f"{built['disk_mb']:.0f}",
                    {"directory": "Chroma", "numpy": "exact"}[store], f"{a['open_s']:.1f}", f"{a['p50_ms']:.1f} / {a['p99_ms']:.1f}",
                    f"{a['cpu_ms']:.1f}", f"{a['resident_mb']:.0f}", f"{a['first']:.3f}",
                ]
            )  # fmt: skip
    return _table(head, rows)


def _http(figures: dict[str, Any]) -> str:
    core = figures["a_second_a_core"]
    pairs = [
        ("answers a second, wall (server on one core)", f"{figures['a_second_wall']:.0f}"),
        ("answers a second of server processor time", f"{core:.0f}" if core else "not known on this system"),
        (
            f"p50 / p99 ms with {figures['clients']} connections",
            f"{figures['p50_ms']:.1f} / {figures['p99_ms']:.1f}",
        ),
        (
            "p50 / p99 ms with one connection",
            f"{figures['alone_p50_ms']:.1f} / {figures['alone_p99_ms']:.1f}",
        ),
        ("errors", str(figures["errors"])),
        (
            "statuses",
            ", ".join(f"{k} {v}" for k, v in sorted(figures["statuses"].items(), key=lambda p: -p[1])),
        ),
        ("turns in the store afterwards / asked in all", f"{figures['stored']} / {figures['asked_in_all']}"),
        ("server: ready after s / peak MB", f"{figures['ready_s']:.1f} / {figures['peak_mb']:.0f}"),
    ]
    return f"{figures['requests']:,} different questions.\n\n" + _table(
        ["what", "figure"], [list(p) for p in pairs]
    )


def _cold(figures: dict[str, Any]) -> str:
    rows = [
        [
            f"`asesor {name}`",
            str(c["runs"]),
            f"{c['median_s']:.2f}",
            f"{c['worst_s']:.2f}",
            f"{c['median_cpu_s']:.2f}",
            f"{c['peak_mb']:.0f}",
        ]
        for name, c in figures["commands"].items()
    ]
    return _table(["command", "runs", "median s", "worst s", "processor s", "peak MB"], rows)


RENDERERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "cold": _cold,
    "http": _http,
    "growth": _growth,
    "compare": _compare,
}


def _share(share: dict[str, Any]) -> str:
    if share["value"] is None:
        return "–"
    low, high = share["interval"]
    return f"{_three(share['value'])} ({_three(low)}–{_three(high)})"


def _three(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _lead(lead: dict[str, Any]) -> str:
    if lead["points"] is None:
        return "–"
    low, high = lead["interval"]
    return f"{lead['points'] * 100:+.1f} ({low * 100:+.1f} to {high * 100:+.1f})"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
