"""Fiches found for a question, with their claims scored."""

import pytest

from asesor.corpus import fiches
from asesor.domain import DialogueState, Query
from asesor.retrieval import agreement, hybrid, reading


@pytest.fixture
def search(small_index):
    return lambda asked, earlier=None, **more: hybrid.search(reading.understand(asked, small_index, earlier), small_index, **more)


CLEAN = [
    ("¿Qué requisitos pide la marca Hecho en México?", "hecho-en-mexico"),
    ("¿Sigue abierto el Fondo PyME?", "fondo-pyme-inadem-fne"),
    ("¿Cuánto presta el gobierno de Jalisco?", "jalisco-projal"),
    ("¿Qué es el Drawback?", "drawback"),
]
MISTYPED = [
    ("q rekisitos pide la marka echo en mejico", "hecho-en-mexico"),
    ("sige avierto el fondo pime", "fondo-pyme-inadem-fne"),
    ("kuanto presta el govierno de jalisko", "jalisco-projal"),
    ("q es el drawvak", "drawback"),
]


@pytest.mark.parametrize(("asked", "fiche"), [*CLEAN, *MISTYPED])
def test_the_right_fiche_comes_first(search, asked, fiche):
    best = search(asked)[0].fiche
    assert fiche in (best.id, *best.equals)


def test_a_nickname_leads_to_its_fiche(search):
    assert search("que onda con el aguilita")[0].fiche.id == "hecho-en-mexico"


def test_the_claim_asked_for_scores_highest(search):
    assert "gratuito" in search("cuanto cuesta el tramite del sello hecho en mexico")[0].claims[0].claim.text


def test_the_claim_for_the_person_who_asks_comes_before_the_other(search):
    order = [c.claim.person for c in search("que presento para pedir el sello hecho en mexico, soy persona moral")[0].claims]
    assert order.index("moral") < order.index("fisica")


def test_best_comes_first_and_scores_are_the_sum_of_their_parts(search):
    hits = search("requisitos del sello hecho en mexico")
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert all(h.score == pytest.approx(sum(h.parts.values())) for h in hits)


def test_no_more_fiches_than_asked_for(search):
    assert len(search("requisitos", top_k=2)) == 2


def test_claims_are_scored_for_the_first_and_its_equivalents(search):
    hits = search("requisitos del drawback")
    assert {h.fiche.id for h in hits if h.claims} == {"drawback", "drawback-mexico"}


def test_all_claims_can_be_scored(search):
    assert all(h.claims for h in search("requisitos del drawback", all_claims=True))


def test_a_follow_up_stays_with_the_fiche_of_the_conversation(search):
    state = DialogueState(fiche="jalisco-projal")
    assert search("¿y qué requisitos tiene?", state)[0].fiche.id == "jalisco-projal"


def test_a_topic_that_left_the_index_is_forgotten(search):
    assert search("¿y qué requisitos tiene?", DialogueState(fiche="ya-no-existe"))


def test_nothing_read_finds_nothing(small_index):
    assert hybrid.search(Query(""), small_index) == ()


def test_the_same_question_finds_the_same(search):
    assert search("que es el drawback") == search("que es el drawback")


@pytest.mark.parametrize(
    ("asked", "slot", "missing"),
    [
        ("fondo de jalisco en monterrey", "states", ("nuevo-leon",)), ("fondo de jalisco para canada", "countries", ("canada",)),
        ("projal para mieles", "products", ("miel",)), ("projal 2031", "years", (2031,)),
        ("projal de la secretaria de economia", "institutions", ("se",)),
    ],
)  # fmt: skip
def test_what_the_question_names_and_the_fiche_does_not_is_missing(small_index, asked, slot, missing):
    found = agreement.compare(reading.understand(asked, small_index), small_index.fiches["jalisco-projal"], small_index)
    assert getattr(found, slot) == missing


def test_what_the_fiche_holds_is_not_missing(small_index):
    found = agreement.compare(reading.understand("apoyos de jalisco en mexico para mipymes", small_index), small_index.fiches["jalisco-projal"], small_index)
    assert found.named == ()


def test_an_equivalent_fiche_holds_for_both(small_index):
    asked = reading.understand("drawback de la secretaria de economia", small_index)
    assert agreement.compare(asked, small_index.fiches["drawback"], small_index).institutions == ()


def test_words_foreign_to_the_fiche_are_told(small_index):
    found = agreement.compare(reading.understand("projal para veterinarias", small_index), small_index.fiches["jalisco-projal"], small_index)
    assert len(found.words) == 1
    assert 0 < found.uncovered <= 1


def test_claim_ids_of_the_index_are_those_of_the_corpus(small_index):
    claim = next(c for c in small_index.claims.values() if "gratuito" in c.text)
    assert claim.id == fiches.claim_id("hecho-en-mexico", "costo", claim.text)
