"""Nearest vectors, exact and in Chroma."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from asesor.errors import IndexDamaged
from asesor.index import vectors
from asesor.index.vectors import ChromaVectors, ExactVectors

IDS = [f"a#costo.{n:08x}" for n in range(60)]


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


ROWS = unit(np.random.default_rng(7).normal(size=(60, 16)))
ASKED = unit(np.random.default_rng(8).normal(size=(5, 16)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("vectores") / "chroma"
    vectors.build_chroma(IDS, ROWS, folder=made)
    return made


@pytest.fixture(scope="module")
def chroma(folder: Path):
    opened = ChromaVectors(folder)
    yield opened
    opened.close()


def held(folder: Path) -> dict[str, str]:
    return {str(f): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.mark.parametrize("row", range(5))
def test_chroma_and_exact_vectors_agree_on_the_ten_nearest(chroma, row):
    found, exact = chroma.nearest(ASKED[row], 10), ExactVectors(IDS, ROWS).nearest(ASKED[row], 10)
    assert [i for i, _ in found] == [i for i, _ in exact]
    assert np.allclose([s for _, s in found], [s for _, s in exact], atol=1e-4)


def test_opening_a_collection_works_on_a_private_copy(folder):
    before = held(folder)
    opened = ChromaVectors(folder)
    opened.nearest(ASKED[0], 3)
    opened.close()
    assert held(folder) == before


def test_closing_frees_the_private_copy(folder):
    opened = ChromaVectors(folder)
    assert opened._copy
    place = Path(opened._copy.name)
    assert place.is_dir()
    opened.close()
    assert not place.exists()


@pytest.mark.parametrize("k", [1, 60, 500])
def test_no_more_neighbours_than_there_are(chroma, k):
    exact = ExactVectors(IDS, ROWS)
    assert len(chroma.nearest(ASKED[0], k)) == len(exact.nearest(ASKED[0], k)) == min(k, 60)


def test_equal_scores_are_ordered_by_id():
    same = ExactVectors(["b", "a", "c"], np.ones((3, 2), np.float32))
    assert [i for i, _ in same.nearest(np.ones(2, np.float32), 3)] == ["a", "b", "c"]


def test_without_rows_nothing_is_near():
    assert ExactVectors([], np.zeros((0, 4), np.float32)).nearest(np.ones(4, np.float32), 3) == []


def test_ids_and_rows_that_do_not_match_are_damage():
    with pytest.raises(IndexDamaged, match="corre «asesor indexar»"):
        ExactVectors(["a"], np.zeros((2, 4), np.float32))
