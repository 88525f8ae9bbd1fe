"""What the settings put together."""

from __future__ import annotations

import dataclasses
import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "contracts"))

import small

from asesor import wiring
from asesor.domain import DialogueState, Turn
from asesor.errors import CorpusError, EncoderError
from asesor.index import snapshot

CHANGED = small.CLOSED.replace("cerraron en 2019", "cerraron en 2018")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small.built(tmp_path_factory.mktemp("cableado"))


def ask(desk, asked: str = "sigue abierto el inadem") -> str:
    return desk.reply(Turn(asked), DialogueState())[0].text


def test_a_desk_answers_from_the_index_of_its_home(made):
    desk = wiring.build_desk(made)
    assert "cerraron en 2019" in ask(desk)
    desk.close()


def test_the_clock_is_the_day_that_the_settings_fix(made):
    desk = wiring.build_desk(dataclasses.replace(made, today=date(2025, 6, 1)))
    assert desk._clock() == date(2025, 6, 1)
    desk.close()


def test_an_encoder_that_cannot_be_loaded_is_told_at_once(made, tmp_path):
    with pytest.raises(EncoderError, match="make models"):
        wiring.build_desk(dataclasses.replace(made, models=tmp_path))


def test_chroma_and_exact_vectors_answer_alike(made, tmp_path):
    other = small.built(tmp_path, vectors="directory")
    one, two = wiring.build_desk(made), wiring.build_desk(other)
    assert ask(one) == ask(two)
    one.close()
    two.close()


def test_a_changed_fiche_is_tried_without_touching_the_served_index(made, tmp_path):
    before = snapshot.current_id(made.home)
    with wiring.trial_desk(made, small.put(tmp_path, "fondo-pyme-inadem-fne", CHANGED)) as desk:
        assert "cerraron en 2018" in ask(desk)
    assert snapshot.current_id(made.home) == before
    assert len(list((made.home / "snapshots").iterdir())) == 1


def test_a_new_fiche_is_tried_among_the_others(made, tmp_path):
    with wiring.trial_desk(made, small.put(tmp_path, "padron-exportadores", small.NEW)) as desk:
        assert "padron-exportadores" in desk.index.fiches
        assert len(desk.index.fiches) == 6


def test_the_home_of_a_trial_is_thrown_away(made, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with wiring.trial_desk(made, small.put(tmp_path / "f", "fondo-pyme-inadem-fne", CHANGED)):
        assert list(tmp_path.glob("asesor-probar-*"))
    assert not list(tmp_path.glob("asesor-probar-*"))


def test_a_broken_fiche_is_not_tried_and_all_its_problems_are_told(made, tmp_path):
    broken = CHANGED.replace("## Montos", "## Dinero").replace("tema: programas", "tema: cocina")
    with pytest.raises(CorpusError) as caught, wiring.trial_desk(made, small.put(tmp_path, "fondo-pyme-inadem-fne", broken)):
        pass
    assert len(caught.value.problems) >= 2


@pytest.mark.parametrize("name", ["no-existe.md", "."])
def test_a_file_that_cannot_be_read_is_told(made, tmp_path, name):
    with pytest.raises(CorpusError, match="No se puede leer"), wiring.trial_desk(made, tmp_path / name):
        pass


def test_the_diagnosis_tells_index_and_model(made):
    told = dict(wiring.diagnose(made))
    assert told["índice"] == snapshot.current_id(made.home)
    assert "dimensiones" in told["codificador"]
    assert told["hoy"] == "2026-11-21"


def test_the_diagnosis_of_a_bare_home_says_what_to_run(made, tmp_path):
    told = dict(wiring.diagnose(dataclasses.replace(made, home=tmp_path, models=tmp_path)))
    assert "asesor indexar" in told["índice"]
    assert "make models" in told["codificador"]


def test_the_diagnosis_shows_no_secret(made):
    shown = str(wiring.diagnose(dataclasses.replace(made, store="postgresql+asyncpg://ana:secreto@servidor/base")))
    assert "secreto" not in shown
    assert "servidor/base" in shown
