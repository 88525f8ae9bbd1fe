"""The linear reader: which fiche a question is for, and whether it is ours at all; numpy only."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asesor.errors import IndexDamaged, IndexOutdated
from asesor.language.features import features, phrasing

FORMAT = 2
TEMPERATURE = 0.7
"""Margins to shares: at .7 reader and lexical score add up best (docs/benchmarks.md, ablation)."""

KEPT = 20
"""Names kept of each head; the rest have shares near nothing."""


@dataclass(frozen=True)
class Reading:
    """How a question reads: shares of fiches and of sections (the best one is 1), and whether it is ours."""

    shares: dict[str, float]
    sections: dict[str, float]
    ours: float


class Reader:
    """Linear model over hashed features.

    `keys` (F,) sorted uint32 feature hashes; `idf` (F,) float16; `weights` (F, C) int8 with `scale` (C,) and
    `bias` (C,), likewise `section_*` for S sections; `ours` (F,) with a bias. `phrase_keys`, `phrase_idf` and
    `phrase_ours` (P,) are the same for how words go together; "ours" is the mean of both logits.
    """

    def __init__(self, arrays: dict[str, np.ndarray], classes: list[str], sections: list[str], ours_bias: tuple[float, float]) -> None:
        self.classes = classes
        self._shapes = Features(arrays["keys"], arrays["idf"])
        self._phrases = Features(arrays["phrase_keys"], arrays["phrase_idf"])
        self._fiches = _Head(classes, arrays["weights"], arrays["scale"], arrays["bias"])
        self._sections = _Head(sections, arrays["section_weights"], arrays["section_scale"], arrays["section_bias"])
        self._ours = arrays["ours"].astype(np.float32), arrays["phrase_ours"].astype(np.float32)
        self._ours_bias = ours_bias

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The reader in `folder`. Raises IndexDamaged or IndexOutdated with what to run."""
        try:
            meta = json.loads((folder / "reader.json").read_text("utf-8"))
            if meta["format"] != FORMAT:
                raise IndexOutdated("El lector entrenado es de otra versión: corre «make models».")
            with np.load(folder / "reader.npz") as stored:
                arrays = {name: stored[name] for name in stored.files}
        except (OSError, KeyError, ValueError) as error:
            raise IndexDamaged(f"No se puede leer el lector entrenado en «{folder}»: corre «make models».") from error
        return cls(arrays, meta["classes"], meta["sections"], tuple(meta["ours_bias"]))

    def read(self, text: str) -> Reading:
        """How the question reads; a text without known features belongs to nobody."""
        rows, values = self._shapes.vector(features(text))
        if not len(rows):
            return Reading({}, {}, 0.0)
        phrase_rows, phrase_values = self._phrases.vector(phrasing(text))
        logit = (
            float(values @ self._ours[0][rows]) + self._ours_bias[0] + float(phrase_values @ self._ours[1][phrase_rows]) + self._ours_bias[1]
        ) / 2
        return Reading(self._fiches.shares(rows, values), self._sections.shares(rows, values), float(1 / (1 + np.exp(-logit))))


class Features:
    """Known features with their inverse document frequency."""

    def __init__(self, keys: np.ndarray, idf: np.ndarray) -> None:
        self._keys, self._idf = keys, idf.astype(np.float32)

    def vector(self, counts: Counter[int]) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the known features and their sublinear tf·idf, L2-normalised."""
        hashes = np.fromiter(counts.keys(), np.uint32, len(counts))
        found = np.searchsorted(self._keys, hashes)
        found[found == len(self._keys)] = 0
        known = self._keys[found] == hashes
        rows = found[known]
        tf = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts))[known])
        values = tf * self._idf[rows]
        norm = float(np.linalg.norm(values))
        return rows, values / norm if norm else values


class _Head:
    """One linear layer with int8 weights (F, C), a scale and a bias a class."""

    def __init__(self, names: list[str], weights: np.ndarray, scale: np.ndarray, bias: np.ndarray) -> None:
        self.names = names
        self._weights, self._scale, self._bias = weights, scale.astype(np.float32), bias.astype(np.float32)

    def shares(self, rows: np.ndarray, values: np.ndarray) -> dict[str, float]:
        """The likeliest names with their softmax share over that of the first."""
        margins = (values @ self._weights[rows].astype(np.float32)) * self._scale + self._bias
        shares = np.exp((margins - margins.max()) / TEMPERATURE)
        return {self.names[i]: float(shares[i]) for i in np.argsort(-shares)[:KEPT]}
