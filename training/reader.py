"""Train the linear reader (which fiche; ours or none) from the corpus and write models/reader.

Run with the `neural` extra: `python training/reader.py`. About a minute on two cores.
"""

from __future__ import annotations

import dataclasses
import json
import random
import sys
import tomllib
from collections import Counter

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from asesor.corpus import reading
from asesor.domain import Asked, Corpus
from asesor.index.reader import FORMAT, Features
from asesor.language.features import features, phrasing
from asesor.retrieval.normalising import normalised
from asesor.settings import Settings

MIN_USES = 2
"""Features seen once cannot generalise; dropping them halves the table at no measured cost."""
SVM_C = 0.5
OURS_C = 8.0
TELEGRAMS = 10
"""Made-up short questions for each fiche and section; without them two-word questions are held back too often."""
SEED = 20261121
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


def telegrams(corpus: Corpus, phrases: dict[str, list[str]], rng: random.Random) -> list[Asked]:
    """Questions of two or three words ("immex costo"): each name of a fiche with what people say to ask for a section it has."""
    found = []
    for fiche in corpus.fiches:
        names = [fiche.title.split("(")[0].split(":")[0], *fiche.aliases]
        first = {c.section: c.anchor for c in reversed(fiche.claims)}
        for section, anchor in first.items():
            for phrase in rng.sample(phrases.get(section, []), min(TELEGRAMS, len(phrases.get(section, [])))):
                name = rng.choice(names)
                found.append(Asked(f"{name} {phrase}" if rng.random() < 0.5 else f"{phrase} {name}", fiche.id, (anchor,)))
    return found


def asked_all(corpus: Corpus) -> list[Asked]:
    """Questions that belong to a fiche."""
    return [a for a in corpus.asked if a.fiche]


class Space:
    """The features worth keeping of some texts, and their rows as `Reader` computes them."""

    def __init__(self, counts: list[Counter[int]]) -> None:
        uses = Counter(h for c in counts for h in c)
        self.keys = np.array(sorted(h for h, n in uses.items() if n >= MIN_USES), np.uint32)
        self.idf = np.array([np.log(len(counts) / uses[int(h)]) + 1 for h in self.keys], np.float16)
        self.rows = self._matrix(counts)

    def _matrix(self, counts: list[Counter[int]]) -> sparse.csr_matrix:
        known = Features(self.keys, self.idf)
        vectors = [known.vector(c) for c in counts]
        starts = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
        columns = np.concatenate([rows for rows, _ in vectors])
        values = np.concatenate([v for _, v in vectors])
        return sparse.csr_matrix((values, columns, starts), shape=(len(counts), len(self.keys)), dtype=np.float32)


def quantised(model: LinearSVC) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """int8 weights (F, C), scale (C,), bias (C,)."""
    scale = np.abs(model.coef_).max(axis=1) / 127
    return np.round(model.coef_.T / scale).astype(np.int8), scale.astype(np.float32), model.intercept_.astype(np.float32)


def main() -> None:
    """Train, quantise, write."""
    settings = Settings.from_env()
    corpus = reading.load(settings.corpus, settings.clock())
    phrases = tomllib.loads((settings.corpus / "lexico.toml").read_text("utf-8"))["secciones"]
    known = len(corpus.asked)
    corpus = dataclasses.replace(corpus, asked=(*corpus.asked, *telegrams(corpus, phrases, random.Random(SEED))))
    texts, labels, none = examples(corpus)
    normalise = normalised(settings.corpus / "lexico.toml")
    normal = [normalise(t) for t in texts + none]
    asked = len(asked_all(corpus))
    ours_rows = np.r_[np.arange(asked), np.arange(len(texts), len(normal))]
    is_ours = np.r_[np.ones(asked), np.zeros(len(none))]
    shapes = Space([features(t) for t in normal])
    phrases = Space([phrasing(normal[i]) for i in ours_rows])
    print(f"{len(texts)} textos de {len(set(labels))} fichas, {len(none)} de nadie, {len(shapes.keys)} + {len(phrases.keys)} rasgos", file=sys.stderr)
    fiches = LinearSVC(C=SVM_C).fit(shapes.rows[: len(texts)], labels)
    sectioned = [(i, a.anchors[0].partition(".")[0]) for i, a in enumerate(asked_all(corpus)) if a.anchors]
    sections = LinearSVC(C=SVM_C).fit(shapes.rows[[i for i, _ in sectioned]], [name for _, name in sectioned])
    ours = [
        LogisticRegression(C=OURS_C, max_iter=400, class_weight={1: 1.0, 0: NONE_WEIGHT}).fit(rows, is_ours)
        for rows in (shapes.rows[ours_rows], phrases.rows)
    ]
    out = settings.models / "reader"
    out.mkdir(parents=True, exist_ok=True)
    weights, scale, bias = quantised(fiches)
    section_weights, section_scale, section_bias = quantised(sections)
    np.savez_compressed(
        out / "reader.npz", keys=shapes.keys, idf=shapes.idf, weights=weights, scale=scale, bias=bias,
        section_weights=section_weights, section_scale=section_scale, section_bias=section_bias,
        ours=ours[0].coef_[0].astype(np.float16), phrase_keys=phrases.keys, phrase_idf=phrases.idf,
        phrase_ours=ours[1].coef_[0].astype(np.float16),
    )
    meta = {
        "format": FORMAT, "classes": fiches.classes_.tolist(), "sections": sections.classes_.tolist(),
        "ours_bias": [float(m.intercept_[0]) for m in ours], "questions": known,
    }
    (out / "reader.json").write_text(json.dumps(meta, ensure_ascii=False), "utf-8")
    print(f"{(out / 'reader.npz').stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
