"""Sentences as Spanish writes them, cut so that each can be quoted alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asesor.corpus.loaders.blocks import Block, Kind
from asesor.corpus.loaders.sentences import LONGEST, SHORTEST, cut, is_page_number, split, statements


@pytest.mark.parametrize(
    "sentences",
    [
        ["Según el art. 36 de la Ley, presenta el pedimento.", "Después paga."],
        ["Lo firma Comercial del Norte, S.A. de C.V. Monterrey en el contrato.", "Luego sigue."],
        ["La vende Comercial del Norte, S.A. de C.V.", "La empresa tiene tres plantas."],
        ["Cabe en el núm. 5 de la lista.", "El núm. Seis no."],
        ["Se exporta a EE. UU. Texas es el destino."],
        ["Se exporta a EE. UU.", "El destino es Texas."],
        ["Cuesta $ 1,250.50 MXN.", "Tarda 3.5 días."],
        ["¿Cuánto cuesta?", "¡Nada!", "Es gratis."],
        ["El Dr. Juan A. Pérez lo aprobó.", "Fin."],
        ["Abre a las 9 a. m. y cierra a las 2 p. m.", "Los sábados no abre."],
        ["Contesta que no.", "El trámite sigue."],
        ["Ve el No. 45 de la calle.", "Ahí es."],
        ["Dijo «ya está.»", "Y se fue."],
        ["1. Presenta la solicitud completa.", "2. Espera la respuesta."],
        ["Rige desde 2026.", "3 días después se publica."],
        ["El INADEM sigue abierto. [1]", "Es falso."],
        ["Visita www.gob.mx o escribe a x@sat.gob.mx hoy.", "Fin."],
    ],
)
def test_sentences_end_where_spanish_ends_them(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_long_sentences_are_cut_at_semicolons_then_commas() -> None:
    by_semicolon = "uno dos tres, " * 20 + "fin de la primera parte; " + "cuatro cinco seis, " * 12 + "fin."
    assert cut(by_semicolon)[0].endswith("fin de la primera parte;")
    assert all(p.endswith((",", ".")) for p in cut("uno dos tres cuatro, " * 60 + "y termina aquí."))


@given(st.text(alphabet="aé ;,.", min_size=1, max_size=2000))
def test_pieces_are_never_too_long_and_lose_nothing(text: str) -> None:
    pieces = cut(text.strip())
    assert all(len(p) <= LONGEST for p in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.builds(Block, st.sampled_from(Kind), st.text(max_size=900)), max_size=12))
def test_whatever_the_blocks_a_statement_has_25_to_400_characters(blocks: list[Block]) -> None:
    assert all(SHORTEST <= len(s) <= LONGEST for s in statements(blocks))


def test_short_items_go_together_and_the_last_one_leans_on_the_one_before() -> None:
    items = [Block(Kind.ITEM, t) for t in ("RFC vigente", "CURP", "Identificación oficial", "Comprobante de domicilio reciente", "Dos fotos")]
    assert list(statements(items)) == ["RFC vigente · CURP · Identificación oficial", "Comprobante de domicilio reciente · Dos fotos"]


def test_a_short_sentence_stays_with_its_paragraph() -> None:
    assert list(statements([Block(Kind.TEXT, "Sí. El trámite completo es gratuito para todos.")])) == ["Sí. El trámite completo es gratuito para todos."]


def test_tables_of_contents_rulers_and_bare_figures_are_not_said() -> None:
    blocks = [Block(Kind.TEXT, t) for t in ("Requisitos para exportar ............ 12", "2024 1,250 3,400 5,600 7,800 9,100", "_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _")]
    assert list(statements(blocks)) == []


@pytest.mark.parametrize("line", ["3", "- 3 -", "Página 3 de 10", "3/10", "Pág. 3", "Page 3 of 9", "| 12 |"])
def test_page_numbers_are_told(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["3 días", "Artículo 3", "10 de 20 cajas", "2026-11-21 x"])
def test_other_lines_with_figures_are_no_page_numbers(line: str) -> None:
    assert not is_page_number(line)
