"""What the linear reader sees of a question."""

import subprocess
import sys

import pytest

from asesor.language.features import features, phrasing

QUESTION = "¿Cuánto cuesta el sello Hecho en México?"
PROGRAM = "from asesor.language.features import features, phrasing; print(sorted(features({0!r}).items()), sorted(phrasing({0!r}).items()))"


def test_features_are_the_same_in_every_process():
    other = subprocess.run([sys.executable, "-c", PROGRAM.format(QUESTION)], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert other.stdout.strip() == f"{sorted(features(QUESTION).items())} {sorted(phrasing(QUESTION).items())}"


@pytest.mark.parametrize("seen", [features, phrasing])
def test_accents_and_case_make_no_difference(seen):
    assert seen(QUESTION) == seen("cuanto cuesta el SELLO hecho en mexico")


@pytest.mark.parametrize("seen", [features, phrasing])
def test_an_empty_text_has_no_features(seen):
    assert not seen("")


def test_features_fit_in_32_bits():
    assert all(0 <= key < 2**32 for key in (*features(QUESTION), *phrasing(QUESTION)))


def test_pairs_tell_a_near_miss_whose_words_are_all_known():
    known = set(phrasing("vender en mercado libre")) | set(phrasing("exportar a argentina"))
    assert set(phrasing("mercado libre argentina")) - known


def test_a_mistyped_word_shares_most_of_its_shape():
    right, typed = features("exportacion"), features("exportasion")
    assert sum((right & typed).values()) > len(typed) / 3
