"""What may be said today about a question."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from small import TODAY

from asesor.answer import evidence
from asesor.domain import AnswerStatus, Claim, ClaimHit, DialogueState, Evidence, Fiche, Hit, Query
from asesor.retrieval import hybrid, reading


@pytest.fixture
def select(small_index):
    """Evidence for a question that the reader is sure is ours, so that only standing, dates and persons decide."""

    def run(asked: str, today: date = TODAY, said: frozenset[str] = frozenset(), ours: float = 0.99999) -> Evidence:
        query = reading.understand(asked, small_index)
        hits = tuple(dataclasses.replace(h, ours=ours) for h in hybrid.search(query, small_index))
        return evidence.select(query, hits, small_index, today, said)

    return run


def texts(found: Evidence) -> str:
    return " ".join(c.text for c in (*found.claims, *found.more))


def test_a_closed_fiche_says_so_first(select):
    found = select("cuanto dinero daba el fondo pyme del inadem")
    assert "cerraron en 2019" in found.claims[0].text


def test_a_closed_fiche_names_what_replaced_it(select):
    assert [f.id for f in select("que requisitos pide el fondo pyme").successors] == ["jalisco-projal"]


def test_an_open_fiche_has_no_successors(select):
    assert select("cuanto cuesta el sello hecho en mexico").successors == ()


def test_a_claim_past_its_date_is_not_used_as_current(select):
    assert "promoción" not in texts(select("que promocion de lanzamiento para ferias tiene el sello hecho en mexico"))


def test_the_same_claim_was_used_while_it_held(select):
    assert "promoción" in texts(select("que promocion de lanzamiento para ferias tiene el sello hecho en mexico", date(2025, 6, 30)))


def test_a_natural_person_is_not_told_what_companies_present(select):
    found = texts(select("soy persona fisica, que requisitos pide el sello hecho en mexico"))
    assert "identificación oficial" in found
    assert "acta constitutiva" not in found


def test_a_company_is_not_told_what_natural_persons_present(select):
    found = texts(select("somos persona moral, que requisitos pide el sello hecho en mexico"))
    assert "acta constitutiva" in found
    assert "identificación oficial" not in found


def test_who_does_not_say_is_told_both(select):
    found = texts(select("que requisitos pide el sello hecho en mexico"))
    assert "acta constitutiva" in found
    assert "identificación oficial" in found


def test_claims_of_equivalent_fiches_are_merged(select):
    found = select("que es el drawback y que requisitos tiene")
    assert {c.fiche for c in (*found.claims, *found.more)} == {"drawback", "drawback-mexico"}


def test_what_two_fiches_both_say_is_said_once(small_index):
    same = small_index.fiches["drawback"].claims[0]
    again = dataclasses.replace(same, id="drawback-mexico#que-es.00000000", fiche="drawback-mexico")
    hits = (
        Hit(small_index.fiches["drawback"], 2.0, (ClaimHit(same, 1.0),), ours=0.99999),
        Hit(small_index.fiches["drawback-mexico"], 1.0, (ClaimHit(again, 0.9),), ours=0.99999),
    )
    found = evidence.select(reading.understand("que es el drawback", small_index), hits, small_index, TODAY)
    assert [c.id for c in (*found.claims, *found.more)] == [same.id]


def test_claims_of_other_fiches_are_left_out(select):
    found = select("cuanto cuesta el sello hecho en mexico")
    assert {c.fiche for c in (*found.claims, *found.more)} == {"hecho-en-mexico"}


def test_what_was_said_is_not_said_again(select):
    first = select("requisitos del sello hecho en mexico")
    said = frozenset(c.id for c in first.claims)
    second = select("requisitos del sello hecho en mexico", said=said)
    assert second.claims
    assert not said & {c.id for c in (*second.claims, *second.more)}


def test_nothing_found_is_not_covered(small_index):
    assert evidence.select(Query("x"), (), small_index, TODAY).status is AnswerStatus.NOT_COVERED


def test_a_message_that_is_none_of_ours_is_out_of_scope(select):
    assert select("como preparo un pastel de chocolate", ours=0.00001).status is AnswerStatus.OUT_OF_SCOPE


def test_a_named_program_is_never_called_out_of_scope(select):
    assert select("el inadem y el horoscopo de piscis con ascendente en leo", ours=0.00001).status is not AnswerStatus.OUT_OF_SCOPE


def test_what_is_held_back_comes_with_the_nearest_fiches(select):
    found = select("projal para mi negocio en monterrey y en canada 2031", ours=0.01)
    assert not found.claims
    assert "jalisco-projal" in {f.id for f in found.nearest}


def test_the_first_message_stays_within_its_room(select):
    found = select("todo sobre el sello hecho en mexico, requisitos costo y plazo")
    assert len(found.claims) <= evidence.MOST_CLAIMS
    assert sum(len(c.text) for c in found.claims[1:]) <= evidence.ROOM


NEAR_MISSES = [
    "cuanto presta el fondo de jalisco projal si mi negocio esta en sonora",
    "cuanto presta projal en oaxaca",
    "que es el programa immex de argentina",
    "requisitos del sello hecho en colombia",
]


@pytest.mark.parametrize("asked", NEAR_MISSES)
def test_a_near_miss_is_held_back(desk, asked):
    from asesor.domain import Turn

    reply, _ = desk.reply(Turn(asked), DialogueState())
    assert reply.answer.status is not AnswerStatus.ANSWERED, reply.text


def claim(fiche: Fiche, **changes: object) -> Claim:
    return dataclasses.replace(fiche.claims[0], **changes)


def test_a_claim_that_says_itself_that_it_is_over_may_be_said(small_index):
    over = claim(small_index.fiches["jalisco-projal"], text="PROJAL ya no presta a restaurantes.", until="2020")
    hit = Hit(small_index.fiches["jalisco-projal"], 1.0, (ClaimHit(over, 1.0),), ours=0.99999)
    assert evidence.select(reading.understand("projal en jalisco", small_index), (hit,), small_index, TODAY).claims == (over,)
