"""What a conversation remembers, as JSON."""

from __future__ import annotations

import json

import pytest

from asesor.conversation import state
from asesor.domain import DialogueState

FULL = DialogueState(
    fiche="immex", person="moral", place="jalisco", question="¿y cuánto?", shown=("a#costo.1", "a#costo.2"), choices=(("IMMEX", "que es immex"),), turns=7
)


def test_a_state_comes_back_as_it_was():
    assert state.load(json.loads(json.dumps(state.dump(FULL)))) == FULL


def test_a_state_carries_its_version():
    assert state.dump(FULL)["version"] == state.VERSION


@pytest.mark.parametrize("version", [0, 2, "1", None, 99])
def test_an_unknown_version_starts_fresh(version):
    assert state.load({**state.dump(FULL), "version": version}) == DialogueState()


@pytest.mark.parametrize(
    "record", [None, {}, [], "texto", 5, {"version": 1, "shown": 5}, {"version": 1, "choices": [1]}, {"version": 1, "choices": [["a"]]}]
)
def test_a_damaged_state_starts_fresh(record):
    assert state.load(record) == DialogueState()


def test_what_a_later_release_adds_is_ignored():
    assert state.load({**state.dump(FULL), "mood": "good"}) == FULL


@pytest.mark.parametrize("letter", ["a", "ñ", "🙂", "\x00", "\""])
def test_a_state_is_never_longer_than_it_may_be(letter):
    long = DialogueState(question=letter * 20_000, shown=tuple(f"ficha-{letter}-larga#requisitos.{n:08x}" for n in range(500)))
    assert len(json.dumps(state.dump(long))) <= state.MAX_BYTES


def test_what_was_shown_first_is_forgotten_first():
    shown = tuple(f"una-ficha-cualquiera#requisitos.{n:08x}" for n in range(500))
    kept = state.dump(DialogueState(shown=shown))["shown"]
    assert 0 < len(kept) < 500
    assert tuple(kept) == shown[-len(kept) :]
