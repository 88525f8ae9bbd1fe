import json
from pathlib import Path

import pytest

from asesor.evaluation import facts, gold

HECHOS = Path(__file__).parents[3] / "shared" / "hechos"


def test_section_names_of_facts_become_sections_of_fiches() -> None:
    assert facts.section_of("errores_comunes") == "errores-comunes"
    assert facts.section_of("Comisiones 2026") == "costo"
    assert facts.section_of("Algo nuevo") is None


@pytest.mark.skipif(not HECHOS.is_dir(), reason="shared/hechos does not stand beside the checkout")
def test_every_section_name_of_hechos_is_mapped() -> None:
    assert [f.id for f in facts.load(HECHOS).values() if f.section is None] == []


def test_the_section_where_a_fiche_says_the_fact_counts_as_asked(desk, write, case, tmp_path) -> None:
    write("respuestas", case())
    fact = {
        "id": "h-1",
        "ficha": "sello",
        "seccion": "requisitos",
        "hecho": "La autorización del sello dura 5 años.",
    }
    folder = write("programas", fact, folder="hechos")
    assert facts.find([tmp_path / "gold"]) == folder
    [one] = gold.load([tmp_path / "gold"]).cases
    assert facts.asked(one, facts.load(folder), desk.index.fiches) == {"requisitos", "vigencia"}


def test_without_facts_no_section_is_asked_for(desk, write, case) -> None:
    [one] = gold.load([write("respuestas", case())]).cases
    assert facts.asked(one, facts.load(None), desk.index.fiches) == frozenset()


def test_lines_that_are_no_facts_are_skipped(tmp_path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"id": "a"}) + "\n\n", "utf-8")
    assert facts.load(tmp_path) == {}
