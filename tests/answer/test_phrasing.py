"""The words of one message."""

from __future__ import annotations

import dataclasses
import re

import pytest

from asesor.answer import phrasing
from asesor.answer.writers import Extractive
from asesor.domain import (
    AnswerStatus,
    Citation,
    DialogueState,
    Evidence,
    Fiche,
    Query,
    Sentence,
    Standing,
    Turn,
)


@pytest.fixture
def seal(small_index) -> Fiche:
    return small_index.fiches["hecho-en-mexico"]


def test_the_first_sentence_stands_plain_and_the_rest_are_bullets_under_headings(seal):
    cost, needs, more_needs = seal.claims[5], seal.claims[2], seal.claims[3]
    draft = Extractive().write(Query(""), Evidence(AnswerStatus.ANSWERED, claims=(cost, needs, more_needs)))
    said = phrasing.lead(draft.sentences, ((1,), (1, 2), (2,)), "cierre")
    assert said.split("\n") == [f"{cost.text} [1]", "*Necesitas:*", f"• {needs.text} [1][2]", f"• {more_needs.text} [2]", "cierre"]


def test_a_heading_with_one_claim_is_one_line(seal):
    draft = Extractive().write(Query(""), Evidence(AnswerStatus.ANSWERED, claims=(seal.claims[5], seal.claims[7])))
    assert phrasing.lead(draft.sentences, ((1,), (1,))).split("\n")[1].startswith("*Plazo:* La Secretaría")


def test_the_writer_adds_nothing_and_loses_nothing(seal):
    draft = Extractive().write(Query(""), Evidence(AnswerStatus.ANSWERED, claims=seal.claims[:4], more=seal.claims[4:]))
    assert {s.text for s in draft.sentences} == {c.text for c in seal.claims[:4]}
    assert {s.text for s in draft.rest} == {c.text for c in seal.claims[4:]}


def test_claims_of_one_section_stand_together(seal):
    first, cost, second = seal.claims[2], seal.claims[5], seal.claims[3]
    draft = Extractive().write(Query(""), Evidence(AnswerStatus.ANSWERED, claims=(first, cost, second)))
    assert [s.claims[0] for s in draft.sentences] == [first, second, cost]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.CERRADO, "Ya no está vigente, según fuentes al 5 de enero de 2026."),
        (Standing.SUSTITUIDO, "Ya no está vigente, según fuentes al 5 de enero de 2026."),
        (Standing.VIGENTE, "Según fuentes al 5 de enero de 2026."),
    ],
)
def test_the_standing_line_says_how_current_it_is(seal, standing, said):
    assert phrasing.standing_line(dataclasses.replace(seal, standing=standing)) == said


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.VIGENTE])
def test_a_standing_without_dated_evidence_is_still_said(seal, standing):
    assert phrasing.standing_line(dataclasses.replace(seal, standing=standing, evidence=None))


def test_a_source_says_its_date_or_when_it_was_read(seal):
    dated = Citation(1, seal.id, seal.standing, seal.claims[0].sources[0], ())
    undated = dataclasses.replace(dated, source=dataclasses.replace(dated.source, published=None))
    assert phrasing.source_line(dated) == "[1] Diario Oficial, 17 de febrero de 2025"
    assert phrasing.source_line(undated).startswith("[1] Diario Oficial, sin fecha")
    assert phrasing.source_line(undated).endswith("el 21 de noviembre de 2026")


def test_without_citations_there_is_no_sources_block():
    assert phrasing.sources_block(()) == ""


def ask(desk, asked: str, channel: str = "whatsapp"):
    return desk.reply(Turn(asked, channel), DialogueState())[0]


def test_no_lead_is_longer_than_a_phone_message(desk):
    said = [ask(desk, f.questions[0]) for f in desk.index.fiches.values() if f.questions]
    assert [r.answer.query.text for r in said if len(r.answer.text) > phrasing.PHONE] == []


def test_every_mark_has_its_source_and_every_source_of_the_phone_its_mark(desk):
    reply = ask(desk, "¿qué requisitos pide el sello hecho en méxico?")
    shown = {int(n) for n in re.findall(r"\[(\d+)\]", reply.answer.text)}
    listed = {int(line[1 : line.index("]")]) for line in reply.text.split("Fuentes:")[1].strip().split("\n") if line.startswith("[")}
    assert shown == listed


def test_the_web_gets_all_sources(desk):
    asked = "¿qué requisitos pide el sello hecho en méxico?"
    assert len(ask(desk, asked, "web").text) >= len(ask(desk, asked).text)


def test_dates_are_written_out(seal):
    assert "2026-01-05" not in phrasing.standing_line(seal)


def test_a_sentence_without_sources_has_no_marks(seal):
    assert phrasing.lead((Sentence("Hola.", (seal.claims[0],)),), ((),)) == "Hola."
