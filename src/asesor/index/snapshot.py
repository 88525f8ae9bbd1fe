"""Immutable snapshots of the index: build beside, verify, swap in one step, roll back.

`HOME/snapshots/<id>/` holds manifest.json, fiches.jsonl, passages.jsonl, tantivy/, chroma/ and vectors.npy;
`HOME/current` names the one that serves. Whoever is killed while building leaves only a `.tmp` folder behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from asesor.corpus import lexicon as lexicons
from asesor.corpus import passages
from asesor.corpus.lexicon import Lexicon, Phrases
from asesor.domain import Asked, Claim, Corpus, Fiche, Passage
from asesor.errors import CorpusError, IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from asesor.index import lexical, records, vectors, wordlists
from asesor.index.encoders import Encoder, Reranker
from asesor.index.lexical import Entry, Lexical
from asesor.index.reader import Reader
from asesor.language.folding import grams, stems
from asesor.language.spelling import Speller

FORMAT = 3
KEPT = 3
"""Snapshots kept for roll-back."""
SELF_TEST = 40
"""How many of the fiches' own questions must find their fiche before a snapshot may serve."""
SELF_TEST_SHARE = 0.8

FOLDER_TOPIC = "carpeta"
"""Other people's documents have word statistics of their own: short ones would sink the long fiches in BM25."""
RETRAIN_SHARE = 0.02
"""`asesor indexar` asks for new models from this share of unseen questions."""

DAMAGED = "El índice está incompleto o dañado: corre «asesor indexar»."

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What a build did, by fiche id."""

    snapshot: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    passages: int
    encoded: int
    untrained: int
    questions: int

    @property
    def nothing(self) -> bool:
        """True when the index was already up to date."""
        return not (self.added or self.changed or self.removed)

    @property
    def retrain(self) -> bool:
        """True when the trained reader has missed enough questions to be worth training again."""
        return self.untrained > RETRAIN_SHARE * self.questions


@dataclass(frozen=True)
class Index:
    """An open snapshot; everything retrieval needs, read-only and thread-safe."""

    id: str
    fiches: dict[str, Fiche]
    passages: dict[str, Passage]
    claims: dict[str, Claim]
    fiche_words: Lexical
    folder_words: Lexical
    claim_words: Lexical
    vectors: vectors.Vectors
    encoder: Encoder
    reader: Reader
    lexicon: Lexicon
    speller: Speller
    claim_rows: dict[str, int]
    claim_vectors: np.ndarray
    names: Phrases
    held: dict[str, frozenset[str]]
    rarity: dict[str, float]
    reranker: Reranker | None = None

    def passages_of(self, fiche: str) -> list[Passage]:
        """The passages of a fiche in reading order."""
        return passages.split(self.fiches[fiche])


def build(
    corpus: Corpus, lexicon_file: Path, home: Path, encoder: Encoder, models: Path, *, vector_store: str = "directory",
    progress: Progress = lambda _: None, wait_s: float = 600,
) -> Change:
    """Build and swap in a snapshot of `corpus`. Raises IndexBusy after `wait_s` seconds behind another build."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home / "build.lock", timeout=wait_s):
            return _build(corpus, lexicon_file, home, encoder, models, vector_store, progress)
    except Timeout as error:
        raise IndexBusy("Otro proceso está construyendo el índice; intenta de nuevo en un momento.") from error


def open_current(
    home: Path, encoder: Encoder, models: Path, *, vector_store: str = "directory", reranker: Reranker | None = None
) -> Index:
    """The snapshot that serves. Raises IndexMissing, IndexDamaged or IndexOutdated with what to run."""
    return open_snapshot(home / "snapshots" / current_id(home), encoder, models, vector_store=vector_store, reranker=reranker)


def current_id(home: Path) -> str:
    """Id of the serving snapshot. Raises IndexMissing."""
    try:
        return (home / "current").read_text("utf-8").strip()
    except OSError as error:
        raise IndexMissing("Todavía no hay índice: corre «asesor indexar».") from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(DAMAGED) from error


