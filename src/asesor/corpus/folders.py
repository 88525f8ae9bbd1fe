"""Folders of other people's documents, remembered in HOME/carpetas.json until they are taken out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from asesor.corpus import loaders
from asesor.corpus.fiches import Problem
from asesor.domain import Fiche
from asesor.errors import CorpusError

FILE = "carpetas.json"
WAIT_S = 10.0
"""Seconds to wait for another process that is writing the list."""


def remember(home: Path, folder: Path, site: str | None) -> None:
    """Adds a folder or changes its site. Raises CorpusError when it is no folder or its name is taken."""
    folder = Path(os.path.abspath(folder))
    if not folder.is_dir():
        raise CorpusError(f"No existe la carpeta «{folder}».")
    if not folder.name:
        raise CorpusError(f"«{folder}» no puede indexarse completa: elige una carpeta con nombre.")
    with _alone(home):
        known = dict(remembered(home))
        for other in known:
            if other != folder and other.name == folder.name:
                raise CorpusError(
                    f"Ya hay una carpeta «{folder.name}» («{other}»). Cámbiale el nombre a una, o quita la otra con --quitar."
                )
        known[folder] = site
        _write(home, known)


def forget(home: Path, folder: Path) -> None:
    """Takes a folder out, also one that no longer exists. Raises CorpusError when it was not remembered."""
    folder = Path(os.path.abspath(folder))
    with _alone(home):
        known = dict(remembered(home))
        if folder not in known:
            listed = ", ".join(f"«{k}»" for k in known) or "ninguna"
            raise CorpusError(f"La carpeta «{folder}» no está entre las recordadas: {listed}.")
        del known[folder]
        _write(home, known)


def remembered(home: Path) -> tuple[tuple[Path, str | None], ...]:
    """Folders with the site they belong to, in the order in which they were added. Raises CorpusError on a damaged list."""
    file = home / FILE
    try:
        entries = json.loads(file.read_text("utf-8"))["carpetas"]
        return tuple((_path(e["carpeta"]), _site(e["sitio"])) for e in entries)
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise CorpusError(f"No se puede leer «{file}». Bórralo y vuelve a indexar tus carpetas con --carpeta.") from error


def load_all(home: Path, today: date) -> tuple[list[Fiche], list[Problem]]:
    """The fiches of every remembered folder; one that has vanished is a warning."""
    fiches: list[Fiche] = []
    found: list[Problem] = []
    for folder, site in remembered(home):
        more, problems = loaders.load_folder(folder, site, today)
        fiches += more
        found += problems
    return fiches, found


def _path(value: object) -> Path:
    if not isinstance(value, str) or not os.path.isabs(value):
        raise ValueError(value)
    return Path(value)


def _site(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(value)
    return value


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home / f"{FILE}.lock", timeout=WAIT_S):
            yield
    except Timeout as error:
        raise CorpusError("Otro proceso está cambiando la lista de carpetas. Inténtalo en un momento.") from error


def _write(home: Path, known: dict[Path, str | None]) -> None:
    entries = [{"carpeta": str(folder), "sitio": site} for folder, site in known.items()]
    fresh = home / f"{FILE}.{os.getpid()}.tmp"
    try:
        with fresh.open("w", encoding="utf-8") as out:
            json.dump({"version": 1, "carpetas": entries}, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, home / FILE)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
