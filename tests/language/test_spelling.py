"""Unknown words go to the nearest known word; known words stay."""

import pytest

from asesor.language.spelling import Speller

SPELLER = Speller(
    {"exportar": 90, "aduana": 40, "pedimento": 30, "vender": 25, "certificado": 20, "precios": 8, "credito": 5, "empresa": 50, "hecho": 9},
    also_known=("premios",),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bender", "vender"), ("exprotar", "exportar"), ("aduna", "aduana"), ("sertificado", "certificado"), ("pedimentto", "pedimento"),
        ("echo", "hecho"), ("certifikdo", "certificado"), ("xportar", "exportar"),
    ],
)  # fmt: skip
def test_a_misspelled_word_goes_to_the_nearest_known_one(typed, meant):
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("word", ["exportar", "hecho", "para", "donde", "2026"])
def test_a_known_word_is_not_touched(word):
    assert SPELLER.correct(word) == word


def test_a_word_of_the_questions_is_left_alone():
    assert SPELLER.correct("premios") == "premios"


def test_nothing_is_corrected_to_a_word_of_the_questions_alone():
    assert Speller({"aduana": 1}, also_known=("premios",)).correct("prenios") == "prenios"


def test_a_short_word_is_not_guessed():
    assert SPELLER.correct("adu") == "adu"


def test_a_short_word_gets_one_edit_only():
    assert SPELLER.correct("adxxna") == "adxxna"


def test_a_word_unlike_any_other_stays():
    assert SPELLER.correct("ornitorrinco") == "ornitorrinco"


def test_of_two_equally_near_words_the_commoner_wins():
    assert Speller({"casta": 2, "cosas": 1, "cesta": 9}).correct("cista") == "cesta"


def test_words_that_sound_alike_win_over_commoner_ones():
    assert Speller({"vaca": 1, "faca": 9}).correct("baca") == "vaca"


def test_an_empty_vocabulary_corrects_nothing():
    assert Speller({}).correct("exportar") == "exportar"
