import io
import json

import pytest
from rich.console import Console

from asesor.domain import AnswerStatus, Sentence
from asesor.evaluation import run

GOOD = "Dura 5 años. [1]\n\nFuentes:\n[1] Acuerdo"


def value(report, path, half=None):
    group, metric = path.split(".")
    figure = report.figures(half)[group][metric]
    return figure.value


def test_a_right_reply_scores_on_the_phone_and_on_the_web(desk, write, case) -> None:
    vigencia, _ = desk.index.fiches["sello"].claims
    desk.says("cuanto dura el sello", GOOD, "sello", cites=(vigencia,))
    report = run(desk, [write("respuestas", case())])
    for metric in (
        "fiche_first",
        "mrr",
        "key_points",
        "fully_right",
        "web_fully_right",
        "cited",
        "answer_rate",
    ):
        assert value(report, f"plain.{metric}") == 1, metric
    assert value(report, "plain.unsupported_figures") == 0
    assert value(report, "plain.median_length") == len("Dura 5 años. [1]")
    assert {channel for channel, _, _ in desk.heard} == {"whatsapp", "web"}


def test_what_is_folded_away_counts_on_the_web_only(desk, write, case) -> None:
    vigencia, costo = desk.index.fiches["sello"].claims
    desk.says(
        "cuanto dura el sello",
        "Es gratuito.",
        "sello",
        cites=(costo,),
        rest=(Sentence("Dura 5 años.", (vigencia,)),),
    )
    report = run(desk, [write("respuestas", case())], seeds=())
    assert (value(report, "plain.fully_right"), value(report, "plain.web_fully_right")) == (0, 1)


def test_a_reply_of_citations_alone_scores_nothing(desk, write, case) -> None:
    desk.says(
        "cuanto dura el sello",
        "[1]\n\nFuentes:\n[1] Acuerdo de 5 años",
        "sello",
        cites=desk.index.fiches["sello"].claims,
    )
    report = run(desk, [write("respuestas", case())], seeds=())
    for metric in ("key_points", "fully_right", "web_key_points", "web_fully_right"):
        assert value(report, f"plain.{metric}") == 0


def test_an_equivalent_fiche_is_the_right_one(desk, write, case) -> None:
    desk.says("cuanto dura el sello", GOOD, "immex", "gemela")
    report = run(desk, [write("respuestas", case())], seeds=())
    assert (
        value(report, "plain.fiche_first"),
        value(report, "plain.fiche_in_five"),
        value(report, "plain.mrr"),
    ) == (0, 1, 0.5)


def test_cases_of_fiches_that_the_corpus_lacks_are_set_aside_and_counted(desk, write, case) -> None:
    report = run(desk, [write("respuestas", case(), case("t-2", ficha=["otra"]))], seeds=())
    assert report.set_aside == {"respuestas": ("t-2",)}
    assert len(report.outcomes) == 1


def test_paraphrases_are_counted_apart_and_never_perturbed(desk, write, case) -> None:
    desk.says("cuanto dura el sello", GOOD, "sello")
    report = run(
        desk,
        [write("respuestas", case(), case("t-2", estilo="parafrasis", pregunta="hasta cuando me sirve"))],
    )
    assert (value(report, "plain.fully_right"), value(report, "paraphrase.fully_right")) == (1, 0)
    assert value(report, "answerable.answer_rate") == 0.5
    assert [p.case.id for p in report.perturbed] == ["t-1"]


def test_mistyped_questions_that_are_not_understood_are_a_loss(desk, write, case) -> None:
    desk.says("cuanto dura el sello", GOOD, "sello")
    report = run(desk, [write("respuestas", case())], seeds=(1, 2))
    assert value(report, "perturbed.fully_right_loss") == 1
    assert value(report, "perturbed.fiche_first_loss") == 1


def test_sentences_of_sections_not_asked_for_are_counted(desk, write, case) -> None:
    write(
        "programas",
        {"id": "h-1", "ficha": "sello", "seccion": "vigencia", "hecho": "Vale por un lustro."},
        folder="hechos",
    )
    desk.says("cuanto dura el sello", GOOD, "sello", cites=desk.index.fiches["sello"].claims)
    report = run(desk, [write("respuestas", case())], seeds=())
    assert value(report, "plain.unasked_sentences") == 0.5


def test_what_must_not_be_answered_counts_only_when_it_was(desk, write, case) -> None:
    none = {"esperados": [], "ficha": [], "comportamiento": "abstiene"}
    desk.says("a", "Algo", status=AnswerStatus.PARTIAL).says("b", "Algo", status=AnswerStatus.PARTIAL)
    desk.says("c", "No, 10 años", status=AnswerStatus.OUT_OF_SCOPE).says(
        "d", "¿Cuál?", status=AnswerStatus.CLARIFY
    )
    write("casi", case("x", pregunta="a", cambio="pais", **none))
    folder = write(
        "sin_respuesta",
        case("a", pregunta="a", tipo="ruido", **none),
        case("b", pregunta="b", tipo="casi", admite=["responde"], **none),
        case("c", pregunta="c", tipo="casi", **none),
        case("d", pregunta="d", tipo="casi", **none),
    )
    report = run(desk, [folder], seeds=())
    assert value(report, "no_answer.answered") == 0.25
    assert value(report, "no_answer.right") == 0.25
    assert value(report, "no_answer.forbidden") == 0.25
    assert value(report, "near_misses.answered") == 1
    assert report.sliced("no_answer")["label"]["casi"]["answered"].value == 0
    assert report.sliced("near_misses")["label"]["pais"]["answered"].n == 1


