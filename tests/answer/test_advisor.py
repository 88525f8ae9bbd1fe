"""The path from question to answer; it never raises."""

from __future__ import annotations

import dataclasses

import pytest
from small import TODAY
from structlog.testing import capture_logs

from asesor.answer.advisor import Advisor
from asesor.domain import AnswerStatus, DialogueState, Draft, Evidence, Query, Sentence
from asesor.errors import WriterError
from asesor.texts import text

ASKED = "sigue abierto el inadem"


class Saying:
    """A writer that proposes what it is told."""

    def __init__(self, *sentences: str) -> None:
        self._said = sentences

    def write(self, query: Query, evidence: Evidence) -> Draft:
        return Draft(tuple(Sentence(s, evidence.claims) for s in self._said))


class Broken:
    """A writer that fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def write(self, query: Query, evidence: Evidence) -> Draft:
        raise self._error


def answer(index, writer=None, asked: str = ASKED, earlier: DialogueState | None = None, **more):
    return Advisor(index, lambda: TODAY, writer).answer(asked, earlier or DialogueState(), **more)


def test_an_answer_has_text_sentences_and_citations(small_index):
    found = answer(small_index)
    assert (found.status, found.fiche) == (AnswerStatus.ANSWERED, "fondo-pyme-inadem-fne")
    assert found.text
    assert found.sentences
    assert all(c.claims for c in found.citations)


def test_every_sentence_is_held_by_a_claim_that_is_cited(small_index):
    found = answer(small_index)
    cited = {c.id for citation in found.citations for c in citation.claims}
    assert all(s.claims and {c.id for c in s.claims} <= cited for s in (*found.sentences, *found.rest))


def test_a_writer_that_fails_gives_way_to_the_extractive_one(small_index):
    assert answer(small_index, Broken(WriterError("sin respuesta"))).text == answer(small_index).text


def test_a_writer_that_breaks_is_a_failed_answer_and_the_fault_is_logged(small_index):
    with capture_logs() as logged:
        found = answer(small_index, Broken(RuntimeError("boom")))
    assert (found.status, found.text) == (AnswerStatus.FAILED, text("answer.failed"))
    assert [line["log_level"] for line in logged] == ["error"]


def test_a_broken_index_is_a_failed_answer(small_index):
    with capture_logs():
        assert answer(dataclasses.replace(small_index, fiche_words=None)).status is AnswerStatus.FAILED


def test_what_a_writer_invents_is_not_said(small_index):
    found = answer(small_index, Saying("El INADEM ya no presta desde 2019.", "El INADEM presta 9,999,999 pesos.", "Escribe a x@inadem.gob.mx."))
    assert "9,999,999" not in found.text
    assert "x@inadem" not in found.text


def test_a_writer_that_only_invents_gets_nothing_said(small_index):
    found = answer(small_index, Saying("Te dan 9,999,999 pesos."))
    assert found.status is AnswerStatus.NOT_COVERED
    assert "9,999,999" not in found.text


def test_verified_sentences_are_emitted_as_they_are_answered(small_index):
    heard: list[tuple[str, tuple[int, ...]]] = []
    found = answer(small_index, emit=lambda sentence, numbers: heard.append((sentence.text, numbers)))
    assert heard == [(s.text, n) for s, n in zip(found.sentences, found.numbers, strict=False)]


def test_numbers_follow_the_order_of_first_use(small_index):
    found = answer(small_index)
    first_uses = list(dict.fromkeys(n for marks in found.numbers for n in marks))
    assert first_uses == sorted(first_uses) == [c.n for c in found.citations]


def test_a_closed_program_says_what_there_is_today(small_index):
    assert text("answer.today_instead", titles="PROJAL de Jalisco") in answer(small_index).text


def test_neighbours_are_suggested(desk):
    found = Advisor(desk.index, lambda: TODAY).answer("que requisitos pide el sello hecho en mexico", DialogueState())
    assert 0 < len(found.suggestions) <= 3


def test_the_same_question_gets_the_same_answer(small_index):
    assert answer(small_index) == answer(small_index)


@pytest.mark.parametrize("state", [DialogueState(fiche="ya-no-existe"), DialogueState(shown=("nada#costo.0",), question="x"), DialogueState(turns=10**6)])
@pytest.mark.parametrize("asked", [ASKED, "más", "¿de dónde sacas eso?"])
def test_a_state_of_another_index_breaks_nothing(small_index, state, asked):
    assert answer(small_index, asked=asked, earlier=state).status is not AnswerStatus.FAILED
