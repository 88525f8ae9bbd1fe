"""Texts to vectors behind one protocol; torch and sentence-transformers are imported only when asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from asesor.errors import EncoderError

OWN = "propio"


class Encoder(Protocol):
    """`encode` gives one L2-normalised float32 row a text; `digest` changes when vectors would."""

    name: str
    dimension: int
    digest: str

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """(len(texts), dimension) float32."""
        ...


class Reranker(Protocol):
    """A cross-encoder: one score a pair, higher is better."""

    def score(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """(len(texts),) float32."""
        ...


class StaticEncoder:
    """The trained table in sentence-transformers' StaticEmbedding format, read with tokenizers and numpy.

    A text is the mean of its tokens' rows, normalised (sentence_transformers StaticEmbedding + Normalize).
    """

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._table = load_file(str(folder / "model.safetensors"))["embedding.weight"]
            self.digest = json.loads((folder / "card.json").read_text("utf-8"))["digest"]
        except (OSError, KeyError, ValueError) as error:
            raise EncoderError(f"No se puede leer el codificador en «{folder}»: corre «make models».") from error
        except Exception as error:  # tokenizers and safetensors raise bare Exception subclasses
            raise EncoderError(f"El codificador en «{folder}» está dañado: corre «make models».") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.name = OWN
        self.dimension = int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text; an empty text is a zero row."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for i, encoding in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if encoding.ids:
                rows[i] = self._table[encoding.ids].mean(axis=0)
        return _normalised(rows)


class SentenceTransformersEncoder:
    """Any sentence-transformers model by name or path; needs the `neural` extra."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError("Para ASESOR_ENCODER instala el extra «neural»: pip install 'asesor[neural]'.") from error
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise EncoderError(f"No se puede cargar el codificador «{name}»: revisa el nombre o la carpeta.") from error
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension())
        self.digest = f"st:{name}"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text."""
        found = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False, batch_size=64)
        return _normalised(np.asarray(found, np.float32).reshape(len(texts), self.dimension))


class LangChainEncoder:
    """Embeddings that LangChain can make by name ("openai:text-embedding-3-small")."""

    def __init__(self, name: str) -> None:
        try:
            from langchain.embeddings import init_embeddings

            self._model = init_embeddings(name)
        except (ImportError, ValueError) as error:
            raise EncoderError(f"No se puede crear el codificador «{name}» de LangChain: {error}") from error
        self.name = name
        self.digest = f"lc:{name}"
        self.dimension = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text."""
        try:
            found = _normalised(np.asarray(self._model.embed_documents(list(texts)), np.float32))
        except Exception as error:  # every provider raises its own
            raise EncoderError(f"El codificador «{self.name}» no respondió.") from error
        self.dimension = found.shape[1]
        return found


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder by name or path; needs the `neural` extra."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(name, device="cpu")
        except ImportError as error:
            raise EncoderError("Para ASESOR_RERANKER instala el extra «neural»: pip install 'asesor[neural]'.") from error
        except (OSError, ValueError) as error:
            raise EncoderError(f"No se puede cargar el reordenador «{name}»: revisa el nombre o la carpeta.") from error

    def score(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """One score a pair."""
        return np.asarray(self._model.predict([(question, t) for t in texts], show_progress_bar=False), np.float32).reshape(-1)


def open_encoder(name: str, models: Path) -> Encoder:
    """The embedded encoder, a sentence-transformers model, or "provider:model" of LangChain. Raises EncoderError."""
    if name == OWN:
        return StaticEncoder(models / "encoder")
    if ":" in name and not Path(name).exists():
        return LangChainEncoder(name)
    return SentenceTransformersEncoder(name)


def _normalised(rows: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
