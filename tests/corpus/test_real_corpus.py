"""The corpus of the repository keeps the promises of the format."""

import re
from collections import Counter
from datetime import date

import pytest

from asesor.corpus import lexicon, reading
from asesor.language.folding import words
from asesor.settings import CHECKOUT

CORPUS = CHECKOUT / "corpus"
ADDRESS = re.compile(r"\S+\.[a-z]\S*")
COMMON = 20
"""Used this often in the claims, a word is plain Spanish and no misspelling."""


@pytest.fixture(scope="module")
def found():
    return reading.read(CORPUS, date(2026, 11, 21))


@pytest.fixture(scope="module")
def corpus(found):
    return found[0]


def test_it_has_no_errors(found):
    assert [str(p) for p in found[1] if p.is_error] == []


def test_it_has_at_least_55_fiches(corpus):
    assert len(corpus.fiches) >= 55


def test_every_claim_has_a_source(corpus):
    assert [c.id for f in corpus.fiches for c in f.claims if not c.sources] == []


def test_every_source_can_be_looked_up_and_dated(corpus):
    sources = {s for f in corpus.fiches for c in f.claims for s in c.sources}
    assert [s for s in sources if not (s.url or s.title) or not (s.published or s.consulted)] == []


def test_claim_ids_are_unique(corpus):
    assert [i for i, n in Counter(c.id for f in corpus.fiches for c in f.claims).items() if n > 1] == []


def test_every_closed_fiche_says_since_when_and_what_replaced_it(corpus):
    assert [f.id for f in corpus.fiches if f.standing.is_over and not (f.until and f.replaced_by)] == []


def test_every_fiche_has_six_questions_of_its_own(corpus):
    assert [f.id for f in corpus.fiches if len(f.questions) < 6] == []


def test_every_fiche_has_a_hundred_questions(corpus):
    asked = Counter(a.fiche for a in corpus.asked)
    assert [f.id for f in corpus.fiches if asked[f.id] < 100] == []


def test_every_label_leads_to_a_claim(corpus):
    anchors = {f.id: {c.anchor for c in f.claims} for f in corpus.fiches}
    assert [a for a in corpus.asked if set(a.anchors) - anchors[a.fiche or ""]] == []


def test_the_lexicon_has_at_least_250_entries():
    table = lexicon.read(CORPUS / "lexico.toml")
    assert len(table.chat) + len(table.synonyms.meanings) + len(table.needs.meanings) + len(table.nicknames.meanings) >= 250


def test_no_chat_spelling_replaces_a_plain_word(corpus):
    uses = Counter(w for f in corpus.fiches for c in f.claims for w in words(ADDRESS.sub(" ", c.text)))
    table = lexicon.read(CORPUS / "lexico.toml")
    assert [k for k, v in table.chat.items() if uses[k] >= COMMON and v != (k,)] == []


def test_every_nickname_names_fiches_that_exist(corpus):
    known = {f.id for f in corpus.fiches}
    table = lexicon.read(CORPUS / "lexico.toml")
    assert {i for ids in table.nicknames.meanings.values() for i in ids} - known == set()
