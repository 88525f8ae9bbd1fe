"""How people spell, nickname and ask for things."""

import pytest
import small

from asesor.corpus import lexicon
from asesor.corpus.lexicon import Phrases
from asesor.errors import CorpusError


def test_the_longest_phrase_wins():
    phrases = Phrases.of([("baja california", ("bc",)), ("baja california sur", ("bcs",))])
    assert phrases.find("vivo en baja california sur hoy".split()) == [(2, 5, ("bcs",))]


def test_phrases_do_not_overlap():
    phrases = Phrases.of([("hecho en", ("a",)), ("en mexico", ("b",))])
    assert phrases.find("hecho en mexico".split()) == [(0, 2, ("a",))]


def test_a_phrase_is_found_however_accents_were_typed():
    assert Phrases.of([("Nuevo León", ("nl",))]).find(["nuevo", "leon"]) == [(0, 2, ("nl",))]


def test_a_phrase_given_twice_keeps_both_meanings():
    assert Phrases.of([("pronto", ("a",)), ("pronto", ("b", "a"))]).find(["pronto"]) == [(0, 1, ("a", "b"))]


def test_an_empty_phrase_is_no_phrase():
    assert Phrases.of([("", ("a",)), ("¿?", ("b",))]).meanings == {}


def test_a_nickname_may_name_several_fiches(tmp_path):
    found = lexicon.read(small.write(tmp_path) / "lexico.toml")
    assert found.nicknames.find(["la", "devolucion"]) == [(1, 2, ("drawback", "drawback-mexico"))]


def test_every_form_of_a_place_means_the_place(tmp_path):
    found = lexicon.read(small.write(tmp_path) / "lexico.toml")
    assert {m for form in ("jalisco", "guadalajara", "tapatio") for _, _, m in found.states.find([form])} == {("jalisco",)}


def test_words_of_the_lexicon_are_known_words(tmp_path):
    known = lexicon.read(small.write(tmp_path) / "lexico.toml").vocabulary()
    assert {"guadalajara", "aguilita", "porque"} <= known


def test_without_a_lexicon_nothing_is_known(tmp_path):
    assert lexicon.read(tmp_path / "nada.toml").vocabulary() == set()


@pytest.mark.parametrize("content", [b"[chat\nq =", b"\xff\xfe"])
def test_a_broken_lexicon_says_so_in_spanish(tmp_path, content):
    (tmp_path / "lexico.toml").write_bytes(content)
    with pytest.raises(CorpusError, match=r"No se puede leer lexico\.toml"):
        lexicon.read(tmp_path / "lexico.toml")