def roll_back(home: Path) -> str:
    """Serve the snapshot built before the current one; returns its id. Raises IndexMissing."""
    current_id(home)
    with FileLock(home / "build.lock", timeout=60):
        order = _by_age(home)
        now = current_id(home)
        older = order[: order.index(now)] if now in order else order
        if not older:
            raise IndexMissing("No hay un índice anterior al que volver.")
        _swap(home, older[-1], newest=False)
        return older[-1]


def open_snapshot(
    folder: Path, encoder: Encoder, models: Path, *, vector_store: str = "directory", reranker: Reranker | None = None
) -> Index:
    """Open one snapshot folder after checking its manifest."""
    manifest = read_manifest(folder)
    if manifest["encoder"] != encoder.digest:
        raise IndexOutdated("El índice se hizo con otro codificador: corre «asesor indexar».")
    try:
        fiches = {f.id: f for f in records.read_fiches(folder / "fiches.jsonl")}
        rows = np.load(folder / "vectors.npy", mmap_mode="r")
        vocabulary = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        lexicon = lexicons.read(folder / "lexico.toml")
        held = {k: frozenset(v) for k, v in json.loads((folder / "held.json").read_text("utf-8")).items()}
        speller = Speller(*vocabulary)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, CorpusError) as error:
        raise IndexDamaged(DAMAGED) from error
    found_passages = {p.id: p for f in fiches.values() for p in passages.split(f)}
    claims = {c.id: c for f in fiches.values() for c in f.claims}
    if len(found_passages) != manifest["passages"] or len(rows) != len(claims):
        raise IndexDamaged("El índice no tiene los pasajes que dice: corre «asesor indexar».")
    return Index(
        id=folder.name,
        fiches=fiches,
        passages=found_passages,
        claims=claims,
        fiche_words=Lexical(folder / "tantivy" / "fiches"),
        folder_words=Lexical(folder / "tantivy" / "folders"),
        claim_words=Lexical(folder / "tantivy" / "claims"),
        vectors=_open_vectors(folder, list(claims), rows, vector_store),
        encoder=encoder,
        reader=Reader.load(models / "reader"),
        lexicon=lexicon,
        speller=speller,
        claim_rows={claim: i for i, claim in enumerate(claims)},
        claim_vectors=np.asarray(rows, np.float32),
        names=wordlists.names(fiches, lexicon),
        held=held,
        rarity=wordlists.rarity(held),
        reranker=reranker,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a snapshot folder, of this format."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(DAMAGED) from error
    if not isinstance(manifest, dict):
        raise IndexDamaged(DAMAGED)
    if manifest.get("format") == FORMAT and not {"encoder", "passages", "fiches"} <= manifest.keys():
        raise IndexDamaged(DAMAGED)
    if manifest.get("format") != FORMAT:
        raise IndexOutdated("El índice es de otra versión de asesor: corre «asesor indexar».")
    return dict(manifest)


def _build(
    corpus: Corpus, lexicon_file: Path, home: Path, encoder: Encoder, models: Path, vector_store: str, progress: Progress
) -> Change:
    shelf = home / "snapshots"
    shelf.mkdir(exist_ok=True)
    for leftover in shelf.glob("*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    hashes = _hashes(corpus)
    lexicon_text = lexicon_file.read_text("utf-8") if lexicon_file.is_file() else ""
    lexicons.read(lexicon_file)
    snapshot = _digest(json.dumps([FORMAT, encoder.digest, _reader_digest(models), sorted(hashes.items()), _digest(lexicon_text)]))[:16]
    old = _serving(home)
    before = old[1]["fiches"] if old else {}
    untrained = _untrained(corpus, models)
    change = Change(
        snapshot=snapshot,
        added=tuple(sorted(set(hashes) - set(before))),
        removed=tuple(sorted(set(before) - set(hashes))),
        changed=tuple(sorted(f for f in hashes if f in before and before[f] != hashes[f])),
        passages=sum(len(passages.split(f)) for f in corpus.fiches),
        encoded=0,
        untrained=untrained,
        questions=len(corpus.asked),
    )
    if _is_sound(shelf / snapshot, encoder, models):
        _swap(home, snapshot)
        return change
    shutil.rmtree(shelf / snapshot, ignore_errors=True)
    work = shelf / f"{snapshot}.tmp"
    work.mkdir()
    claims = [c for f in corpus.fiches for c in f.claims]
    progress("palabras")
    _write_words(work / "tantivy", corpus)
    progress("vectores")
    rows, encoded = _rows(claims, encoder, old)
    np.save(work / "vectors.npy", rows)
    if claims:
        url = vector_store if vector_store.startswith("chroma+") else None
        vectors.build_chroma(
            [c.id for c in claims], rows, folder=None if url else work / "chroma", url=url,
            collection=snapshot if url else vectors.ChromaVectors.COLLECTION,
        )
    records.write_fiches(work / "fiches.jsonl", corpus.fiches)
    _write_passages(work / "passages.jsonl", corpus.fiches)
    (work / "lexico.toml").write_text(lexicon_text, "utf-8")
    (work / "vocabulary.json").write_text(json.dumps([wordlists.vocabulary(corpus, lexicons.read(lexicon_file)), wordlists.also_known(corpus)], ensure_ascii=False), "utf-8")
    (work / "held.json").write_text(json.dumps(wordlists.held(corpus, lexicons.read(lexicon_file)), ensure_ascii=False), "utf-8")
    (work / "claims.json").write_text(json.dumps([c.id for c in claims]), "utf-8")
    manifest = {"format": FORMAT, "id": snapshot, "encoder": encoder.digest, "passages": change.passages, "fiches": hashes}
    (work / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    progress("revisión")
    _verify(work, corpus)
    os.replace(work, shelf / snapshot)
    _swap(home, snapshot)
    _sweep(home)
    return Change(**{**{k: getattr(change, k) for k in Change.__slots__}, "encoded": encoded})


def _is_sound(folder: Path, encoder: Encoder, models: Path) -> bool:
    """True for a finished snapshot that opens."""
    try:
        open_snapshot(folder, encoder, models, vector_store="numpy")
    except (IndexDamaged, IndexOutdated):
        return False
    return True


def _hashes(corpus: Corpus) -> dict[str, str]:
    """What each fiche looks like to the index: its head, claims and questions."""
    asked: dict[str, list[str]] = {}
    for a in corpus.asked:
        asked.setdefault(a.fiche or "", []).append(f"{a.text}\t{' '.join(a.anchors)}")
    return {f.id: _digest(repr(f).replace(f.path, "") + "\n".join(sorted(asked.get(f.id, [])))) for f in corpus.fiches}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _serving(home: Path) -> tuple[Path, dict[str, Any]] | None:
    try:
        folder = home / "snapshots" / current_id(home)
        return folder, read_manifest(folder)
    except (IndexMissing, IndexDamaged, IndexOutdated):
        return None


def _write_words(folder: Path, corpus: Corpus) -> None:
    by_fiche: dict[str, list[Asked]] = {}
    for a in corpus.asked:
        by_fiche.setdefault(a.fiche or "", []).append(a)
    own = [f for f in corpus.fiches if f.topic != FOLDER_TOPIC]
    others = [f for f in corpus.fiches if f.topic == FOLDER_TOPIC]
    lexical.build(folder / "fiches", (_fiche_entry(f, by_fiche.get(f.id, [])) for f in own))
    lexical.build(folder / "folders", (_fiche_entry(f, []) for f in others))
    lexical.build(
        folder / "claims",
        (
            Entry(c.id, c.fiche, "", " ".join(a.text for a in by_fiche.get(f.id, []) if c.anchor in a.anchors), c.text)
            for f in corpus.fiches
            for c in f.claims
        ),
    )


def _fiche_entry(fiche: Fiche, asked: list[Asked]) -> Entry:
    names = " ".join((fiche.title, *fiche.aliases))
    return Entry(fiche.id, fiche.topic, names, " ".join(a.text for a in asked), " ".join(c.text for c in fiche.claims))


def _rows(claims: Sequence[Claim], encoder: Encoder, old: tuple[Path, dict[str, Any]] | None) -> tuple[np.ndarray, int]:
    """Vectors of all claims; those of unchanged claims come from the serving snapshot."""
    known: dict[str, np.ndarray] = {}
    if old and old[1]["encoder"] == encoder.digest:
        try:
            ids = json.loads((old[0] / "claims.json").read_text("utf-8"))
            known = dict(zip(ids, np.load(old[0] / "vectors.npy"), strict=True))
        except (OSError, ValueError, TypeError):
            known = {}
    new = [c for c in claims if c.id not in known]
    if new:
        known |= dict(zip((c.id for c in new), encoder.encode([c.text for c in new]), strict=True))
    rows = np.stack([known[c.id] for c in claims]) if claims else np.zeros((0, encoder.dimension), np.float32)
    return rows.astype(np.float32), len(new)


def _write_passages(file: Path, fiches: Sequence[Fiche]) -> None:
    with file.open("w", encoding="utf-8") as out:
        for fiche in fiches:
            for passage in passages.split(fiche):
                record = {"id": passage.id, "fiche": fiche.id, "section": passage.section, "claims": [c.id for c in passage.claims]}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _reader_digest(models: Path) -> str:
    """Changes when the trained reader does."""
    try:
        return hashlib.sha256((models / "reader" / "reader.npz").read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _untrained(corpus: Corpus, models: Path) -> int:
    """How many questions the trained reader has not seen."""
    try:
        seen = json.loads((models / "reader" / "reader.json").read_text("utf-8"))["questions"]
    except (OSError, ValueError, KeyError):
        return len(corpus.asked)
    return max(0, len(corpus.asked) - int(seen))


def _verify(work: Path, corpus: Corpus) -> None:
    """Counts agree and the fiches' own questions find them. Raises IndexDamaged."""
    fiches = Lexical(work / "tantivy" / "fiches")
    claims = Lexical(work / "tantivy" / "claims")
    if len(fiches) + len(Lexical(work / "tantivy" / "folders")) != len(corpus.fiches) or len(claims) != sum(len(f.claims) for f in corpus.fiches):
        raise IndexDamaged("El índice nuevo no quedó completo; sigue sirviendo el anterior.")
    asking = [f for f in corpus.fiches if f.questions]
    sample = asking[:: max(1, len(asking) // SELF_TEST)]
    right = sum(
        any(i == f.id for i, _ in fiches.search([(s, 1.0) for s in stems(f.questions[0])], grams(f.questions[0]), {"text": 1.0, "grams": 0.3}, 5))
        for f in sample
    )
    if sample and right < SELF_TEST_SHARE * len(sample):
        raise IndexDamaged("El índice nuevo no encuentra sus propias preguntas; sigue sirviendo el anterior.")


def _swap(home: Path, snapshot: str, *, newest: bool = True) -> None:
    pointer = home / "current.tmp"
    pointer.write_text(snapshot, "utf-8")
    os.replace(pointer, home / "current")
    if newest:
        os.utime(home / "snapshots" / snapshot)


def _by_age(home: Path) -> list[str]:
    done = [f for f in (home / "snapshots").iterdir() if (f / "manifest.json").is_file() and f.suffix != ".tmp"]
    return [f.name for f in sorted(done, key=lambda f: f.stat().st_mtime_ns)]


def _sweep(home: Path) -> None:
    now = current_id(home)
    for name in [n for n in _by_age(home) if n != now][: -(KEPT - 1)]:
        shutil.rmtree(home / "snapshots" / name, ignore_errors=True)


def _open_vectors(folder: Path, ids: list[str], rows: np.ndarray, vector_store: str) -> vectors.Vectors:
    if vector_store.startswith("chroma+"):
        return vectors.ChromaVectors(url=vector_store, collection=folder.name)
    if vector_store == "numpy":
        return vectors.ExactVectors(ids, np.asarray(rows, np.float32))
    return vectors.ChromaVectors(folder / "chroma")
