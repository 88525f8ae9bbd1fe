"""asesor against the LangChain recipe on the same text and the same questions."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine, own, questions, system
from bench.arithmetic import percentile, rank
from bench.children import ask, say
from bench.questions import Asked

SIZES = ((1000, 200), (400, 50))
"""Passage sizes of the recipe: LangChain's tutorial, and one that MiniLM reads whole (it stops at 256 word pieces)."""
QUICK_EVERY = 6
SLICES = {
    "all": lambda a: True,
    "test ordinary": lambda a: a.half == "prueba" and not a.paraphrase,
    "test paraphrases": lambda a: a.half == "prueba" and a.paraphrase,
    "dev ordinary": lambda a: a.half == "desarrollo" and not a.paraphrase,
    "dev paraphrases": lambda a: a.half == "desarrollo" and a.paraphrase,
    "test": lambda a: a.half == "prueba",
    "test own": lambda a: a.half == "prueba" and a.gold == "own",
    "test shared": lambda a: a.half == "prueba" and a.gold == "shared",
}


@dataclass(frozen=True, slots=True)
class Contender:
    """A system as measured; `size` is the recipe's passage size, 0 for asesor."""

    name: str
    size: int = 0
    overlap: int = 0

    @property
    def label(self) -> str:
        """Its name in tables."""
        return f"{self.name} {self.size}" if self.size else self.name

    @property
    def arguments(self) -> list[str]:
        """What `bench.system` is told."""
        sizes = ["--size", str(self.size), "--overlap", str(self.overlap)] if self.size else []
        return [self.name, *sizes]


def measure(quick: bool = False, cache: Path | None = None) -> dict[str, Any]:
    """Every system in processes of its own; shares by slice, latency, memory, cold start, build.

    `cache` keeps the recipe's Chroma directories from run to run (embedding takes minutes); texts that changed are embedded anew.
    """
    sizes = SIZES[:1] if quick else SIZES
    with tempfile.TemporaryDirectory(prefix="asesor-bench-") as name:
        work = Path(name)
        asked, texts = _prepare(work, QUICK_EVERY if quick else 1)
        say(f"compare: {len(asked)} questions, {texts} fiches")
        core = machine.cores()[-1]
        built: dict[str, dict[str, Any]] = {}
        raw: dict[str, dict[str, Any]] = {}
        say("compare: asesor")
        built["asesor"] = ask("bench.system", ["asesor", "--build", "--work", str(work)], work / "home", core)
        for name in system.ASESOR:
            raw[name] = ask("bench.system", [name, "--work", str(work)], work / "home", core)
        for size in sizes:
            chroma = Contender("chroma", *size)
            say(f"compare: building {chroma.label}")
            built[chroma.label] = _chroma(chroma, work, cache, core)
            for contender in (Contender(name, *size) for name in system.NAMES if name not in system.ASESOR):
                say(f"compare: asking {contender.label}")
                raw[contender.label] = ask(
                    "bench.system", [*contender.arguments, "--work", str(work)], work / "home", core
                )
    return _result(asked, raw, built, sizes)


def _chroma(contender: Contender, work: Path, cache: Path | None, core: int) -> dict[str, Any]:
    """Build the recipe's Chroma directory in `work`, or copy it from the cache."""
    made = work / f"chroma-{contender.size}"
    texts = hashlib.sha256((work / "texts.json").read_bytes()).hexdigest()[:16]
    kept = cache / f"{texts}-{contender.size}-{contender.overlap}" if cache else None
    if kept and (kept / "figures.json").is_file():
        shutil.copytree(kept / "chroma", made)
        return dict(json.loads((kept / "figures.json").read_text("utf-8")))
    figures = ask("bench.system", [*contender.arguments, "--build", "--work", str(work)], work / "home", core)
    if kept:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(made, kept / "chroma")
        (kept / "figures.json").write_text(json.dumps(figures), "utf-8")
    return figures


def _prepare(work: Path, every: int) -> tuple[list[Asked], int]:
    """Write questions.json and texts.json into `work`."""
    chosen = own.settings(work / "home")
    corpus = own.corpus(chosen)
    asked = questions.gold({f.id: f for f in corpus.fiches}, every)
    written: dict[str, list[str]] = {f.id: [] for f in corpus.fiches}
    for question in corpus.asked:
        if question.fiche in written:
            written[question.fiche].append(question.text)
    texts = [
        (
            f.id,
            "\n\n".join(
                (
                    "\n".join((f.title, *f.aliases)),
                    "\n".join(dict.fromkeys(written[f.id])),
                    "\n".join(c.text for c in f.claims),
                )
            ),
        )
        for f in corpus.fiches
    ]
    (work / "questions.json").write_text(
        json.dumps([(a.id, a.text) for a in asked], ensure_ascii=False), "utf-8"
    )
    (work / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
    return asked, len(texts)


def _result(
    asked: list[Asked],
    raw: dict[str, dict[str, Any]],
    built: dict[str, dict[str, Any]],
    sizes: tuple[tuple[int, int], ...],
) -> dict[str, Any]:
    from asesor.evaluation.shares import Share, loss

    ranks = {label: {a.id: rank(one["found"][a.id], a.right) for a in asked} for label, one in raw.items()}
    systems = {}
    for label, one in raw.items():
        shares = {}
        for slice_name, belongs in SLICES.items():
            places = [ranks[label][a.id] for a in asked if belongs(a)]
            shares[slice_name] = {
                "n": len(places),
                "first": _share(Share(sum(p == 1 for p in places), len(places))),
                "in_five": _share(Share(sum(p is not None for p in places), len(places))),
            }
        systems[label] = {
            "shares": shares,
            "p50_ms": percentile(one["ms"], 0.5),
            "p99_ms": percentile(one["ms"], 0.99),
            "cpu_ms": one.get("cpu_ms"),
            "resident_mb": one["resident_mb"],
            "peak_mb": one["peak_mb"],
            "cold_s": one["cold_s"],
            "under_five": sum(len(f) < 5 for f in one["found"].values()) / len(asked),
        }
    leads: dict[str, dict[str, Any]] = {}
    for label in raw:
        if label not in system.ASESOR:
            for slice_name in ("all", "test", "test ordinary", "test paraphrases"):
                chosen = [a for a in asked if SLICES[slice_name](a)]
                lead = loss(
                    [ranks["asesor"][a.id] == 1 for a in chosen], [ranks[label][a.id] == 1 for a in chosen]
                )
                leads.setdefault(label, {})[slice_name] = {
                    "points": lead.value,
                    "interval": lead.interval,
                    "n": lead.n,
                }
            leads[label]["times_faster_p50"] = systems[label]["p50_ms"] / systems["asesor"]["p50_ms"]
    return {
        "questions": len(asked),
        "gold": sorted({a.gold for a in asked}),
        "build": {
            k: {n: v for n, v in b.items() if n in ("build_s", "passages", "peak_mb")}
            for k, b in built.items()
        },
        "sizes": sizes,
        "systems": systems,
        "leads": leads,
    }


def _share(share: Any) -> dict[str, Any]:
    return {"value": share.value, "interval": share.interval}
