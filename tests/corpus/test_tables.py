"""CSV with its sidecar."""

from pathlib import Path

import pytest

from asesor.corpus import tables

SIDECAR = """
titulo: Exportaciones
descripcion: Valor exportado por estado
unidad: millones de dólares
columnas: [{nombre: estado}, {nombre: valor}]
fuente_titulo: Exportaciones por entidad
fuente_editor: INEGI
fuente_url: https://inegi.org.mx/x
fecha_fuente: 2025-12
periodo: 2024
tipo: oficial
"""
ROWS = "estado,valor\nJalisco,100\nSonora,50.5\n"


def read(folder: Path, rows: str | None = ROWS, sidecar: str | None = SIDECAR):
    if rows is not None:
        (folder / "exportaciones.csv").write_text(rows, "utf-8")
    if sidecar is not None:
        (folder / "exportaciones.yaml").write_text(sidecar, "utf-8")
    found, problems = tables.read_all(folder, folder)
    return found, [str(p) for p in problems]


def test_a_table_keeps_its_cells_as_written(tmp_path):
    (table,), problems = read(tmp_path)
    assert problems == []
    assert (table.columns, table.rows) == (("estado", "valor"), (("Jalisco", "100"), ("Sonora", "50.5")))


def test_a_table_has_its_source_and_period(tmp_path):
    (table,), _ = read(tmp_path)
    assert (table.source.publisher, table.source.published, table.source.kind, table.period) == ("INEGI", "2025-12", "oficial", "2024")


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    (table,), _ = read(tmp_path, "\ufeff" + ROWS)
    assert table.columns[0] == "estado"


@pytest.mark.parametrize(
    ("rows", "sidecar", "message"),
    [
        ("estado,monto\nJalisco,1\n", SIDECAR, "exportaciones.csv:1: error: las columnas de exportaciones.yaml no son las del CSV: ['monto', 'valor']"),
        ("estado,valor\nJalisco,1\nSonora\n", SIDECAR, "exportaciones.csv:3: error: 1 celdas en vez de 2"),
        (ROWS, None, "exportaciones.csv:1: error: falta exportaciones.yaml"),
        (ROWS, SIDECAR.replace("unidad: millones de dólares\n", ""), "falta «unidad»"),
        (ROWS, SIDECAR.replace("fuente_url: https://inegi.org.mx/x\n", ""), "falta fuente_url o fuente_documento"),
        ("estado,valor\n", SIDECAR, "la tabla no tiene renglones"),
        (ROWS, "[1, 2", "no se puede leer"),
        (ROWS, "solo texto", "debe ser una lista de «clave: valor»"),
    ],
)
def test_a_broken_table_is_left_out_with_its_problem(tmp_path, rows, sidecar, message):
    found, problems = read(tmp_path, rows, sidecar)
    assert found == []
    assert any(message in p for p in problems), problems


def test_a_table_in_another_encoding_is_one_problem(tmp_path):
    (tmp_path / "exportaciones.csv").write_bytes("estado,valor\nMéxico,1\n".encode("latin-1"))
    found, problems = read(tmp_path, None)
    assert found == []
    assert len(problems) == 1
