"""`datos/NAME.csv` with `NAME.yaml`: one observation a row; a row is a claim."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import yaml

from asesor.corpus.fiches import Problem, load_yaml
from asesor.domain import Source, Table

REQUIRED = ("titulo", "descripcion", "unidad", "columnas", "fuente_titulo", "fuente_editor", "periodo")


def read_all(folder: Path, root: Path) -> tuple[list[Table], list[Problem]]:
    """All tables of a folder; a table with an error is left out."""
    tables: list[Table] = []
    found: list[Problem] = []
    for file in sorted(folder.glob("*.csv")):
        table, problems = read(file, file.relative_to(root).as_posix())
        found += problems
        if table:
            tables.append(table)
    return tables, found


def read(file: Path, name: str) -> tuple[Table | None, list[Problem]]:
    """One table and its problems."""
    sidecar = file.with_suffix(".yaml")
    if not sidecar.is_file():
        return None, [Problem(name, 1, f"falta {sidecar.name}")]
    try:
        meta = load_yaml(sidecar.read_text("utf-8"))
        rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    except (yaml.YAMLError, UnicodeDecodeError, csv.Error) as error:
        return None, [Problem(name, 1, f"no se puede leer: {error}")]
    if not isinstance(meta, dict):
        return None, [Problem(name, 1, f"{sidecar.name} debe ser una lista de «clave: valor»")]
    found = [Problem(name, 1, f"{sidecar.name}: falta «{key}»") for key in REQUIRED if not meta.get(key)]
    if not (meta.get("fuente_url") or meta.get("fuente_documento")):
        found.append(Problem(name, 1, f"{sidecar.name}: falta fuente_url o fuente_documento"))
    if len(rows) < 2:
        return None, [*found, Problem(name, 1, "la tabla no tiene renglones")]
    header = tuple(rows[0])
    declared = tuple(str(c.get("nombre")) for c in meta.get("columnas") or [] if isinstance(c, dict))
    if declared and set(declared) != set(header):
        found.append(Problem(name, 1, f"las columnas de {sidecar.name} no son las del CSV: {sorted(set(declared) ^ set(header))}"))
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            found.append(Problem(name, number, f"{len(row)} celdas en vez de {len(header)}"))
    if any(p.is_error for p in found):
        return None, found
    source = Source(
        key=file.stem,
        title=str(meta["fuente_titulo"]),
        publisher=str(meta["fuente_editor"]),
        url=str(meta["fuente_url"]) if meta.get("fuente_url") else None,
        published=str(meta["fecha_fuente"]) if meta.get("fecha_fuente") else None,
        consulted=str(meta["consultado"]) if meta.get("consultado") else None,
        kind=str(meta.get("tipo") or "prensa"),
    )
    return Table(
        name=file.stem,
        title=str(meta["titulo"]),
        description=str(meta["descripcion"]),
        unit=str(meta["unidad"]),
        columns=header,
        rows=tuple(tuple(r) for r in rows[1:]),
        source=source,
        period=str(meta["periodo"]),
        notes=str(meta.get("notas") or ""),
    ), found
