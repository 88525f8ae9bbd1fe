"""Words as the index sees them."""

import pytest

from asesor.language.folding import clean, content, fold, grams, stem, stems, words


@pytest.mark.parametrize(("typed", "folded"), [("Exportación", "exportacion"), ("Niño", "nino"), ("PYME", "pyme"), ("pingüino", "pinguino")])
def test_folding_drops_case_accents_and_tildes(typed, folded):
    assert fold(typed) == folded


def test_folding_twice_is_folding_once():
    assert fold(fold("Árbol de Ñandú")) == fold("Árbol de Ñandú")


def test_a_lost_accent_costs_nothing():
    assert stems("exportación de artesanías") == stems("exportacion de artesanias")


@pytest.mark.parametrize("amount", ["1,250.50", "70%", "3.5", "2026"])
def test_amounts_stay_whole(amount):
    assert words(f"pago {amount} al año") == ["pago", amount, "al", "ano"]


@pytest.mark.parametrize("typed", ["T-MEC", "t mec", "tmec"])
def test_the_treaty_is_one_word_however_it_is_typed(typed):
    assert words(typed) == ["tmec"]


def test_words_of_one_family_share_their_stem():
    assert stem("exportadores") == stem("exportador")


@pytest.mark.parametrize("word", ["iva", "500,000", "2025"])
def test_short_words_and_amounts_keep_their_shape(word):
    assert stem(word) == word


def test_stop_words_carry_no_topic():
    assert content(["que", "necesito", "para", "exportar"]) == ["exportar"]


def test_a_message_of_stop_words_alone_keeps_them():
    assert content(["y", "eso", "que"]) == ["y", "eso", "que"]


def test_grams_show_where_a_word_begins_and_ends():
    assert grams("iva") == ["<iva", "iva>"]


def test_a_word_shorter_than_a_gram_is_one_gram():
    assert grams("ue") == ["<ue>"]


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2060", "\ufeff", "\u00ad", "\U000e0041", "\ufe0f"])
def test_cleaning_takes_out_what_nobody_can_see(hidden):
    assert clean(f"ex{hidden}portar") == "exportar"


def test_cleaning_makes_control_characters_spaces():
    assert clean("uno\x00dos\x1b\ttres") == "uno dos tres"


def test_cleaning_keeps_line_breaks():
    assert clean("uno\ndos") == "uno\ndos"


def test_cleaning_writes_wide_and_joined_letters_plainly():
    assert clean("ＩＭＭＥＸ ﬁscal") == "IMMEX fiscal"
