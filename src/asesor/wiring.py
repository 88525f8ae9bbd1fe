"""The only place that picks concrete classes."""

from __future__ import annotations

from collections.abc import Callable

from asesor.conversation.desk import Desk
from asesor.corpus import reading
from asesor.index import encoders, snapshot
from asesor.index.snapshot import Change, Index
from asesor.settings import Settings


def build_desk(settings: Settings) -> Desk:
    """A desk on the serving snapshot; without one it is not ready and says why."""
    encoder = encoders.open_encoder(settings.encoder, settings.models)

    def open_index() -> Index:
        return snapshot.open_current(settings.home, encoder, settings.models, vector_store=settings.vectors)

    return Desk(open_index, lambda: snapshot.current_id(settings.home), settings.clock)


def build_index(settings: Settings, progress: Callable[[str], None] = lambda _: None, wait_s: float = 600) -> Change:
    """Index the corpus of the settings. Raises CorpusError with every problem, IndexBusy, EncoderError."""
    corpus = reading.load(settings.corpus, settings.clock())
    encoder = encoders.open_encoder(settings.encoder, settings.models)
    return snapshot.build(
        corpus, settings.corpus / "lexico.toml", settings.home, encoder, settings.models,
        vector_store=settings.vectors, progress=progress, wait_s=wait_s,
    )
