"""Word search: stems and character 4-grams."""

import pytest

from asesor.errors import IndexDamaged
from asesor.index import lexical
from asesor.index.lexical import Entry, Lexical
from asesor.language.folding import grams, stems

ENTRIES = [
    Entry("a", "uno", "Marca Hecho en México", "como saco el sello", "El distintivo es gratuito."),
    Entry("b", "uno", "Drawback", "me devuelven el arancel", "Devuelve el impuesto de importación, 1,250.50 pesos."),
    Entry("c", "dos", "Padrón de exportadores", "", "Inscripción en el padrón del SAT para exportación."),
]
FIELDS = {"text": 1.0, "names": 0.5, "grams": 0.5}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("palabras") / "t"
    assert lexical.build(folder, ENTRIES) == 3
    return Lexical(folder)


def found(index: Lexical, asked: str, weights=FIELDS, **more) -> list[str]:
    return [i for i, _ in index.search([(s, 1.0) for s in stems(asked)], grams(asked), weights, 5, **more)]


def test_an_entry_is_found_by_its_words(index):
    assert found(index, "exportadores")[0] == "c"


def test_an_entry_is_found_by_the_questions_written_for_it(index):
    assert found(index, "arancel", {"asked": 1.0}) == ["b"]


def test_a_lost_accent_costs_nothing(index):
    assert index.search([(s, 1.0) for s in stems("importacion")], [], FIELDS, 5) == index.search([(s, 1.0) for s in stems("importación")], [], FIELDS, 5)


def test_grams_find_a_misspelled_word(index):
    assert found(index, "drawbak")[0] == "b"


def test_amounts_are_found_whole(index):
    assert found(index, "1,250.50", {"text": 1.0}) == ["b"]


def test_a_group_restricts_the_search(index):
    assert set(found(index, "sello exportadores", {"text": 1.0})) == {"a", "c"}
    assert found(index, "sello exportadores", {"text": 1.0}, groups=("uno",)) == ["a"]


def test_peoples_punctuation_is_no_query_language(index):
    assert found(index, 'sello AND (título:"x" OR -arancel^2) ¿?*~')


def test_nothing_asked_finds_nothing(index):
    assert index.search([], [], FIELDS, 5) == []


def test_equal_scores_are_ordered_by_id(tmp_path):
    lexical.build(tmp_path / "t", [Entry(i, "g", "", "", "lo mismo siempre") for i in "cab"])
    assert found(Lexical(tmp_path / "t"), "mismo siempre") == ["a", "b", "c"]


def test_building_twice_replaces_the_first(tmp_path):
    lexical.build(tmp_path / "t", ENTRIES)
    lexical.build(tmp_path / "t", ENTRIES[:1])
    assert len(Lexical(tmp_path / "t")) == 1


def test_a_folder_that_is_no_index_is_damage(tmp_path):
    with pytest.raises(IndexDamaged, match="corre «asesor indexar»"):
        Lexical(tmp_path / "nada")
