"""Fresh processes, so that one system's memory and imports never count for another; standard library only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine

CHECKOUT = Path(__file__).resolve().parents[1]
TODAY = "2026-11-21"
"""The day on which the gold sets are scored."""


class BenchError(Exception):
    """A measurement that could not be made, in words."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    code: int
    output: str


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of measured processes: this one's without asesor settings, quiet, with a home of its own.

    The checkout that holds this file is what is measured, wherever the installed asesor comes from.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ASESOR_")}
    path = os.pathsep.join(str(CHECKOUT / root) for root in ("", "src", "api", "bots"))
    return {
        **kept,
        **machine.QUIET,
        "PYTHONPATH": path,
        "ASESOR_HOME": str(home),
        "ASESOR_TODAY": TODAY,
        **more,
    }


def run(command: Sequence[str], env: Mapping[str, str], core: int | None = None) -> Ran:
    """Run a command to its end, on one core if told, and say what it took."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = start(command, env, core, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return Ran(seconds, usage.ru_utime + usage.ru_stime, machine.peak_mb(usage), process.returncode, text)


def start(
    command: Sequence[str], env: Mapping[str, str], core: int | None = None, stdout: Any = None
) -> subprocess.Popen[bytes]:
    """Start a command in the checkout; a core given is inherited from this process, which then goes back."""
    before = machine.cores()
    if core is not None:
        machine.stay_on([core])
    try:
        return subprocess.Popen(
            list(command), env=dict(env), cwd=CHECKOUT, stdout=stdout, stdin=subprocess.DEVNULL
        )
    finally:
        if core is not None:
            machine.stay_on(before)


def ask(module: str, arguments: Sequence[str], home: Path, core: int | None = None) -> dict[str, Any]:
    """The JSON object that `python -m module arguments` writes to the file it is given as --out, with its peak memory.

    The module is also told --started, the moment before its process began (seconds since 1970).
    """
    with tempfile.TemporaryDirectory(prefix="asesor-bench-") as folder:
        out = Path(folder) / "out.json"
        command = [
            sys.executable,
            "-m",
            module,
            *arguments,
            "--out",
            str(out),
            "--started",
            repr(time.time()),
        ]
        ran = run(command, environment(home), core)
        if ran.code or not out.is_file():
            raise BenchError(f"{module} {' '.join(arguments)} ended with {ran.code}:\n{ran.output[-2000:]}")
        return {**json.loads(out.read_text("utf-8")), "peak_mb": ran.peak_mb, "wall_s": ran.seconds}


def say(text: str) -> None:
    """One line of progress."""
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)
