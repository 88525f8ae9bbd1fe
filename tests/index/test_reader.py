"""The trained reader of the repository, and what happens without it."""

import json
import shutil

import pytest

from asesor.errors import IndexDamaged, IndexOutdated
from asesor.index.reader import Reader
from asesor.settings import CHECKOUT

FOLDER = CHECKOUT / "models" / "reader"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load(FOLDER)


def test_it_knows_the_fiche_that_a_question_is_for(reader):
    shares = reader.read("como saco el sello hecho en mexico para mi producto").shares
    assert max(shares, key=shares.__getitem__) == "hecho-en-mexico"


def test_the_best_share_is_one(reader):
    reading = reader.read("cuanto cuesta registrar mi marca")
    assert max(reading.shares.values()) == pytest.approx(1.0)
    assert max(reading.sections.values()) == pytest.approx(1.0)


def test_ours_is_a_probability_and_higher_for_our_questions(reader):
    ours, none = reader.read("requisitos del programa immex para exportar").ours, reader.read("receta de pastel de chocolate con fresas").ours
    assert 0 <= none < ours <= 1


@pytest.mark.parametrize("text", ["", "¿?", "漢字"])
def test_a_text_without_known_features_belongs_to_nobody(reader, text):
    reading = reader.read(text)
    assert (reading.shares, reading.ours) == ({}, 0.0)


def test_a_missing_reader_says_what_to_run(tmp_path):
    with pytest.raises(IndexDamaged, match="make models"):
        Reader.load(tmp_path)


def test_a_reader_of_another_version_says_what_to_run(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "reader")
    meta = json.loads((FOLDER / "reader.json").read_text("utf-8"))
    (tmp_path / "reader" / "reader.json").write_text(json.dumps({**meta, "format": 0}), "utf-8")
    with pytest.raises(IndexOutdated, match="make models"):
        Reader.load(tmp_path / "reader")
