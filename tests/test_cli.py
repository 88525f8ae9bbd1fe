"""asesor at the terminal, in processes of its own."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "contracts"))

import small

from asesor.index import snapshot

CHANGED = small.CLOSED.replace("cerraron en 2019", "cerraron en 2018")
ASKED = "sigue abierto el inadem"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small.built(tmp_path_factory.mktemp("terminal"))


@pytest.fixture
def bare(made, tmp_path):
    """The same corpus with a home where nothing was built."""
    return dataclasses.replace(made, home=tmp_path / "casa")


def is_one_sentence(told: str) -> bool:
    return bool(told.strip()) and "Traceback" not in told and len(told.strip().split("\n")) == 1


def test_a_question_is_answered_with_its_sources(made):
    done = small.asesor(made, "preguntar", ASKED, "--explica")
    assert (done.returncode, done.stderr) == (0, "")
    assert "cerraron en 2019" in done.stdout
    assert "Diario Oficial, 17 de febrero de 2025" in done.stdout
    assert "https://dof.gob.mx/acuerdo" in done.stdout
    assert "fondo-pyme-inadem-fne" in done.stdout


def test_as_json_it_is_the_object_of_the_api(made):
    done = small.asesor(made, "preguntar", ASKED, "--json", "--canal", "whatsapp")
    found = json.loads(done.stdout)
    assert {"conversation_id", "message_id", "text", "status", "abstained", "answer", "citations", "suggestions", "actions", "attachments", "latency_ms"} == set(found)
    assert (done.returncode, found["status"], found["citations"][0]["fiche"]) == (0, "answered", "fondo-pyme-inadem-fne")


def test_a_batch_keeps_conversations_apart_and_survives_bad_lines(made):
    lines = [
        json.dumps({"conversation_id": "uno", "text": ASKED}),
        "esto no es json", '["lista"]', '{"conversation_id": "uno"}', '{"text": 5}', "null", "",
        json.dumps({"conversation_id": "uno", "text": "¿de dónde sacas eso?"}),
        json.dumps({"conversation_id": "dos", "text": "¿de dónde sacas eso?"}),
        json.dumps({"text": "hola", "channel": "whatsapp"}),
    ]  # fmt: skip
    done = small.asesor(made, "preguntar", "--jsonl", given="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    first, *bad, follow_up, other, greeting = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["conversation_id"] == follow_up["conversation_id"] == "uno"
    assert [b["error"].split(":")[0] for b in bad] == ["línea 2", "línea 3", "línea 4", "línea 5", "línea 6"]
    assert "https://dof.gob.mx/acuerdo" in follow_up["text"]
    assert "https://" not in other["text"]
    assert greeting["status"] == "small_talk"


@pytest.mark.parametrize(
    "arguments", [("preguntar", ASKED), ("preguntar", "--jsonl"), ("indexar", "--volver", "--esperar", "0"), ("evaluar",)], ids=lambda a: a[0]
)
def test_without_an_index_one_sentence_says_what_to_do(bare, arguments):
    if arguments[0] == "indexar":
        small.asesor(bare, "indexar")
    done = small.asesor(bare, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert is_one_sentence(done.stderr)
    assert "índice" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("preguntar", ASKED, "--canal", "fax"), "fax"), (("preguntar",), "Falta la pregunta"), (("corpus", "probar", "no-existe.md", "hola"), "no-existe.md")],
)
def test_wrong_arguments_are_one_spanish_sentence(made, arguments, said):
    done = small.asesor(made, *arguments)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
    assert said in done.stderr


def test_wrong_settings_are_told_together(made):
    done = small.asesor(dataclasses.replace(made, corpus=Path("/no/existe"), vectors="nada"), "preguntar", ASKED)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ASESOR_CORPUS" in done.stderr
    assert "ASESOR_VECTORS" in done.stderr


def test_indexing_tells_what_was_added_changed_and_removed(tmp_path):
    made = small.settings(small.write(tmp_path / "corpus"))
    first = small.asesor(made, "indexar").stdout
    assert "+ hecho-en-mexico" in first
    assert "5 agregadas, 0 cambiadas, 0 quitadas" in first
    small.put(made.corpus, "programas/fondo-pyme-inadem-fne", CHANGED)
    small.put(made.corpus, "programas/padron-exportadores", small.NEW)
    second = small.asesor(made, "indexar").stdout
    assert "~ fondo-pyme-inadem-fne" in second
    assert "+ padron-exportadores" in second
    assert "Nada cambió" in small.asesor(made, "indexar").stdout
    before = snapshot.current_id(made.home)
    assert small.asesor(made, "indexar", "--volver").returncode == 0
    assert snapshot.current_id(made.home) != before


def test_a_corpus_with_errors_is_reported_whole_and_not_indexed(tmp_path):
    made = small.built(tmp_path)
    before = snapshot.current_id(made.home)
    small.put(made.corpus, "programas/fondo-pyme-inadem-fne", CHANGED.replace("## Montos", "## Dinero"))
    small.put(made.corpus, "programas/drawback", small.TWIN.replace("tema: programas", "tema: cocina"))
    done = small.asesor(made, "indexar")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "programas/fondo-pyme-inadem-fne.md:" in done.stderr
    assert "programas/drawback.md:" in done.stderr
    assert snapshot.current_id(made.home) == before


def test_a_review_without_errors_ends_with_0(made):
    done = small.asesor(made, "corpus", "revisar")
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 fichas, 0 errores" in done.stdout


def test_a_review_with_errors_ends_with_1_and_names_file_and_line(tmp_path):
    made = small.settings(small.write(tmp_path / "corpus"))
    file = small.put(made.corpus, "programas/drawback", small.TWIN.replace("## Plazo", "## Tiempo"))
    line = file.read_text("utf-8").split("\n").index("## Tiempo") + 1
    done = small.asesor(made, "corpus", "revisar")
    assert done.returncode == 1
    assert f"programas/drawback.md:{line}: error: sección desconocida «Tiempo»" in done.stdout
    assert small.asesor(made, "corpus", "revisar", "jalisco-projal").returncode == 0


def test_the_real_corpus_passes_its_review(command):
    assert command("corpus", "revisar").returncode == 0


def test_a_changed_fiche_is_tried_without_touching_the_served_index(made, tmp_path):
    before = snapshot.current_id(made.home)
    done = small.asesor(made, "corpus", "probar", str(small.put(tmp_path, "fondo-pyme-inadem-fne", CHANGED)), ASKED)
    assert done.returncode == 0, done.stderr
    assert "cerraron en 2018" in done.stdout
    assert snapshot.current_id(made.home) == before
    assert "cerraron en 2019" in small.asesor(made, "preguntar", ASKED).stdout


def test_a_broken_fiche_is_not_tried(made, tmp_path):
    done = small.asesor(made, "corpus", "probar", str(small.put(tmp_path, "fondo-pyme-inadem-fne", CHANGED.replace("## Montos", "## Dinero"))), ASKED)
    assert done.returncode == 2
    assert "sección desconocida" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("asked", ["", "🙂", "x" * 20_000, "\x01\x1b[2J", "<b>hola</b>", "'; DROP TABLE turn; --"], ids=["empty", "emoji", "long", "control", "html", "sql"])
def test_bad_input_is_answered_politely(made, asked):
    done = small.asesor(made, "preguntar", asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
    assert "\x1b[2J" not in done.stdout


def test_the_state_of_things_is_shown(made):
    done = small.asesor(made, "doctor")
    assert done.returncode == 0
    assert snapshot.current_id(made.home) in done.stdout
