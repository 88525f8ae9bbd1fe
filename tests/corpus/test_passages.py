"""Fiches cut into passages."""

import small

from asesor.corpus import fiches, passages


def fiche(claims: int):
    body = "## Qué es\n- Es algo.[^dof]\n## Requisitos\n" + "\n".join(f"- Requisito número {n}.[^dof]" for n in range(claims))
    return fiches.parse(small.fiche("larga", body, ("a",)), "programas/larga.md")[0]


def test_a_passage_is_one_section():
    assert [(p.id, p.section, len(p.claims)) for p in passages.split(fiche(3))] == [
        ("larga#que-es", "que-es", 1), ("larga#requisitos", "requisitos", 3),
    ]  # fmt: skip


def test_a_long_section_is_cut_after_eight_claims():
    assert [(p.id, len(p.claims)) for p in passages.split(fiche(17))][1:] == [
        ("larga#requisitos", 8), ("larga#requisitos~2", 8), ("larga#requisitos~3", 1),
    ]  # fmt: skip


def test_no_claim_is_lost_or_moved():
    long = fiche(20)
    assert [c for p in passages.split(long) for c in p.claims] == list(long.claims)
