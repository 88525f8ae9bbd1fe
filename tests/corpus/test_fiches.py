"""One Markdown file -> one fiche, with every problem and its line."""

import re

import pytest
import small

from asesor.corpus import fiches
from asesor.domain import Standing

PATH = "programas/hecho-en-mexico.md"


def problems(text: str, path: str = PATH) -> list[str]:
    return [str(p) for p in fiches.parse(text, path)[1]]


def line_of(text: str, part: str) -> int:
    return next(i for i, line in enumerate(text.split("\n"), 1) if part in line)


def read(text: str = small.SEAL, path: str = PATH):
    fiche, found = fiches.parse(text, path)
    assert not found
    return fiche


def test_a_good_fiche_has_no_problem():
    assert problems(small.SEAL) == []


def test_the_head_becomes_the_fiche():
    fiche = read()
    assert (fiche.id, fiche.title, fiche.topic, fiche.standing) == ("hecho-en-mexico", "Marca Hecho en México", "programas", Standing.VIGENTE)
    assert fiche.aliases == ("sello hecho en mexico", "logo del aguila")


def test_every_list_item_is_a_claim_of_its_section():
    assert [c.section for c in read().claims] == ["que-es"] * 2 + ["requisitos"] * 3 + ["costo"] * 2 + ["plazo", "contacto"]


def test_a_claim_carries_the_sources_it_was_written_from():
    claim = next(c for c in read().claims if "gratuito" in c.text)
    assert [(s.key, s.kind, s.published) for s in claim.sources] == [("dof", "oficial", "2025-02-17"), ("prensa", "prensa", "2025-08")]


def test_attributes_follow_the_marks():
    claim = next(c for c in read().claims if "promoción" in c.text)
    assert (claim.since, claim.until, claim.person) == ("2025-02-17", "2025-06-30", None)


def test_a_claim_keeps_its_line():
    claim = next(c for c in read().claims if "gratuito" in c.text)
    assert claim.line == line_of(small.SEAL, "gratuito")


def test_the_marks_are_no_part_of_the_text():
    assert not any("[^" in c.text or "{" in c.text for c in read().claims)


def test_the_id_of_a_claim_outlives_accents_case_and_its_neighbours():
    before = {c.text: c.id for c in read().claims}
    after = {c.text: c.id for c in read(small.SEAL.replace("## Costo\n", "## Costo\n- Otra cosa del sello.[^dof]\n")).claims}
    assert before.items() <= after.items()
    assert fiches.claim_id("a", "costo", "Es Gratuíto") == fiches.claim_id("a", "costo", "es gratuito")


def test_the_id_of_a_claim_names_fiche_and_section():
    assert all(re.fullmatch(rf"hecho-en-mexico#{c.section}\.[0-9a-f]{{8}}", c.id) for c in read().claims)


def test_a_table_row_is_a_claim():
    text = small.SEAL.replace("## Plazo", "## Montos\n| Tipo | Monto |\n|---|---|\n| Micro | $10 |[^dof]\n## Plazo").replace("| Tipo | Monto |\n", "")
    assert "Micro · $10" in [c.text for c in read(text).claims]


def test_a_paragraph_over_two_lines_is_one_claim():
    text = small.SEAL.replace("- El trámite del sello Hecho en México es gratuito.", "El trámite del sello\nHecho en México es gratuito.")
    assert "El trámite del sello Hecho en México es gratuito." in [c.text for c in read(text).claims]


def test_windows_line_ends_make_no_difference():
    fiche, found = fiches.parse(small.SEAL.replace("\n", "\r\n"), PATH)
    assert (fiche, found) == (read(), [])


def test_nothing_invisible_enters_a_claim():
    assert "gratuito" in " ".join(c.text for c in read(small.SEAL.replace("gratuito", "gra\u200btui\U000e0041to")).claims)


def test_a_partial_date_stays_as_written():
    assert read(small.SEAL.replace("evidencia_al: 2026-01-05", "evidencia_al: 2026-01")).evidence == "2026-01"


