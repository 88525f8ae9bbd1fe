"""No claim, no sentence."""

from __future__ import annotations

import pytest

from asesor.answer import citations
from asesor.domain import AnswerStatus, Claim, Draft, Evidence, Sentence, Source, Standing

DOF = Source("dof", "Acuerdo", "DOF", "https://dof.gob.mx", "2025-02-17", None, "oficial")
PRESS = Source("prensa", "Nota", "El Diario", "https://eldiario.mx", "2025-08", None, "prensa")


def claim(n: int, text: str, *sources: Source, fiche: str = "sello", section: str = "costo") -> Claim:
    return Claim(f"{fiche}#{section}.{n:08x}", fiche, section, text, sources or (DOF,))


COST = claim(1, "La Secretaría de Economía cobra $1,250.50 desde el 17 de febrero de 2025 en www.gob.mx/sello y no devuelve el pago en tres años.")
TIME = claim(2, "La respuesta llega en 45 días.", PRESS, section="plazo")


def kept(text: str, *claims: Claim, held: tuple[Claim, ...] = (COST, TIME)) -> bool:
    draft = Draft((Sentence(text, claims or (COST,)),))
    return bool(citations.verify(draft, Evidence(AnswerStatus.ANSWERED, claims=held)).sentences)


def test_the_words_of_the_claim_stay():
    assert kept(COST.text)


@pytest.mark.parametrize(
    "text",
    [
        "Se cobra $1250.50 y no se devuelve.",
        "No hay devolución: la Secretaría de Economía cobra desde febrero de 2025.",
        "El pago no se devuelve en 3 años.",
        "Entra a www.gob.mx/sello, no hay devolución.",
    ],
)
def test_other_words_for_the_same_facts_stay(text):
    assert kept(text)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a figure", "Se cobra $1,300.50 y no se devuelve."),
        ("a spelled number", "El pago no se devuelve en cinco años."),
        ("a year", "No se devuelve desde el 17 de febrero de 2024."),
        ("a month", "No se devuelve desde el 17 de marzo de 2025."),
        ("a name", "No se devuelve, dice el Servicio de Administración Tributaria."),
        ("a page", "No se devuelve; entra a www.gob.mx/otra."),
        ("a mail", "No se devuelve; escribe a sello@economia.gob.mx."),
        ("a lost negation", "Se devuelve el pago."),
    ],
)
def test_a_sentence_that_says_what_its_claim_does_not_is_dropped(what, text):
    assert not kept(text), what


def test_a_negation_that_the_claim_does_not_make_is_dropped():
    assert not kept("La respuesta no llega.", TIME)


def test_a_sentence_is_dropped_when_its_claim_leaves_the_evidence():
    assert not kept(COST.text, held=(TIME,))


def test_a_sentence_keeps_only_the_claims_that_are_held():
    draft = Draft((Sentence(TIME.text, (TIME, COST)),))
    (sentence,) = citations.verify(draft, Evidence(AnswerStatus.ANSWERED, claims=(TIME,))).sentences
    assert sentence.claims == (TIME,)


def test_a_figure_of_a_claim_that_is_gone_is_dropped_though_another_stays():
    text = "La respuesta llega en 45 días y cuesta $1,250.50."
    assert kept(text, TIME, claim(3, "Cuesta $1,250.50."), held=(TIME, claim(3, "Cuesta $1,250.50.")))
    assert not kept(text, TIME, claim(3, "Cuesta $1,250.50."), held=(TIME,))


def test_a_sentence_without_claims_is_dropped():
    assert not citations.verify(Draft((Sentence("Todo va bien.", ()),)), Evidence(AnswerStatus.ANSWERED, claims=(COST,))).sentences


def test_the_rest_is_verified_too():
    draft = Draft((), (Sentence(COST.text, (COST,)), Sentence("Cuesta $9.", (COST,))))
    assert [s.text for s in citations.verify(draft, Evidence(AnswerStatus.ANSWERED, more=(COST,))).rest] == [COST.text]


def test_a_sentence_may_rest_on_two_claims():
    assert kept("No se devuelven los $1,250.50 y la respuesta llega en 45 días.", COST, TIME)


def numbered(*sentences: Sentence):
    return citations.number(sentences, {"sello": Standing.VIGENTE, "otra": Standing.CERRADO})


def test_sources_are_numbered_in_order_of_first_use():
    cited, marks = numbered(Sentence("b", (TIME,)), Sentence("a", (COST,)), Sentence("b", (TIME,)))
    assert [(c.n, c.source.key) for c in cited] == [(1, "prensa"), (2, "dof")]
    assert marks == ((1,), (2,), (1,))


def test_a_source_of_two_fiches_has_a_number_in_each():
    cited, _ = numbered(Sentence("a", (COST,)), Sentence("b", (claim(4, "x", DOF, fiche="otra"),)))
    assert [(c.n, c.fiche, c.standing) for c in cited] == [(1, "sello", Standing.VIGENTE), (2, "otra", Standing.CERRADO)]


def test_a_citation_carries_the_claims_that_rest_on_it():
    other = claim(5, "Otra.")
    cited, _ = numbered(Sentence("a", (COST,)), Sentence("b", (other, COST)))
    assert [c.claims for c in cited] == [(COST, other)]


def test_a_claim_with_two_sources_has_two_marks():
    _, marks = numbered(Sentence("a", (claim(6, "x", DOF, PRESS),)))
    assert marks == ((1, 2),)
