"""`python -m bench [compare|growth|http|cold|all]`: progress on stderr, Markdown on stdout."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import cold, compare, growth, load, machine, report
from bench.children import CHECKOUT, BenchError, say

PARTS = ("cold", "http", "growth", "compare")
"""In this order, so that the process that starts the others is small while memory from a cold shell is measured."""


def main() -> None:
    """Measure what was asked for."""
    given = _arguments()
    record: report.Record = {
        "date": time.strftime("%Y-%m-%d"),
        "commit": _commit(),
        "command": shlex.join(["python", "-m", "bench", *sys.argv[1:]]),
        "quick": given.quick,
        "machine": machine.describe(),
        "parts": {},
    }
    for part in PARTS if given.part == "all" else (given.part,):
        began = time.perf_counter()
        try:
            record["parts"][part] = _measure(part, given)
        except BenchError as error:
            print(error, file=sys.stderr)
            raise SystemExit(1) from None
        say(f"{part}: done in {time.perf_counter() - began:.0f} s")
        if given.json:
            given.json.write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    for name, block in report.blocks(record).items():
        print(f"## {name}\n\n{block}\n")
    if given.docs:
        for name in report.rewrite(given.docs, record):
            say(f"{given.docs} has no place for {name}")


def _measure(part: str, given: argparse.Namespace) -> dict[str, Any]:
    if part == "cold":
        return cold.measure(given.quick)
    if part == "http":
        return load.measure(given.quick)
    if part == "growth":
        return growth.measure(given.quick, tuple(given.sizes) if given.sizes else None, given.profile)
    return compare.measure(given.quick, given.cache)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="What asesor costs and how it compares, measured here."
    )
    parser.add_argument("part", nargs="?", default="all", choices=("all", *PARTS))
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument(
        "--docs", type=Path, help="rewrite the measured blocks of this document (docs/benchmarks.md)"
    )
    parser.add_argument("--quick", action="store_true", help="fewer questions, sizes and runs: does it work?")
    parser.add_argument(
        "--sizes", type=int, nargs="+", help="growth: passages in all; 0 is the corpus as it is"
    )
    parser.add_argument(
        "--profile", action="store_true", help="growth: also print where the time of answers goes"
    )
    parser.add_argument(
        "--cache", type=Path, help="compare: keep the recipe's embedded passages here and use them again"
    )
    return parser.parse_args()


def _commit() -> str:
    """Short id of the commit, with + where files differ from it."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


if __name__ == "__main__":
    main()
