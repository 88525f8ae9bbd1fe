"""What an editor must mend, and what is worth a look."""

from datetime import date

import pytest
import small

from asesor.corpus import fiches, review
from asesor.domain import Fiche

TODAY = date(2026, 11, 21)


def parsed(*texts: str) -> list[Fiche]:
    found = []
    for text in texts:
        name = text.split("id: ")[1].split("\n")[0]
        fiche, problems = fiches.parse(text, f"programas/{name}.md")
        assert fiche
        assert not problems
        found.append(fiche)
    return found


def report(*texts: str) -> list[tuple[bool, str]]:
    return [(p.is_error, p.text) for p in review.review(parsed(*texts), TODAY)]


def small_fiche(name: str, claim: str, **head: str) -> str:
    return small.fiche(name, f"## Montos\n- {claim}", tuple(f"pregunta {n}" for n in range(6)), **head)


def test_the_small_corpus_has_nothing_to_mend():
    assert not [text for is_error, text in report(*small.FICHES.values()) if is_error]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ((small.SEAL,), "«ver_tambien» nombra la ficha «jalisco-projal», que no existe"),
        ((small.CLOSED,), "«sustituido_por» nombra la ficha «jalisco-projal», que no existe"),
        ((small.TWIN, small.OTHER_TWIN.replace("equivale: [drawback]\n", "")), "«equivale» debe estar en los dos lados"),
        ((small.STATE, small.NEW.replace("operador:", "alias: [PROJAL]\noperador:")), "el alias «PROJAL» también es de «jalisco-projal»"),
        ((small.STATE, small.STATE), "el id «jalisco-projal» ya lo usa"),
    ],
)
def test_trouble_between_fiches_is_an_error(texts, message):
    assert any(is_error and message in text for is_error, text in report(*texts))


def test_a_closed_fiche_may_say_that_nothing_replaced_it():
    assert not [t for e, t in report(small.CLOSED.replace("[jalisco-projal]", "ninguno")) if e]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (small_fiche("a", "Presta 500 pesos.[^dof]", verificado_el="2026-01-01"), "leída por última vez el 2026-01-01"),
        (small_fiche("a", "El fondo presta 500 pesos.[^prensa]\n- Es oficial.[^dof]"), "cifra apoyada solo en prensa"),
        (small_fiche("a", "El fondo presta 500 pesos.[^dof]{hasta=2026-03}"), "«hasta=2026-03» ya pasó"),
        (small.fiche("a", "## Costo\n- Gratis.[^dof]", ("una",)), "pocas preguntas (1 de 6)"),
    ],
)
def test_what_is_worth_a_look_is_a_warning(text, message):
    assert [e for e, t in report(text) if message in t] == [False]


@pytest.mark.parametrize(
    "claim",
    ["El fondo ya no presta 500 pesos.[^dof]{hasta=2026-03}", "El fondo presta 500 pesos.[^dof]{hasta=2026-11}", "El fondo presta 500 pesos.[^dof]"],
)
def test_a_claim_that_says_it_is_past_or_still_holds_is_no_warning(claim):
    assert report(small_fiche("a", claim)) == []


def test_two_fiches_that_give_different_figures_are_a_warning():
    claim = "El fondo presta a cada pequeña empresa mexicana hasta {} pesos anuales.[^dof]"
    assert any("otra cifra que en «a»" in t for _, t in report(small_fiche("a", claim.format("500,000")), small_fiche("b", claim.format("700,000"))))


def test_two_fiches_that_give_the_same_figure_are_fine():
    claim = "El fondo presta a cada pequeña empresa mexicana hasta 500,000 pesos anuales.[^dof]"
    assert report(small_fiche("a", claim), small_fiche("b", claim)) == []


def test_the_report_goes_file_by_file_and_line_by_line():
    found = review.review(parsed(small.STATE.replace("2026-11-01", "2026-01-01"), small.SEAL.replace("[jalisco-projal]", "[nada]")), TODAY)
    assert [(p.path, p.line) for p in found] == sorted((p.path, p.line) for p in found)
