import json
from pathlib import Path

import pytest

from asesor.errors import GoldError
from asesor.evaluation import gold
from asesor.evaluation.patterns import match

OWN = Path(__file__).parents[1] / "gold"


def test_every_broken_line_is_named_in_one_error(write, case, tmp_path) -> None:
    folder = write(
        "respuestas",
        case(),
        case("t-2", mitad="otra"),
        case("t-3", esperados=[{"patron": "(", "explica": ""}]),
    )
    with (folder / "respuestas.jsonl").open("a") as file:
        file.write('{"id": \n\n["lista"]\n')
    write("casi", case("t-1", comportamiento="abstiene"), case("t-9", comportamiento="baila"))
    with pytest.raises(GoldError) as error:
        gold.load([folder, tmp_path / "nada"])
    said = str(error.value)
    for part in (
        "respuestas.jsonl:2: «mitad» debe ser desarrollo o prueba, no «otra»",
        "respuestas.jsonl:3: «esperados»: el patrón '(' no compila",
        "respuestas.jsonl:4: no es JSON válido",
        "respuestas.jsonl:6: se esperaba un objeto JSON",
        "casi.jsonl:2: comportamiento desconocido «baila»",
        "nada: no existe la carpeta",
        "el id «t-1» ya está en",
    ):
        assert part in said


def test_a_bad_turn_is_named_with_its_number(write) -> None:
    turns = [{"usuario": "hola", "comportamiento": "saluda"}, {"comportamiento": "responde"}]
    folder = write("dialogos", {"id": "d-1", "mitad": "prueba", "temas": [], "turnos": turns})
    with pytest.raises(GoldError, match=r"dialogos\.jsonl:1: turno 2: falta «pregunta»"):
        gold.load([folder])


def test_unknown_files_are_reported_and_known_ones_listed_as_not_scored(write, case) -> None:
    write("numeros", {"x": 1})
    folder = write("raro", {"x": 1})
    found = gold.load([folder])
    assert [Path(p).name for p in found.not_scored] == ["numeros.jsonl"]
    assert [Path(p).name for p in found.unknown] == ["raro.jsonl"]


def test_a_half_leaves_the_other_out_and_an_unknown_half_is_refused(write, case) -> None:
    folder = write("respuestas", case("a"), case("b", mitad="prueba"))
    assert [c.id for c in gold.load([folder, folder], "prueba").cases] == ["b"]
    with pytest.raises(GoldError, match="mitad «media»"):
        gold.load([folder], "media")


def test_our_own_gold_has_the_promised_counts() -> None:
    found = gold.load([OWN])
    count = {kind: sum(c.kind is kind for c in found.cases) for kind in gold.Kind}
    assert count[gold.Kind.ANSWERABLE] + count[gold.Kind.TRAP] >= 150
    assert count[gold.Kind.NO_ANSWER] >= 40
    assert count[gold.Kind.NEAR_MISS] >= 120
    assert len(found.dialogues) >= 25
    assert not found.unknown


def test_every_reference_answer_of_our_own_gold_is_fully_right() -> None:
    answers = {}
    for file in OWN.glob("*.jsonl"):
        for line in file.read_text("utf-8").split("\n"):
            raw = json.loads(line) if line.strip() else {}
            answers[raw.get("id")] = raw.get("respuesta")
    wrong = [
        c.id
        for c in gold.load([OWN]).cases
        if answers[c.id] and not match(answers[c.id], c.expected, c.forbidden).is_right
    ]
    assert wrong == []
