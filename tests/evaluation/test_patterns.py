from asesor.evaluation import patterns
from asesor.evaluation.patterns import compiled, match

YEARS = (compiled("(?:5|cinco) anos"),)


def test_accents_marks_and_markdown_do_not_hide_what_was_said() -> None:
    assert match("Dura *5* [1] _años_ [2, 3].", YEARS, ()).is_right


def test_a_reply_of_citations_alone_scores_nothing() -> None:
    for text in (
        "Fuentes:\n[1] Acuerdo de 5 años, DOF",
        "*Fuentes:*\n1. Acuerdo de 5 años",
        "[1]\n\nFuentes: Acuerdo de 5 años",
        "[1] Acuerdo de 5 años · DOF\n[2] cinco años",
    ):
        assert match(text, YEARS, ()).found == 0, text


def test_the_word_fuentes_inside_a_sentence_ends_nothing() -> None:
    assert match("Según dos fuentes: dura 5 años.", YEARS, ()).is_right


def test_a_forbidden_pattern_with_an_underscore_is_found_although_markdown_is_removed() -> None:
    assert match("SIN_REGLAS", (), (compiled("sin_reglas"),)).forbidden


def test_a_forbidden_pattern_spoils_a_complete_reply() -> None:
    done = match("Dura 5 años y no 10 años.", YEARS, (compiled("10 anos"),))
    assert (done.found, done.wanted, done.is_right) == (1, 1, False)


def test_the_enye_is_searched_as_n() -> None:
    assert patterns.searched("Niñez AÑO") == "ninez ano"
