"""Immutable snapshots: build beside, verify, swap, roll back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import small

from asesor import wiring
from asesor.corpus import reading
from asesor.errors import AsesorError, CorpusError, IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from asesor.index import snapshot
from asesor.index.encoders import StaticEncoder
from asesor.language.folding import stems
from asesor.settings import CHECKOUT, Settings

MODELS = CHECKOUT / "models"


class Counting(StaticEncoder):
    """The real encoder, which also remembers what it encoded."""

    def __init__(self) -> None:
        super().__init__(MODELS / "encoder")
        self.encoded: list[str] = []

    def encode(self, texts):
        self.encoded += texts
        return super().encode(texts)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return small.built(tmp_path_factory.mktemp("origen"), vectors="directory")


@pytest.fixture
def made(built_once: Settings, tmp_path: Path) -> Settings:
    """A small corpus of this test with its index, Chroma included."""
    shutil.copytree(built_once.corpus.parent, tmp_path / "copia")
    return small.settings(tmp_path / "copia" / "corpus", vectors="directory")


def opened(made: Settings, vectors: str = "numpy"):
    return snapshot.open_current(made.home, StaticEncoder(MODELS / "encoder"), MODELS, vector_store=vectors)


def serving(made: Settings) -> Path:
    return made.home / "snapshots" / snapshot.current_id(made.home)


def change_seal(made: Settings, by: str = "60 días") -> None:
    small.put(made.corpus, "programas/hecho-en-mexico", small.SEAL.replace("45 días", by))


def held(folder: Path) -> dict[str, str]:
    return {f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*")) if f.is_file()}


def test_what_was_built_can_be_opened_and_searched(made):
    index = opened(made)
    assert set(index.fiches) == {Path(name).name for name in small.FICHES}
    found = index.fiche_words.search([(s, 1.0) for s in stems("certificación del sello")], [], {"text": 1.0}, 5)
    assert found[0][0] == "hecho-en-mexico"


def test_fiches_come_back_as_they_were_written(made):
    fiches = {f.id: f for f in reading.load(made.corpus, small.TODAY).fiches}
    assert opened(made).fiches == fiches


def test_the_first_build_adds_every_fiche(tmp_path):
    (tmp_path / "corpus").mkdir()
    change, _ = wiring.build_index(small.settings(small.write(tmp_path / "corpus")))
    assert len(change.added) == 5
    assert not (change.changed)
    assert not (change.removed)
    assert change.encoded == sum(len(f.claims) for f in reading.load(tmp_path / "corpus", small.TODAY).fiches)


def test_the_same_content_is_the_same_snapshot_and_nothing_is_built(made):
    before, pages = snapshot.current_id(made.home), held(serving(made))
    change, _ = wiring.build_index(made)
    assert (change.snapshot, change.nothing, change.encoded) == (before, True, 0)
    assert held(serving(made)) == pages


def test_the_same_content_elsewhere_is_the_same_snapshot(made, tmp_path):
    (tmp_path / "otro" / "corpus").mkdir(parents=True)
    change, _ = wiring.build_index(small.settings(small.write(tmp_path / "otro" / "corpus")))
    assert change.snapshot == snapshot.current_id(made.home)


def test_a_changed_fiche_is_named_and_only_its_new_claims_are_encoded(made):
    change_seal(made)
    encoder = Counting()
    change = snapshot.build(reading.load(made.corpus, small.TODAY), made.corpus / "lexico.toml", made.home, encoder, MODELS)
    assert (change.added, change.changed, change.removed) == ((), ("hecho-en-mexico",), ())
    assert encoder.encoded == ["La Secretaría de Economía responde la solicitud del sello en 60 días hábiles."]
    assert change.encoded == 1


def test_a_new_and_a_removed_fiche_are_named(made):
    small.put(made.corpus, "programas/padron-exportadores", small.NEW)
    (made.corpus / "programas" / "drawback.md").unlink()
    small.put(made.corpus, "exportacion/drawback-mexico", small.OTHER_TWIN.replace("equivale: [drawback]\n", ""))
    change, _ = wiring.build_index(made)
    assert (change.added, change.removed, change.changed) == (("padron-exportadores",), ("drawback",), ("drawback-mexico",))


def test_a_new_question_changes_its_fiche(made):
    (made.corpus / "preguntas" / "drawback.txt").write_text("a poco me regresan el arancel\n", "utf-8")
    change, _ = wiring.build_index(made)
    assert change.changed == ("drawback",)


def test_a_changed_lexicon_makes_another_snapshot(made):
    before = snapshot.current_id(made.home)
    (made.corpus / "lexico.toml").write_text(small.LEXICON + 'queretaro = ["donde"]\n', "utf-8")
    assert wiring.build_index(made)[0].snapshot != before


def test_rolling_back_serves_the_snapshot_before(made):
    before = snapshot.current_id(made.home)
    change_seal(made)
    wiring.build_index(made)
    assert snapshot.roll_back(made.home) == before == snapshot.current_id(made.home)
    assert any("45 días" in c.text for c in opened(made).claims.values())


def test_there_is_nothing_before_the_first_snapshot(made):
    with pytest.raises(IndexMissing, match="No hay un índice anterior"):
        snapshot.roll_back(made.home)


def test_three_snapshots_are_kept(made):
    for days in ("50 días", "55 días", "60 días", "65 días"):
        change_seal(made, days)
        wiring.build_index(made)
    assert len(list((made.home / "snapshots").iterdir())) == 3
    assert serving(made).is_dir()


def test_an_unfinished_snapshot_is_swept(made):
    leftover = made.home / "snapshots" / "0123456789abcdef.tmp"
    leftover.mkdir()
    (leftover / "fiches.jsonl").write_text("{", "utf-8")
    wiring.build_index(made)
    assert not leftover.exists()


STUCK = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
import small
from asesor import wiring
def stop(step):
    print(step, flush=True)
    if step == {step!r}:
        time.sleep(60)
wiring.build_index(small.settings(Path({corpus!r}), {vectors!r}), stop)
"""