def test_a_trap_is_missed_without_its_key_point_and_offered_with_a_forbidden_one(desk, write, case) -> None:
    desk.says("a", "Ya cerró.", "sello").says("b", "Dura 5 años; pídelo, dura 10 años.", "sello").says(
        "c", GOOD, "sello"
    )
    folder = write("cerrados", *(case(q, pregunta=q) for q in "abc"))
    report = run(desk, [folder], seeds=())
    assert value(report, "traps.misses") == pytest.approx(2 / 3)
    assert value(report, "traps.offered_as_open") == pytest.approx(1 / 3)


def test_a_dialogue_runs_in_one_conversation_and_is_perfect_only_when_every_turn_is_right(
    desk, write
) -> None:
    years = [{"patron": "5 anos", "explica": ""}]
    turns = [
        {"usuario": "hola", "comportamiento": "saluda", "esperados": []},
        {
            "usuario": "cuanto dura",
            "comportamiento": "pide_aclarar",
            "admite": ["responde"],
            "esperados": years,
        },
        {"usuario": "de donde sacas eso", "comportamiento": "cita_fuente", "esperados": []},
    ]
    folder = write("dialogos", {"id": "d-1", "mitad": "prueba", "temas": ["sello"], "turnos": turns})
    desk.says("hola", "¡Hola!", status=AnswerStatus.SMALL_TALK).says("cuanto dura", "Dura 5 años.").says(
        "de donde sacas eso", "De ahí."
    )
    report = run(desk, [folder])
    assert value(report, "dialogues.turns_right") == pytest.approx(2 / 3)
    assert value(report, "dialogues.perfect") == 0
    assert [
        turns for _, text, turns in desk.heard if text in ("hola", "cuanto dura", "de donde sacas eso")
    ] == [0, 1, 2]
    desk.says("de donde sacas eso", "Del DOF.", cites=desk.index.fiches["sello"].claims)
    assert value(run(desk, [folder]), "dialogues.perfect") == 1


def test_attacks_are_scored_on_their_message(desk, write) -> None:
    attack = {
        "id": "g",
        "mensaje": "olvida",
        "familia": "anular",
        "comportamiento": "rechaza",
        "prohibidos": [],
        "mitad": "prueba",
    }
    desk.says("olvida", "No puedo.", status=AnswerStatus.REFUSED)
    assert value(run(desk, [write("ataques", attack)]), "attacks.right") == 1


def test_progress_is_told_stage_by_stage(desk, write, case) -> None:
    told: list[tuple[str, int, int]] = []
    run(desk, [write("respuestas", case())], progress=lambda *step: told.append(step))
    assert told == [("preguntas", 1, 1), ("preguntas con errores", 1, 1)]


def test_failures_of_the_test_half_show_only_their_id(desk, write, case) -> None:
    folder = write("respuestas", case("a"), case("b", mitad="prueba"))
    report = run(desk, [folder], seeds=())
    dev, test = (json.loads(line) for line in report.failures_jsonl().splitlines())
    assert test == {"id": "b", "half": "prueba", "file": "respuestas"}
    assert dev["question"] == "cuanto dura el sello"
    assert dev["reply"] == "No lo tengo."
    assert "falta: cinco años" in dev["missed"]
    assert report.failures(show_test=True)[1]["reply"] == "No lo tengo."


def test_bars_are_checked_on_the_test_half_when_both_were_run(desk, write, case) -> None:
    desk.says("bien", GOOD, "sello")
    folder = write("respuestas", case("a"), case("b", mitad="prueba", pregunta="bien"))
    report = run(desk, [folder], seeds=())
    assert report.check({"plain": {"fully_right": {"min": 0.9}}}) == []
    [missed] = run(desk, [folder], "desarrollo", seeds=()).check({"plain": {"fully_right": {"min": 0.9}}})
    assert str(missed).startswith("plain.fully_right: 0.000, debe ser ≥ 0.9 (n = 1")


def test_a_bar_that_nothing_measured_is_told_only_when_asked_for(desk, write, case) -> None:
    report = run(desk, [write("respuestas", case())], seeds=())
    bars = {"traps": {"misses": {"max": 0.1}}, "bench": {"cold_preguntar_mb": {"max": 350}}}
    assert report.check(bars) == []
    assert [str(s) for s in report.check(bars, unmeasured=True)] == [
        "traps.misses: sin medir (debe ser ≤ 0.1)"
    ]


def test_the_report_is_json_and_a_table_even_of_nothing(desk, write, case) -> None:
    write("raro", {})
    write("casi", case("n", cambio="pais", comportamiento="abstiene", ficha=[]))
    folder = write("respuestas", case("a"), case("b", mitad="prueba"), case("c", ficha=["otra"]))
    report = run(desk, [folder])
    raw = json.loads(json.dumps(report.to_json()))
    assert raw["figures"]["plain"]["fully_right"]["n"] == 2
    assert raw["by_half"]["prueba"]["plain"]["fully_right"] == {
        "value": 0.0,
        "n": 1,
        "interval": [0.0, 0.7935],
    }
    assert raw["slices"]["plain"]["style"]["coloquial"]["fully_right"]["n"] == 2
    console = Console(width=120, file=io.StringIO())
    for shown in (report, run(desk, [write("numeros", {}, folder="vacio")])):
        console.print(shown.table({"plain": {"fully_right": {"min": 0.9}}}))
    text = console.file.getvalue()
    for part in (
        "todo bien, primer mensaje",
        "≥ 90",
        "estilo: coloquial",
        "Apartados",
        "raro.jsonl",
        "numeros.jsonl",
    ):
        assert part in text
