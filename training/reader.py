"""Train the linear reader (which fiche; ours or none) from the corpus and write models/reader.

Run with the `neural` extra: `python training/reader.py`. About a minute on two cores.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from asesor.corpus import reading
from asesor.domain import Asked, Corpus
from asesor.index.reader import FORMAT
from asesor.language.features import features
from asesor.retrieval.normalising import normalised
from asesor.settings import Settings

MIN_USES = 2
"""Features seen once cannot generalise; dropping them halves the table at no measured cost."""
SVM_C = 0.5
OURS_C = 8.0
NONE_WEIGHT = 2.0
"""A question answered that should not be costs more than one held back."""


def examples(corpus: Corpus) -> tuple[list[str], list[str], list[str]]:
    """(texts, their fiche, messages that are none of ours)."""
    texts = [a.text for a in asked_all(corpus)]
    labels = [str(a.fiche) for a in asked_all(corpus)]
    for fiche in corpus.fiches:
        for text in (fiche.title, *fiche.aliases, *(c.text for c in fiche.claims)):
            texts.append(text)
            labels.append(fiche.id)
    return texts, labels, list(corpus.unanswerable)


def asked_all(corpus: Corpus) -> list[Asked]:
    """Questions that belong to a fiche."""
    return [a for a in corpus.asked if a.fiche]


def matrix(counts: list[Counter[int]], keys: np.ndarray, idf: np.ndarray) -> sparse.csr_matrix:
    """Rows of sublinear tf·idf, L2-normalised, as `Reader` computes them."""
    rows, columns, values = [], [], []
    for row, count in enumerate(counts):
        hashes = np.fromiter(count.keys(), np.uint32, len(count))
        found = np.searchsorted(keys, hashes)
        found[found == len(keys)] = 0
        known = keys[found] == hashes
        weights = (1 + np.log(np.fromiter(count.values(), np.float32, len(count))[known])) * idf[found[known]]
        norm = np.linalg.norm(weights)
        rows += [row] * int(known.sum())
        columns += found[known].tolist()
        values += (weights / norm if norm else weights).tolist()
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(counts), len(keys)), dtype=np.float32)


def main() -> None:
    """Train, quantise, write."""
    settings = Settings.from_env()
    corpus = reading.load(settings.corpus, settings.clock())
    texts, labels, none = examples(corpus)
    normalise = normalised(settings.corpus / "lexico.toml")
    counts = [features(normalise(t)) for t in texts + none]
    uses = Counter(h for c in counts for h in c)
    keys = np.array(sorted(h for h, n in uses.items() if n >= MIN_USES), np.uint32)
    idf = np.array([np.log(len(counts) / uses[int(h)]) + 1 for h in keys], np.float32).astype(np.float16).astype(np.float32)
    x = matrix(counts, keys, idf)
    print(f"{len(texts)} textos de {len(set(labels))} fichas, {len(none)} de nadie, {len(keys)} rasgos", file=sys.stderr)
    svm = LinearSVC(C=SVM_C).fit(x[: len(texts)], labels)
    asked = len(asked_all(corpus))
    ours_rows = np.r_[np.arange(asked), np.arange(len(texts), len(counts))]
    ours = LogisticRegression(C=OURS_C, max_iter=400, class_weight={1: 1.0, 0: NONE_WEIGHT}).fit(
        x[ours_rows], np.r_[np.ones(asked), np.zeros(len(none))]
    )
    sectioned = [(i, a.anchors[0].partition(".")[0]) for i, a in enumerate(asked_all(corpus)) if a.anchors]
    sections = LinearSVC(C=SVM_C).fit(x[[i for i, _ in sectioned]], [name for _, name in sectioned])
    scale = np.abs(svm.coef_).max(axis=1) / 127
    section_scale = np.abs(sections.coef_).max(axis=1) / 127
    out = settings.models / "reader"
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out / "reader.npz",
        keys=keys, idf=idf.astype(np.float16), weights=np.round(svm.coef_.T / scale).astype(np.int8),
        scale=scale.astype(np.float32), bias=svm.intercept_.astype(np.float32),
        ours=ours.coef_[0].astype(np.float16),
        section_weights=np.round(sections.coef_.T / section_scale).astype(np.int8),
        section_scale=section_scale.astype(np.float32), section_bias=sections.intercept_.astype(np.float32),
    )
    meta = {"format": FORMAT, "classes": svm.classes_.tolist(), "sections": sections.classes_.tolist(), "ours_bias": float(ours.intercept_[0]), "questions": len(corpus.asked)}
    (out / "reader.json").write_text(json.dumps(meta, ensure_ascii=False), "utf-8")
    print(f"{(out / 'reader.npz').stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