def stuck(made: Settings, step: str) -> subprocess.Popen[str]:
    """A build in a process of its own that stays at `step`."""
    program = STUCK.format(tests=str(Path(small.__file__).parent), corpus=str(made.corpus), step=step, vectors=made.vectors)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if line.strip() == step:
            return process
    raise AssertionError(f"the build never reached {step}")


@pytest.mark.parametrize("step", ["vectores", "revisión"])
def test_a_build_killed_halfway_leaves_the_served_index_intact(made, step):
    before, files = snapshot.current_id(made.home), held(serving(made))
    change_seal(made)
    process = stuck(made, step)
    try:
        assert list((made.home / "snapshots").glob("*.tmp"))
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout
        process.stdout.close()
    assert (snapshot.current_id(made.home), held(serving(made))) == (before, files)
    assert any("45 días" in c.text for c in opened(made).claims.values())
    assert wiring.build_index(made)[0].changed == ("hecho-en-mexico",)
    assert not list((made.home / "snapshots").glob("*.tmp"))


def test_a_second_build_refuses_when_it_may_not_wait_and_waits_when_it_may(made):
    change_seal(made)
    process = stuck(made, "palabras")
    ended: list[tuple[float, str]] = []

    def second() -> None:
        change, _ = wiring.build_index(made, wait_s=60)
        ended.append((time.monotonic(), change.snapshot))

    waiting = threading.Thread(target=second)
    try:
        with pytest.raises(IndexBusy, match="Otro proceso está construyendo el índice"):
            wiring.build_index(made, wait_s=0)
        waiting.start()
        time.sleep(0.5)
        assert not ended
    finally:
        killed = time.monotonic()
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
    waiting.join(30)
    assert ended
    assert ended[0][0] > killed
    assert ended[0][1] == snapshot.current_id(made.home)


def test_a_corpus_with_an_error_leaves_the_old_index_serving(made):
    before, files = snapshot.current_id(made.home), held(serving(made))
    small.put(made.corpus, "programas/hecho-en-mexico", small.SEAL.replace("## Costo", "## Precio"))
    with pytest.raises(CorpusError):
        wiring.build_index(made)
    assert (snapshot.current_id(made.home), held(serving(made))) == (before, files)


def test_without_an_index_the_error_says_what_to_run(tmp_path):
    with pytest.raises(IndexMissing, match="corre «asesor indexar»"):
        snapshot.current_id(tmp_path)


def lose(name: str):
    return lambda folder: (folder / name).unlink()


def cut(name: str):
    def do(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: len(data) // 2])

    return do


def old_format(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 1}), "utf-8")


def other_encoder(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "encoder": "st:otro"}), "utf-8")


def lose_words(folder: Path) -> None:
    shutil.rmtree(folder / "tantivy")


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lose("manifest.json"), IndexDamaged), (cut("manifest.json"), IndexDamaged), (lose("vectors.npy"), IndexDamaged),
        (cut("vectors.npy"), IndexDamaged), (cut("fiches.jsonl"), IndexDamaged), (lose("vocabulary.json"), IndexDamaged),
        (lose("held.json"), IndexDamaged), (lose_words, IndexDamaged), (old_format, IndexOutdated), (other_encoder, IndexOutdated),
        (shutil.rmtree, IndexDamaged),
    ],
    ids=["no manifest", "half a manifest", "no vectors", "half the vectors", "half the fiches", "no vocabulary", "no held", "no words",
         "older format", "other encoder", "no folder"],
)  # fmt: skip
def test_an_index_that_cannot_be_used_says_what_to_run(made, damage, error):
    damage(serving(made))
    with pytest.raises(error, match=r"corre «asesor indexar»"):
        opened(made)


@pytest.mark.parametrize("damage", [old_format, other_encoder, cut("fiches.jsonl")])
def test_a_desk_on_an_unusable_index_is_not_ready_and_answers_with_the_reason(made, damage):
    from asesor.domain import AnswerStatus, DialogueState, Turn

    damage(serving(made))
    desk = wiring.build_desk(made)
    assert "asesor indexar" in (desk.ready() or "")
    reply, _ = desk.reply(Turn("hola"), DialogueState())
    assert reply.answer.status is AnswerStatus.FAILED
    assert "asesor indexar" in reply.text


def test_untrained_questions_are_counted(made):
    change, _ = wiring.build_index(made)
    assert change.questions == 30
    assert 0 <= change.untrained <= change.questions
    assert isinstance(change.retrain, bool)


def test_a_lost_reader_says_what_to_run(made, tmp_path):
    (tmp_path / "models").mkdir()
    with pytest.raises(AsesorError, match="make models"):
        snapshot.open_current(made.home, StaticEncoder(MODELS / "encoder"), tmp_path / "models", vector_store="numpy")
