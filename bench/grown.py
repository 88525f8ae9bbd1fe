"""One size of index in a process of its own: `python -m bench.grown build|answer …` (started by growth)."""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import pstats
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import filler, machine, own, questions
from bench.arithmetic import rank

if TYPE_CHECKING:
    from asesor.conversation.desk import Desk

WARM_UP = 30
PROFILED = 25
"""Functions shown of a profile."""


def main() -> None:
    """Build an index of a size, or answer all gold questions from it, warm."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("build", "answer"))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--vectors", default="directory")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--started", type=float, required=True)
    given = parser.parse_args()
    result = build(given) if given.what == "build" else answer(given)
    given.out.write_text(json.dumps(result), "utf-8")


def build(given: argparse.Namespace) -> dict[str, Any]:
    """Seconds of the build alone, without generating the filler; `failed` is what asesor said when it refused."""
    from asesor.corpus import passages
    from asesor.errors import AsesorError

    chosen = own.settings(given.home)
    corpus = filler.grown(own.corpus(chosen), given.size)
    began = time.perf_counter()
    try:
        own.build(chosen, corpus)
        failed = None
    except AsesorError as error:
        failed = str(error)
    return {
        "failed": failed,
        "build_s": time.perf_counter() - began,
        "fiches": len(corpus.fiches),
        "passages": sum(len(passages.split(f)) for f in corpus.fiches),
        "claims": sum(len(f.claims) for f in corpus.fiches),
        "disk_mb": sum(f.stat().st_size for f in given.home.rglob("*") if f.is_file()) / 2**20,
    }


def answer(given: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds of `Desk.reply` for each question, and how often the right fiche came first."""
    from asesor.domain import DialogueState, Turn

    began = time.perf_counter()
    chosen = own.settings(given.home, given.vectors)
    desk = own.desk(chosen)
    if desk.ready():
        raise SystemExit(desk.ready())
    opened = time.perf_counter() - began
    asked = questions.gold({f.id: f for f in own.corpus(chosen).fiches})
    for one in asked[-WARM_UP:]:
        desk.reply(Turn(one.text, channel="whatsapp"), DialogueState())
    took, first = [], 0
    spent = time.process_time()
    for one in asked:
        began = time.perf_counter()
        reply, _ = desk.reply(Turn(one.text, channel="whatsapp"), DialogueState())
        took.append((time.perf_counter() - began) * 1000)
        first += rank([h.fiche.id for h in reply.answer.hits], one.right) == 1
    spent = time.process_time() - spent
    result = {
        "open_s": opened, "ms": took, "cpu_ms": spent * 1000 / len(asked), "first": first / len(asked),
        "resident_mb": machine.resident_mb(),
    }  # fmt: skip
    if given.profile:
        result["profile"] = _profile(desk, [a.text for a in asked])
    desk.close()
    return result


def _profile(desk: Desk, texts: list[str]) -> str:
    """Where the time of all answers goes, by function."""
    from asesor.domain import DialogueState, Turn

    watch = cProfile.Profile()
    watch.enable()
    for text in texts:
        desk.reply(Turn(text, channel="whatsapp"), DialogueState())
    watch.disable()
    out = io.StringIO()
    stats = pstats.Stats(watch, stream=out).strip_dirs()
    stats.sort_stats("cumulative").print_stats(PROFILED)
    stats.sort_stats("tottime").print_stats(PROFILED)
    return out.getvalue()


if __name__ == "__main__":
    main()
