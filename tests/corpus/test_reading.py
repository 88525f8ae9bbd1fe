"""A corpus folder -> Corpus, with all problems of all files in one report."""

from pathlib import Path

import pytest
import small

from asesor.corpus import reading
from asesor.errors import CorpusError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small.write(tmp_path)


def load(root: Path):
    return reading.load(root, small.TODAY)


def report(root: Path) -> list[str]:
    return [str(p) for p in reading.read(root, small.TODAY)[1]]


def test_a_good_corpus_loads_whole(root):
    assert {f.id for f in load(root).fiches} == {Path(name).name for name in small.FICHES}


def test_one_report_names_the_problems_of_all_files(root):
    small.put(root, "programas/hecho-en-mexico", small.SEAL.replace("## Costo", "## Precio"))
    small.put(root, "programas/drawback", small.TWIN.replace("tema: programas", "tema: cocina"))
    (root / "lexico.toml").write_text("[chat\n", "utf-8")
    with pytest.raises(CorpusError) as caught:
        load(root)
    told = "\n".join(caught.value.problems)
    assert all(m in told for m in ("hecho-en-mexico.md:", "sección desconocida", "drawback.md:", "tema desconocido", "lexico.toml:1:"))


def test_the_error_says_how_many_and_that_the_old_index_serves(root):
    small.put(root, "programas/drawback", small.TWIN.replace("tema: programas", "tema: cocina"))
    with pytest.raises(CorpusError, match=r"1 problemas.*sigue sirviendo"):
        load(root)


def test_a_warning_does_not_stop_the_corpus(root):
    small.put(root, "programas/drawback", small.TWIN.replace("2026-11-01", "2026-01-01"))
    assert "aviso" in " ".join(report(root))
    assert load(root)


def test_a_missing_folder_says_what_to_set(tmp_path):
    with pytest.raises(CorpusError, match="ASESOR_CORPUS"):
        load(tmp_path / "nada")


def test_a_fiche_that_is_no_text_is_one_problem(root):
    (root / "programas" / "binaria.md").write_bytes(b"\xff\xfe\x00\x01")
    assert "programas/binaria.md:1: error: el archivo no es texto UTF-8" in report(root)


def test_questions_come_with_the_claims_that_answer_them(root):
    fiche = next(f for f in load(root).fiches if f.id == "hecho-en-mexico")
    anchor = next(c.anchor for c in fiche.claims if "gratuito" in c.text)
    (root / "preguntas" / "hecho-en-mexico.txt").write_text(f"# nota\n\nme cobran algo\t{anchor}\nsin marca\n", "utf-8")
    asked = {a.text: a.anchors for a in load(root).asked if a.fiche == "hecho-en-mexico"}
    assert asked["me cobran algo"] == (anchor,)
    assert asked["sin marca"] == ()
    assert "# nota" not in asked


def test_the_questions_of_the_fiche_itself_are_asked_too(root):
    assert "¿Qué es el Drawback?" in {a.text for a in load(root).asked if a.fiche == "drawback"}


def test_a_lost_label_is_a_warning_and_the_question_stays(root):
    (root / "preguntas" / "drawback.txt").write_text("me regresan algo\tcosto.00000000\n", "utf-8")
    assert any("preguntas/drawback.txt:1: aviso: 1 marcas" in p for p in report(root))
    assert ("me regresan algo", ()) in {(a.text, a.anchors) for a in load(root).asked}


def test_questions_of_no_fiche_are_an_error(root):
    (root / "preguntas" / "fantasma.txt").write_text("hola\n", "utf-8")
    assert "preguntas/fantasma.txt:1: error: no hay ficha «fantasma»" in report(root)


def test_messages_that_must_not_be_answered_have_their_own_file(root):
    (root / "preguntas" / "_ninguna.txt").write_text("cómo cuido un gato\n", "utf-8")
    assert load(root).unanswerable == ("cómo cuido un gato",)
