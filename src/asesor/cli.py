"""asesor at the terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Asesor de PyMEs mexicanas: respuestas con fuentes y fechas.")
corpus_app = typer.Typer(no_args_is_help=True, help="Revisar y probar las fichas.")
app.add_typer(corpus_app, name="corpus")


@corpus_app.command()
def revisar(solo: Annotated[list[str] | None, typer.Option("--solo")] = None, ids: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Busca errores y avisos en el corpus."""
    from asesor.corpus import reading

    root = Path(__file__).resolve().parents[2] / "corpus"
    _, found = reading.read(root, date(2026, 11, 21))
    wanted = set((solo or []) + (ids or []))
    for p in found:
        if not wanted or Path(p.path).stem in wanted:
            print(p)
