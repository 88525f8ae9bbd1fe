"""Folders stay remembered until they are taken out."""

import json
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest

from asesor.corpus import folders
from asesor.errors import CorpusError

TODAY = date(2026, 11, 21)


def made(root: Path, name: str) -> Path:
    (root / name).mkdir(parents=True)
    return root / name


def test_remembered_folders_come_back_in_order_with_their_site(tmp_path: Path) -> None:
    home, one, two = tmp_path / "home", made(tmp_path, "uno"), made(tmp_path, "dos")
    folders.remember(home, one, None)
    folders.remember(home, two, "jalisco")
    assert folders.remembered(home) == ((one, None), (two, "jalisco"))


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert folders.remembered(tmp_path / "home") == ()


def test_remembering_again_changes_the_site_only(tmp_path: Path) -> None:
    home, one = tmp_path / "home", made(tmp_path, "uno")
    folders.remember(home, one, None)
    folders.remember(home, one / ".." / "uno", "puebla")
    assert folders.remembered(home) == ((one, "puebla"),)


def test_a_forgotten_folder_is_gone_even_when_it_no_longer_exists(tmp_path: Path) -> None:
    home, one = tmp_path / "home", made(tmp_path, "uno")
    folders.remember(home, one, None)
    one.rmdir()
    folders.forget(home, one)
    assert folders.remembered(home) == ()


def test_forgetting_an_unknown_folder_says_which_are_known(tmp_path: Path) -> None:
    home, one = tmp_path / "home", made(tmp_path, "uno")
    folders.remember(home, one, None)
    with pytest.raises(CorpusError, match=r"no está entre las recordadas: «.*uno»"):
        folders.forget(home, tmp_path / "otra")


def test_a_folder_that_does_not_exist_cannot_be_remembered(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="No existe la carpeta"):
        folders.remember(tmp_path / "home", tmp_path / "nada", None)


def test_two_folders_of_one_name_would_share_their_ids(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders.remember(home, made(tmp_path, "a/docs"), None)
    with pytest.raises(CorpusError, match="Ya hay una carpeta «docs»"):
        folders.remember(home, made(tmp_path, "b/docs"), None)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"carpetas": [{"carpeta": 3, "sitio": null}]}', '{"carpetas": [{"carpeta": "x", "sitio": null}]}'])
def test_a_damaged_list_is_told_in_spanish(tmp_path: Path, content: str) -> None:
    (tmp_path / folders.FILE).write_text(content)
    with pytest.raises(CorpusError, match="No se puede leer"):
        folders.remembered(tmp_path)


def test_the_list_is_written_whole_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders.remember(home, made(tmp_path, "ñandú"), None)
    assert json.loads((home / folders.FILE).read_text("utf-8"))["carpetas"][0]["carpeta"].endswith("ñandú")
    assert not list(home.glob("*.tmp"))


def test_processes_that_remember_at_once_lose_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    context = get_context("spawn")
    workers = [context.Process(target=folders.remember, args=(home, made(tmp_path, f"c{n}"), None)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {path.name for path, _ in folders.remembered(home)} == {"c0", "c1", "c2", "c3"}


def test_a_vanished_folder_is_a_warning_and_the_others_are_loaded(tmp_path: Path) -> None:
    home, gone, kept = tmp_path / "home", made(tmp_path, "ida"), made(tmp_path, "queda")
    (kept / "a.txt").write_text("La miel paga un arancel de 5 % al entrar.", "utf-8")
    folders.remember(home, gone, None)
    folders.remember(home, kept, "jalisco")
    gone.rmdir()
    fiches, problems = folders.load_all(home, TODAY)
    assert [(f.id, f.site) for f in fiches] == [("carpeta:queda/a.txt", "jalisco")]
    assert [p.is_error for p in problems] == [False]
    assert "ya no existe" in problems[0].text