BROKEN = [
    ("gratuito.[^dof][^prensa]", "gratuito.", "afirmación sin fuente", "gratuito."),
    ("gratuito.[^dof][^prensa]", "gratuito.[^otra]", "la fuente «otra» no está en «fuentes»", "gratuito."),
    ("El trámite del sello", "El trámite[^dof] del sello", "las marcas de fuente van juntas al final", "El trámite[^dof]"),
    ("## Costo", "## Precio", "sección desconocida «Precio»", "## Precio"),
    ("## Costo", "### Costo", "sección desconocida «Costo»", "### Costo"),
    ("{persona=fisica}", "{edad=30}", "atributo desconocido «edad=30»", "{edad=30}"),
    ("{persona=fisica}", "{persona=ambas}", "persona es «fisica» o «moral»", "{persona=ambas}"),
    ("hasta=2025-06-30", "hasta=junio", "«hasta: junio» no es una fecha", "hasta=junio"),
    ("operador: Secretaría de Economía", "encargado: SE", "clave desconocida «encargado»", "encargado:"),
    ("tema: programas", "tema: cocina", "tema desconocido «cocina»", "tema: cocina"),
    ("ambito: federal", "ambito: municipal", "ámbito desconocido «municipal»", "ambito: municipal"),
    ("estado: vigente", "estado: abierto", "estado desconocido «abierto»", "estado: abierto"),
    ("verificado_el: 2026-11-01", "verificado_el: 2026-13-01", "«verificado_el: 2026-13-01» no es una fecha", "verificado_el:"),
    ("id: hecho-en-mexico", "id: Hecho_en", "solo puede llevar minúsculas", "id: Hecho_en"),
    ("id: hecho-en-mexico", "id: otra-cosa", "no es el nombre del archivo", "id: otra-cosa"),
    ("alias: [sello hecho en mexico, logo del aguila]", "alias: sello", "«alias» debe ser una lista de textos", "alias: sello"),
    ("fecha: 2025-02-17, tipo: oficial, consultado: 2026-11-21", "tipo: oficial", "fuente «dof»: falta fecha o consultado", "fuentes:"),
    ('url: "https://dof.gob.mx/acuerdo", ', "", "fuente «dof»: falta url o documento", "fuentes:"),
    ("tipo: oficial", "tipo: rumor", "fuente «dof»: tipo desconocido «rumor»", "fuentes:"),
    ("tipo: oficial", "tipo: oficial, autor: yo", "fuente «dof»: clave desconocida «autor»", "fuentes:"),
    ("fecha: 2025-02-17", "fecha: hoy", "«dof.fecha: hoy» no es una fecha", "fuentes:"),
    ("estado: vigente", "estado: cerrado", "una ficha cerrada o sustituida dice cuándo", "estado: cerrado"),
    ("## Contacto", "## Costo\n- El trámite del sello Hecho en México es gratuito.[^dof]\n## Contacto", "la misma afirmación está dos veces", None),
]


@pytest.mark.parametrize(("good", "bad", "message", "where"), BROKEN, ids=[b[2] for b in BROKEN])
def test_a_broken_fiche_is_reported_with_message_and_line(good, bad, message, where):
    assert good in small.SEAL
    text = small.SEAL.replace(good, bad, 1)
    found = [p for p in fiches.parse(text, PATH)[1] if message in p.text]
    assert found, problems(text)
    assert found[0].is_error
    assert str(found[0]).startswith(f"{PATH}:{found[0].line}: error: ")
    if where:
        assert found[0].line == line_of(text, where)


@pytest.mark.parametrize("key", ["titulo", "tema", "operador", "ambito", "estado", "verificado_el", "preguntas", "fuentes"])
def test_a_missing_key_is_named(key):
    text = re.sub(rf"^{key}:.*\n(?:  .*\n)*", "", small.SEAL, count=1, flags=re.M)
    assert f"{PATH}:1: error: falta «{key}»" in problems(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "falta el encabezado"),
        ("## Costo\n- Gratis.[^a]\n", "falta el encabezado"),
        ("---\n[1, 2\n---\n", "el encabezado no es YAML válido"),
        ("---\nsolo texto\n---\n", "el encabezado debe ser una lista de «clave: valor»"),
        ("---\nfuentes: ninguna\n---\n", "«fuentes» debe ser «clave:"),
        ("---\nfuentes: {dof: texto}\n---\n", "la fuente «dof» debe ser {titulo:"),
        ("---\nid: x\n---\n", "la ficha no tiene ninguna afirmación"),
        ("---\nid: x\n---\nSin sección.[^a]\n", "afirmación fuera de una sección conocida"),
    ],
)
def test_a_file_that_is_no_fiche_is_told_what_is_missing(text, message):
    assert any(message in p for p in problems(text))


def test_yaml_trouble_is_reported_on_its_line():
    text = "---\nid: x\ntitulo: \"sin cerrar\ntema: programas\n---\n- x[^a]\n"
    assert re.match(r".*:[2-5]: error: el encabezado no es YAML", problems(text)[0])


def test_all_problems_of_a_fiche_come_in_one_report():
    text = small.SEAL.replace("estado: vigente", "estado: abierto").replace("## Costo", "## Precio").replace("{persona=fisica}", "{edad=3}")
    found = " ".join(problems(text))
    assert all(m in found for m in ("estado desconocido", "sección desconocida", "atributo desconocido"))
