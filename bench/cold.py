"""asesor from a cold shell: each command a new process, wall time and peak memory; standard library only."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.arithmetic import median
from bench.children import CHECKOUT, BenchError, environment, run, say

RUNS = 5
BUILDS = 3
ASKED = (
    "¿Qué necesito para exportar por primera vez?",
    "q necesito pa sacar el sello ese del águila",
    "¿cuánto cuesta el registro de marca?",
    "requisitos para darme de alta en el padrón de exportadores",
    "¿qué es el IMMEX y quién puede usarlo?",
)


def measure(quick: bool = False) -> dict[str, Any]:
    """Medians and worst of help, a question, full index, one fiche changed, nothing changed."""
    builds = 1 if quick else BUILDS
    with tempfile.TemporaryDirectory(prefix="asesor-bench-") as name:
        work = Path(name)
        corpus = work / "corpus"
        shutil.copytree(CHECKOUT / "corpus", corpus)
        found: dict[str, Any] = {}
        found["indexar, from nothing"] = _several(
            ["indexar"], [environment(work / f"home{n}", ASESOR_CORPUS=str(corpus)) for n in range(builds)]
        )
        env = environment(work / "home0", ASESOR_CORPUS=str(corpus))
        fiches = sorted(f for f in corpus.glob("*/*.md") if "\n- " in f.read_text("utf-8"))
        found["indexar, one fiche changed"] = _several(
            ["indexar"], [env] * builds, before=lambda n: _change(fiches[n])
        )
        found["indexar, nothing changed"] = _several(["indexar"], [env] * builds)
        found["preguntar"] = _several(["preguntar"], [env] * RUNS, after=ASKED)
        found["preguntar --json"] = _several(["preguntar", "--json"], [env] * RUNS, after=ASKED)
        found["--help"] = _several(["--help"], [env] * RUNS)
        return {"commands": found}


def _several(
    command: list[str], envs: list[dict[str, str]], before: Any = lambda n: None, after: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The same command once an environment; `before(n)` is called first, `after[n]` is its last argument."""
    seconds, cpu, memory = [], [], []
    for n, env in enumerate(envs):
        before(n)
        line = [sys.executable, "-m", "asesor.cli", *command, *after[n : n + 1]]
        ran = run(line, env)
        if ran.code:
            raise BenchError(f"asesor {' '.join(command)} ended with {ran.code}:\n{ran.output[-2000:]}")
        say(f"cold: asesor {' '.join(command)}: {ran.seconds:.2f} s, {ran.peak_mb:.0f} MB")
        seconds.append(ran.seconds)
        cpu.append(ran.cpu_seconds)
        memory.append(ran.peak_mb)
    return {
        "runs": len(seconds), "median_s": median(seconds), "worst_s": max(seconds), "median_cpu_s": median(cpu),
        "peak_mb": max(memory),
    }  # fmt: skip


def _change(file: Path) -> None:
    """Add two words to the first claim of a list."""
    text = file.read_text("utf-8")
    at = text.index("[^", text.index("\n- "))
    file.write_text(f"{text[:at].rstrip()} (texto cambiado).{text[at:]}", "utf-8")
