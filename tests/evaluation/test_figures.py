from asesor.domain import Answer, AnswerStatus, Claim, Sentence
from asesor.evaluation import figures


def a_claim(text: str, **changes: str) -> Claim:
    return Claim("f#costo.1", "f", "costo", text, (), **changes)


def bad(sentence: str, *claims: Claim, message: str = "") -> list[str]:
    answer = Answer(AnswerStatus.ANSWERED, sentence, sentences=(Sentence(sentence, claims),))
    return [b.split(":")[0] for b in figures.unsupported(answer, message or sentence, ())[0]]


def test_the_same_amount_in_another_form_is_supported() -> None:
    assert bad("Cuesta $1,250.00 MXN, el 5 %.", a_claim("Cuesta 1250 pesos, el 5.0% del total.")) == []
    assert bad("Son 4,000 empresas en 35 días.", a_claim("Son 4 mil empresas en treinta y cinco días.")) == []
    assert bad("Hasta 1.5 mdp.", a_claim("Hasta 1,500,000 pesos.")) == []


def test_a_figure_that_no_cited_claim_holds_is_found() -> None:
    assert bad("Cuesta 300 pesos.", a_claim("Cuesta 200 pesos.")) == ["300"]
    assert bad("Tarda diez días.", a_claim("Tarda 15 días.")) == ["10"]
    assert bad("Son 4 millones.", a_claim("Son 4 mil.")) == ["4000000"]


def test_dates_are_compared_as_dates() -> None:
    source = a_claim("Rige desde el 17 de febrero de 2025.", until="2026-12-31")
    assert bad("Rige desde febrero de 2025 y hasta el 31 de diciembre de 2026.", source) == []
    assert bad("Rige desde el 18 de febrero de 2025.", source) == ["2025-02-18"]


def test_marks_and_list_numbers_are_no_figures() -> None:
    assert bad("1. Junta tus papeles.[7]", a_claim("Junta tus papeles.")) == []


def test_a_figure_outside_the_sentences_is_found() -> None:
    found = bad(
        "Es gratis.",
        a_claim("Es gratis."),
        message="Es gratis. Llama al 5512345678.\n\nFuentes:\n[1] DOF 2019",
    )
    assert found == ["5512345678"]
