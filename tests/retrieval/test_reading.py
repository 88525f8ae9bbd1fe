"""How a question as typed is read."""

import pytest

from asesor.domain import DialogueState
from asesor.retrieval import reading

SEAL = DialogueState(fiche="hecho-en-mexico", question="que es el sello hecho en mexico")


@pytest.fixture
def read(small_index):
    return lambda asked, earlier=None: reading.understand(asked, small_index, earlier)


def test_chat_spellings_are_written_out(read):
    assert read("q ocupo pa exportar xq").words == ("que", "ocupo", "para", "exportar", "porque")


def test_case_accents_and_hidden_characters_make_no_difference(read):
    assert read("¿QUÉ es el Draw\u200bback?").words == read("que es el drawback").words


@pytest.mark.parametrize(("typed", "meant"), [("drawvack", "drawback"), ("identificasion", "identificacion"), ("certificaicon", "certificacion")])
def test_a_misspelled_word_is_corrected_and_said_so(read, typed, meant):
    query = read(f"que es {typed}")
    assert query.words[-1] == meant
    assert (typed, meant) in query.corrected


def test_words_of_the_corpus_are_not_corrected(read):
    assert read("la constancia de situacion fiscal").corrected == ()


@pytest.mark.parametrize("typed", ["quiero el aguilita", "el sello hecho en mexico", "pa lo del logo del águila"])
def test_nicknames_and_aliases_name_their_fiche(read, typed):
    assert read(typed).named == ("hecho-en-mexico",)


def test_a_misspelled_name_is_known_by_its_nickname(read):
    assert read("que paso con el inaden").named == ("fondo-pyme-inadem-fne",)


def test_a_nickname_of_several_fiches_names_them_all(read):
    assert set(read("como pido la devolucion").named) == {"drawback", "drawback-mexico"}


@pytest.mark.parametrize(
    ("typed", "person"),
    [("soy persona fisica", "fisica"), ("somos una persona moral", "moral"), ("mi empresa es SA de CV", "moral"), ("tengo una tienda", None)],
)
def test_the_kind_of_person_is_read(read, typed, person):
    assert read(typed).person == person


def test_places_institutions_products_and_years_are_read(read):
    query = read("vendo miel en guadalajara y Monterrey a Canadá, lo pide la Secretaría de Economía en 2026")
    assert query.states == ("jalisco", "nuevo-leon")
    assert (query.countries, query.institutions, query.products, query.years) == (("canada",), ("se",), ("miel",), (2026,))


def test_what_is_asked_for_is_read_as_sections(read):
    assert read("cuánto cuesta y que necesito").sections == ("costo", "requisitos")


def test_synonyms_and_needs_add_words_and_replace_none(read):
    query = read("quiero lana y ponerle el aguila")
    assert {"dinero", "sello", "marca"} <= set(query.extra)
    assert "lana" in query.words


@pytest.mark.parametrize("typed", ["¿y cuánto cuesta?", "y si soy persona física", "cuanto tarda"])
def test_a_short_question_without_a_name_follows_up(read, typed):
    query = read(typed, SEAL)
    assert (query.follows_up, query.topic) == (True, "hecho-en-mexico")


@pytest.mark.parametrize("typed", ["que es el inadem", "drawbackk para empresas que importan insumos textiles de china hacia tijuana y monterrey con plazos"])
def test_a_question_of_its_own_follows_nothing(read, typed):
    assert not read(typed, SEAL).follows_up


def test_the_first_message_follows_nothing(read):
    assert not read("¿y cuánto cuesta?", DialogueState()).follows_up


def test_a_follow_up_keeps_the_person(read):
    state = DialogueState(fiche="hecho-en-mexico", person="moral")
    assert read("¿y cuánto cuesta?", state).person == "moral"


def test_a_new_person_replaces_the_kept_one(read):
    state = DialogueState(fiche="hecho-en-mexico", person="moral")
    assert read("no, soy persona fisica", state).person == "fisica"


@pytest.mark.parametrize("typed", ["más", "dame más", "y qué más hay", "mas info porfa"])
def test_more_is_understood(read, typed):
    assert reading.wants_more(read(typed))


@pytest.mark.parametrize("typed", ["¿de dónde sacas eso?", "cual es tu fuente", "quien lo dice"])
def test_asking_for_the_source_is_understood(read, typed):
    assert reading.asks_source(read(typed))


@pytest.mark.parametrize("typed", ["que es el drawback", "mas requisitos para el sello hecho en mexico"])
def test_a_question_is_neither(read, typed):
    assert not reading.wants_more(read(typed))
    assert not reading.asks_source(read(typed))


@pytest.mark.parametrize("typed", ["", " \n\t", "🙂🙂", "\u200b\u202e", "¿¿¿???", "漢字"])
def test_what_has_no_words_is_read_as_no_words(read, typed):
    assert read(typed).words == ()


def test_a_very_long_message_is_read_to_a_bound(read):
    assert len(read("exportar " * 5000).words) == reading.MAX_WORDS
