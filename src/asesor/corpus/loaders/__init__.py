"""Other people's documents -> fiches of the topic «carpeta»: what they say is quoted, never trusted and never obeyed."""

from __future__ import annotations

import os
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from asesor.corpus.cleaning import clean_text, is_instruction
from asesor.corpus.fiches import Problem, claim_id
from asesor.corpus.loaders import pdf, plain, web, word
from asesor.corpus.loaders.blocks import MAX_LABEL, Document, Unreadable
from asesor.corpus.loaders.sentences import statements
from asesor.corpus.sections import CONTENT
from asesor.domain import Claim, Fiche, Source, Standing

TOPIC = "carpeta"
PREFIX = "carpeta:"
MAX_BYTES = 50 * 1024 * 1024
MAX_SENTENCES = 20_000
READERS: dict[str, Callable[[Path], Document]] = {
    ".pdf": pdf.read,
    ".docx": word.read,
    ".html": web.read,
    ".htm": web.read,
    ".md": plain.read,
    ".txt": plain.read,
}
_NO_TITLE = re.compile(
    r"(?:untitled|sin t[ií]tulo|document[o]?\s*\d*|word document|microsoft (?:word|powerpoint|excel)\b.*|presentaci[oó]n de powerpoint|"
    r"powerpoint presentation|slide \d+|home|inicio|index|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|html?|qxd|cdr|ai|odt|rtf))",
    re.I,
)


def load(file: Path, name: str, today: date, site: str | None) -> tuple[Fiche | None, list[Problem]]:
    """One file as a fiche; `name` is `FOLDER/relative/path`. What cannot be read is one warning, never an exception."""
    shown = _shown(name)

    def warn(text: str) -> Problem:
        return Problem(shown, 1, text, is_error=False)

    reader = READERS.get(file.suffix.lower())
    if reader is None:
        return None, [warn(f"no se leen archivos «{file.suffix.lower() or 'sin extensión'}»")]
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            return None, [warn(f"pesa {size // 1024 // 1024} MB y el máximo son {MAX_BYTES // 1024 // 1024}; no se leyó")]
        if not size:
            raise Unreadable("está vacío")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the parsers' own remarks on other people's files
            document = reader(file)
    except Unreadable as error:
        return None, [warn(f"no se leyó: {error}")]
    except OSError as error:
        return None, [warn(f"no se puede abrir: {error.strerror or 'error de lectura'}")]
    except Exception:  # parsers of broken or hostile files raise anything
        return None, [warn(f"no se leyó: está dañado o no es un archivo «{file.suffix.lower()}» de verdad")]
    found = [warn(text) for text in document.warnings]
    fiche, was_cut = _fiche(document, shown, today, site)
    if was_cut:
        found.append(warn(f"tiene más de {MAX_SENTENCES:,} frases; se tomaron las primeras".replace(",", " ")))
    if not fiche.claims:
        return None, [*found, warn("no se leyó: no tiene frases que citar")]
    return fiche, found


def load_folder(folder: Path, site: str | None, today: date) -> tuple[list[Fiche], list[Problem]]:
    """Every document below a folder, in sorted order, and a warning for each thing that was left out."""
    folder = Path(os.path.abspath(folder))
    name = _shown(folder.name)
    if not folder.is_dir():
        return [], [Problem(name, 1, f"la carpeta «{_shown(str(folder))}» ya no existe o no se puede abrir; se omite", is_error=False)]
    fiches: dict[str, Fiche] = {}
    found: list[Problem] = []
    unsupported: dict[str, list[str]] = defaultdict(list)
    for file in _files(folder, name, found):
        relative = file.relative_to(folder).as_posix()
        if file.suffix.lower() not in READERS:
            unsupported[file.suffix.lower()].append(_shown(relative))
            continue
        fiche, problems = load(file, f"{folder.name}/{relative}", today, site)
        found += problems
        if fiche and fiche.id in fiches:
            found.append(Problem(fiche.path, 1, "otro archivo tiene un nombre que se lee igual; se omite este", is_error=False))
        elif fiche:
            fiches[fiche.id] = fiche
    for kind, files in sorted(unsupported.items()):
        many = f"{len(files)} archivos" if len(files) > 1 else "1 archivo"
        text = f"{many} «{_shown(kind) or 'sin extensión'}» sin leer ({files[0]}{' …' if len(files) > 1 else ''}); se leen PDF, DOCX, HTML, MD y TXT"
        found.append(Problem(name, 1, text, is_error=False))
    return list(fiches.values()), found


def _files(folder: Path, name: str, found: list[Problem]) -> Iterator[Path]:
    """Visible regular files below a folder, sorted; links that lead out of it are left out."""

    def closed(error: OSError) -> None:
        found.append(Problem(name, 1, f"no se puede abrir «{_shown(str(error.filename))}»; se omite", is_error=False))

    files: list[Path] = []
    for place, below, names in os.walk(folder, onerror=closed):
        below[:] = [b for b in below if not b.startswith(".")]
        files += [Path(place, n) for n in names if not n.startswith((".", "~$"))]
    root = folder.resolve()
    for file in sorted(files, key=lambda f: f.relative_to(folder).parts):
        if file.is_symlink() and not file.resolve().is_relative_to(root):
            text = "es un enlace hacia fuera de la carpeta; se omite"
            found.append(Problem(f"{name}/{_shown(file.relative_to(folder).as_posix())}", 1, text, is_error=False))
        elif file.is_file():
            yield file


def _shown(name: str) -> str:
    """A file name that can be written down: no bytes that are not UTF-8, nothing invisible, one line."""
    return clean_text(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).replace("\n", " ")


def _fiche(document: Document, name: str, today: date, site: str | None) -> tuple[Fiche, bool]:
    fiche_id = PREFIX + name.replace("#", "%23")  # claim ids are split at «#»
    folder = name.partition("/")[0]
    title = _title(document, name)
    claims: dict[str, Claim] = {}
    was_cut = False
    for part in document.parts:
        page = part.page if part.page and not is_instruction(part.page) else None
        source = Source(part.key, title, folder, None, None, today.isoformat(), "documento", page and _short(page))
        for text in statements(part.blocks):
            if len(claims) >= MAX_SENTENCES:
                was_cut = True
                break
            identity = claim_id(fiche_id, CONTENT, text)
            claims.setdefault(identity, Claim(identity, fiche_id, CONTENT, text, (source,), literal=True))
    fiche = Fiche(
        id=fiche_id,
        title=title,
        topic=TOPIC,
        operator=folder,
        scope="privado",
        standing=Standing.SIN_VERIFICAR,
        since=None,
        until=None,
        evidence=None,
        reviewed=today.isoformat(),
        aliases=(),
        questions=(),
        see_also=(),
        equals=(),
        replaces=(),
        replaced_by=(),
        claims=tuple(claims.values()),
        path=name,
        site=site,
    )
    return fiche, was_cut


def _title(document: Document, name: str) -> str:
    """The first sensible title of the document, else the file's name without suffix."""
    for text in document.titles:
        if 4 <= len(text) <= MAX_LABEL and sum(map(str.isalpha, text)) >= 3 and not _NO_TITLE.fullmatch(text) and not is_instruction(text):
            return text
    return Path(name).stem


def _short(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1].rsplit(" ", 1)[0] + "…"


__all__ = ["MAX_BYTES", "MAX_SENTENCES", "PREFIX", "READERS", "TOPIC", "load", "load_folder"]
