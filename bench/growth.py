"""asesor's own index as the corpus grows: build, answers in process, memory, and what the filler costs in rightness."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from bench import machine
from bench.arithmetic import percentile
from bench.children import ask, say

SIZES = (0, 1_000, 10_000, 100_000)
"""Passages in all; 0 is the corpus as it is."""
QUICK_SIZES = (0, 1_000, 10_000)
STORES = ("directory", "numpy")
"""Vectors as the server has them (Chroma) and as the terminal has them (exact)."""


def measure(
    quick: bool = False, sizes: tuple[int, ...] | None = None, profile: bool = False
) -> dict[str, Any]:
    """One row a size: build in one process, then answers in another for each way to hold vectors."""
    rows = []
    core = machine.cores()[-1]
    for size in sizes or (QUICK_SIZES if quick else SIZES):
        with tempfile.TemporaryDirectory(prefix="asesor-bench-") as name:
            home = Path(name) / "home"
            given = ["--home", str(home), "--size", str(size)]
            say(f"growth: building {size or 'the corpus as it is'}")
            row: dict[str, Any] = {
                "size": size,
                "build": ask("bench.grown", ["build", *given], home, core),
                "answers": {},
            }
            rows.append(row)
            if row["build"]["failed"]:
                say(f"growth: no index at {size}: {row['build']['failed']}")
                continue
            for store in STORES:
                say(f"growth: asking at {size or 'the corpus as it is'}, vectors {store}")
                extra = ["--profile"] if profile else []
                got = ask("bench.grown", ["answer", *given, "--vectors", store, *extra], home, core)
                took = got.pop("ms")
                profiled = got.pop("profile", None)
                row["answers"][store] = {
                    **got,
                    "p50_ms": percentile(took, 0.5),
                    "p99_ms": percentile(took, 0.99),
                    "questions": len(took),
                }
                if profiled:
                    say(f"growth: profile at {size}, vectors {store}\n{profiled}")
    return {"rows": rows}
