"""The only place that picks concrete classes."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from asesor.conversation.desk import Desk
from asesor.corpus import fiches, folders, reading
from asesor.corpus.fiches import Problem
from asesor.domain import Asked
from asesor.errors import AsesorError, CorpusError
from asesor.index import encoders, snapshot
from asesor.index.snapshot import Change, Index
from asesor.settings import Settings


def build_desk(settings: Settings) -> Desk:
    """A desk on the serving snapshot; without one it is not ready and says why."""
    encoder = encoders.open_encoder(settings.encoder, settings.models)
    reranker = encoders.CrossEncoderReranker(settings.reranker) if settings.reranker else None

    def open_index() -> Index:
        return snapshot.open_current(settings.home, encoder, settings.models, vector_store=settings.vectors, reranker=reranker)

    return Desk(open_index, lambda: snapshot.current_id(settings.home), settings.clock)


def build_index(
    settings: Settings, progress: Callable[[str], None] = lambda _: None, wait_s: float = 600
) -> tuple[Change, list[Problem]]:
    """Index the corpus and the remembered folders; returns the change and what could not be read of the folders.

    Raises CorpusError with every problem of the corpus, IndexBusy, EncoderError.
    """
    progress("corpus")
    corpus = reading.load(settings.corpus, settings.clock())
    documents, warnings = folders.load_all(settings.home, settings.clock())
    corpus = dataclasses.replace(corpus, fiches=(*corpus.fiches, *documents))
    encoder = encoders.open_encoder(settings.encoder, settings.models)
    change = snapshot.build(
        corpus, settings.corpus / "lexico.toml", settings.home, encoder, settings.models,
        vector_store=settings.vectors, progress=progress, wait_s=wait_s,
    )
    return change, warnings


@contextmanager
def trial_desk(settings: Settings, file: Path) -> Iterator[Desk]:
    """A desk on the corpus with one fiche added or replaced, in a home that is thrown away."""
    fiche, problems = fiches.parse(_read(file), file.name)
    errors = tuple(str(p) for p in problems if p.is_error)
    if fiche is None or errors:
        raise CorpusError(f"La ficha «{file}» tiene {len(errors)} problemas.", errors)
    corpus = reading.load(settings.corpus, settings.clock())
    own = [Asked(q, fiche.id) for q in fiche.questions]
    corpus = dataclasses.replace(
        corpus,
        fiches=(*(f for f in corpus.fiches if f.id != fiche.id), fiche),
        asked=(*(a for a in corpus.asked if a.fiche != fiche.id or a.text not in fiche.questions), *own),
    )
    encoder = encoders.open_encoder(settings.encoder, settings.models)
    with tempfile.TemporaryDirectory(prefix="asesor-probar-") as home:
        snapshot.build(corpus, settings.corpus / "lexico.toml", Path(home), encoder, settings.models, vector_store="numpy")
        desk = build_desk(dataclasses.replace(settings, home=Path(home), vectors="numpy"))
        yield desk
        desk.close()


def diagnose(settings: Settings) -> list[tuple[str, str]]:
    """Settings without secrets and the state of index, models and folders, as (name, value)."""
    try:
        index = snapshot.current_id(settings.home)
    except AsesorError as error:
        index = str(error)
    try:
        encoder = encoders.open_encoder(settings.encoder, settings.models)
        model = f"{encoder.name}, {encoder.dimension} dimensiones"
    except AsesorError as error:
        model = str(error)
    return [
        ("corpus", str(settings.corpus)),
        ("datos", str(settings.home)),
        ("almacén", settings.store.split("@")[-1]),
        ("vectores", settings.vectors),
        ("codificador", model),
        ("reordenador", settings.reranker or "ninguno"),
        ("índice", index),
        ("carpetas", ", ".join(str(f) for f, _ in folders.remembered(settings.home)) or "ninguna"),
        ("dirección", f"{settings.host}:{settings.port}"),
        ("hoy", settings.clock().isoformat()),
    ]


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"No se puede leer «{file}».") from error
