"""Nearest vectors: exact with numpy, or Chroma (a private copy of the snapshot's, or a server)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import numpy as np

from asesor.errors import IndexDamaged

BATCH = 5000
"""Chroma refuses batches above 5,461 rows."""


class Vectors(Protocol):
    """Nearest neighbours by cosine among the rows that were stored."""

    def nearest(self, vector: np.ndarray, k: int) -> list[tuple[str, float]]:
        """(id, cosine), best first."""
        ...

    def close(self) -> None:
        """Free files and memory."""
        ...


class ExactVectors:
    """All rows in memory; fastest up to some ten thousand rows."""

    def __init__(self, ids: Sequence[str], rows: np.ndarray) -> None:
        if len(ids) != len(rows):
            raise IndexDamaged("Los vectores del índice no corresponden a sus pasajes: corre «asesor indexar».")
        self._ids = list(ids)
        self._rows = rows

    def nearest(self, vector: np.ndarray, k: int) -> list[tuple[str, float]]:
        """Exact cosine neighbours."""
        if not self._ids:
            return []
        scores = self._rows @ vector
        k = min(k, len(scores))
        top = np.argpartition(-scores, k - 1)[:k]
        return sorted(((self._ids[i], float(scores[i])) for i in top), key=lambda p: (-p[1], p[0]))

    def close(self) -> None:
        """Nothing to free."""


class ChromaVectors:
    """A Chroma collection. `folder` is copied first: opening a Chroma directory changes it."""

    COLLECTION = "asesor"

    def __init__(self, folder: Path | None = None, url: str | None = None, collection: str | None = None) -> None:
        chromadb = _chromadb()
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        try:
            if url:
                where = urlsplit(url.removeprefix("chroma+"))
                self._client = chromadb.HttpClient(host=where.hostname or "localhost", port=where.port or 8000, settings=_settings())
            else:
                assert folder is not None
                self._copy = tempfile.TemporaryDirectory(prefix="asesor-chroma-")
                shutil.copytree(folder, Path(self._copy.name) / "chroma")
                self._client = chromadb.PersistentClient(str(Path(self._copy.name) / "chroma"), settings=_settings())
            self._collection = self._client.get_collection(collection or self.COLLECTION, embedding_function=None)
        except Exception as error:  # chromadb raises many kinds for a missing or damaged directory
            if self._copy:
                self._copy.cleanup()
            raise IndexDamaged("No se puede abrir el índice de Chroma: corre «asesor indexar».") from error

    def nearest(self, vector: np.ndarray, k: int) -> list[tuple[str, float]]:
        """Approximate (HNSW) cosine neighbours."""
        found = self._collection.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((i, 1.0 - float(d)) for i, d in pairs), key=lambda p: (-p[1], p[0]))

    def close(self) -> None:
        """Close the client and delete the private copy."""
        if hasattr(self._client, "close"):
            self._client.close()
        if self._copy:
            self._copy.cleanup()


def build_chroma(ids: Sequence[str], rows: np.ndarray, *, folder: Path | None = None, url: str | None = None, collection: str = ChromaVectors.COLLECTION) -> None:
    """Write all rows to a new collection, on disk or on a server."""
    chromadb = _chromadb()
    if url:
        where = urlsplit(url.removeprefix("chroma+"))
        client = chromadb.HttpClient(host=where.hostname or "localhost", port=where.port or 8000, settings=_settings())
    else:
        client = chromadb.PersistentClient(str(folder), settings=_settings())
    made = client.get_or_create_collection(collection, metadata={"hnsw:space": "cosine"}, embedding_function=None)
    for start in range(0, len(ids), BATCH):
        made.upsert(ids=list(ids[start : start + BATCH]), embeddings=rows[start : start + BATCH])
    if hasattr(client, "close"):
        client.close()


def _chromadb():  # type: ignore[no-untyped-def]
    import chromadb

    return chromadb


def _settings():  # type: ignore[no-untyped-def]
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
