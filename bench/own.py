"""asesor as the bench opens it, in a home of its own; imports stay inside so that a parent process stays small."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench.children import CHECKOUT

if TYPE_CHECKING:
    from asesor.conversation.desk import Desk
    from asesor.domain import Corpus
    from asesor.index.snapshot import Index
    from asesor.settings import Settings


def settings(home: Path, vectors: str = "directory") -> Settings:
    """Settings of the checkout with this home; `vectors` "directory" as the server, "numpy" as the terminal."""
    from asesor.settings import Settings

    made = Settings.from_env(
        {**os.environ, "ASESOR_HOME": str(home), "ASESOR_CORPUS": str(CHECKOUT / "corpus")}
    )
    return dataclasses.replace(made, vectors=vectors)


def corpus(chosen: Settings) -> Corpus:
    """The corpus of the checkout."""
    from asesor.corpus import reading

    return reading.load(chosen.corpus, chosen.clock())


def build(chosen: Settings, of: Corpus) -> None:
    """Index a corpus as `asesor indexar` does."""
    from asesor.index import encoders, snapshot

    encoder = encoders.open_encoder(chosen.encoder, chosen.models)
    snapshot.build(
        of, chosen.corpus / "lexico.toml", chosen.home, encoder, chosen.models, vector_store=chosen.vectors
    )


def index(chosen: Settings) -> Index:
    """The index of this home."""
    from asesor.index import encoders, snapshot

    encoder = encoders.open_encoder(chosen.encoder, chosen.models)
    return snapshot.open_current(chosen.home, encoder, chosen.models, vector_store=chosen.vectors)


def desk(chosen: Settings) -> Desk:
    """A desk on the index of this home, as `wiring.build_desk` makes it."""
    from asesor import wiring

    return wiring.build_desk(chosen)
