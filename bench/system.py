"""One system answers all questions in a process of its own: `python -m bench.system NAME …` (started by compare)."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import machine, own, recipes
from bench.children import say

WARM_UP = 20
"""Questions asked before the clock counts."""
ASESOR = {"asesor": "directory", "asesor-numpy": "numpy"}
"""Ours with the vectors of the server (Chroma) and of the terminal (exact)."""
NAMES = ("chroma", "bm25", "bm25-es", "ensemble", "ensemble-es", *ASESOR)

Search = Callable[[str], list[str]]


def main() -> None:
    """Build or open one system and write what it found and what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--overlap", type=int, default=200)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--started", type=float, required=True)
    given = parser.parse_args()
    result = build(given) if given.build else answer(given)
    given.out.write_text(json.dumps(result), "utf-8")


def build(given: argparse.Namespace) -> dict[str, Any]:
    """Make the index that lies on disk: Chroma's for the recipe, the snapshot for asesor."""
    if given.name in ASESOR:
        chosen = own.settings(given.work / "home")
        began = time.perf_counter()
        own.build(chosen, own.corpus(chosen))
        return {"build_s": time.perf_counter() - began}
    documents = _documents(given)
    began = time.perf_counter()

    def told(done: int, total: int) -> None:
        if done == total or done % 1024 == 0:
            say(f"  {given.name}: {done} of {total} passages embedded")

    recipes.build_chroma(_folder(given), documents, told)
    return {"build_s": time.perf_counter() - began, "passages": len(documents)}


def answer(given: argparse.Namespace) -> dict[str, Any]:
    """Cold start to the first result, then every question once, warm."""
    questions = json.loads((given.work / "questions.json").read_text("utf-8"))
    search = _open(given)
    search(questions[0][1])
    cold = time.time() - given.started
    for _, text in questions[-WARM_UP:]:
        search(text)
    found, took = {}, []
    spent = time.process_time()
    for n, (name, text) in enumerate(questions, 1):
        began = time.perf_counter()
        fiches = search(text)
        took.append((time.perf_counter() - began) * 1000)
        found[name] = fiches
        if n % 200 == 0:
            say(f"  {given.name}: {n} of {len(questions)} questions")
    spent = time.process_time() - spent
    return {
        "cold_s": cold, "found": found, "ms": took, "cpu_ms": spent * 1000 / len(questions),
        "resident_mb": machine.resident_mb(),
    }  # fmt: skip


def _open(given: argparse.Namespace) -> Search:
    if given.name in ASESOR:
        return _asesor(given)
    if given.name == "chroma":
        return recipes.chroma(_folder(given))
    words = recipes.plain_spanish if given.name.endswith("-es") else None
    if given.name.startswith("bm25"):
        return recipes.bm25(_documents(given), words)
    return recipes.ensemble(_folder(given), _documents(given), words)


def _asesor(given: argparse.Namespace) -> Search:
    index = own.index(own.settings(given.work / "home", ASESOR[given.name]))
    from asesor.retrieval import hybrid, reading

    return lambda question: [
        hit.fiche.id for hit in hybrid.search(reading.understand(question, index), index, top_k=5)
    ]


def _documents(given: argparse.Namespace) -> list[Any]:
    texts = [(fiche, text) for fiche, text in json.loads((given.work / "texts.json").read_text("utf-8"))]
    return recipes.split(texts, given.size, given.overlap)


def _folder(given: argparse.Namespace) -> Path:
    folder: Path = given.work / f"chroma-{given.size}"
    return folder


if __name__ == "__main__":
    main()
