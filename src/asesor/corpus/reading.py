"""The corpus directory -> Corpus, with all problems of all files in one report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from asesor.corpus import fiches as fiche_files
from asesor.corpus import lexicon, tables
from asesor.corpus import review as rules
from asesor.corpus.fiches import TOPICS, Problem
from asesor.domain import Asked, Corpus, Fiche
from asesor.errors import CorpusError

NONE_FILE = "_ninguna.txt"


def read(root: Path, today: date) -> tuple[Corpus, list[Problem]]:
    """Everything below `root` and every problem; raises CorpusError when there is no corpus at all."""
    if not root.is_dir():
        raise CorpusError(f"No hay corpus en «{root}». Define ASESOR_CORPUS con la carpeta correcta.")
    found: list[Problem] = []
    fiches: list[Fiche] = []
    for topic in TOPICS:
        for file in sorted((root / topic).glob("*.md")):
            fiche, problems = read_fiche(file, root)
            found += problems
            if fiche:
                fiches.append(fiche)
    found += rules.review(fiches, today)
    asked, problems = read_questions(root / "preguntas", fiches)
    found += problems
    none_file = root / "preguntas" / NONE_FILE
    unanswerable, problems = _lines(none_file) if none_file.is_file() else ([], [])
    found += problems
    read_tables, problems = tables.read_all(root / "datos", root)
    found += problems
    try:
        lexicon.read(root / "lexico.toml")
    except CorpusError as error:
        found.append(Problem("lexico.toml", 1, str(error)))
    return Corpus(tuple(fiches), tuple(asked), tuple(unanswerable), tuple(read_tables)), found


def read_fiche(file: Path, root: Path) -> tuple[Fiche | None, list[Problem]]:
    """One fiche; a file that is not UTF-8 text is one problem."""
    name = file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
    try:
        return fiche_files.parse(file.read_text("utf-8"), name)
    except UnicodeDecodeError:
        return None, [Problem(name, 1, "el archivo no es texto UTF-8")]


def load(root: Path, today: date) -> Corpus:
    """A corpus without errors. Raises CorpusError with the whole report otherwise."""
    corpus, found = read(root, today)
    errors = [str(p) for p in found if p.is_error]
    if errors:
        raise CorpusError(f"El corpus tiene {len(errors)} problemas; el índice anterior sigue sirviendo.", tuple(errors))
    return corpus


def read_questions(folder: Path, fiches: list[Fiche]) -> tuple[list[Asked], list[Problem]]:
    """`preguntas/ID.txt`: a question a line, then optionally a tab and the anchors of the claims that answer it."""
    asked: list[Asked] = [Asked(q, f.id) for f in fiches for q in f.questions]
    found: list[Problem] = []
    anchors = {f.id: {c.anchor for c in f.claims} for f in fiches}
    for file in sorted(folder.glob("*.txt")):
        if file.name == NONE_FILE:
            continue
        name = f"preguntas/{file.name}"
        if file.stem not in anchors:
            found.append(Problem(name, 1, f"no hay ficha «{file.stem}»"))
            continue
        lost = 0
        lines, problems = _lines(file)
        found += problems
        for line in lines:
            text, _, marks = line.partition("\t")
            wanted = marks.split()
            kept = tuple(a for a in wanted if a in anchors[file.stem])
            lost += len(wanted) - len(kept)
            asked.append(Asked(text.strip(), file.stem, kept))
        if lost:
            found.append(Problem(name, 1, f"{lost} marcas apuntan a afirmaciones que ya no existen", is_error=False))
    return asked, found


def _lines(file: Path) -> tuple[list[str], list[Problem]]:
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        return [], [Problem(f"preguntas/{file.name}", 1, "el archivo no es texto UTF-8")]
    return [line for line in text.splitlines() if line.strip() and not line.startswith("# ")], []
