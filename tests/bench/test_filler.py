"""Filler passages."""

import dataclasses

from bench.filler import CLAIMS, Words, document, grown

from asesor.corpus import passages
from asesor.corpus.sections import CONTENT
from asesor.domain import Corpus, Standing

SENTENCES = ("El pedimento ampara la salida de las mercancías", "La constancia vence cada año")


def test_the_same_seed_gives_the_same_sentences():
    first, second = Words(SENTENCES, seed=3), Words(SENTENCES, seed=3)
    assert [first.sentence() for _ in range(20)] == [second.sentence() for _ in range(20)]


def test_sentences_are_as_long_as_the_real_ones():
    lengths = {len(Words(SENTENCES, seed=s).sentence().split()) for s in range(40)}
    assert lengths == {8, 5}


def test_a_filler_document_is_one_literal_passage_of_a_folder():
    fiche = document(7, Words(SENTENCES))
    assert fiche.id == "carpeta:relleno/7"
    assert fiche.standing is Standing.SIN_VERIFICAR
    assert len({c.id for c in fiche.claims}) == CLAIMS
    assert all(c.literal and c.section == CONTENT and c.fiche == fiche.id for c in fiche.claims)
    assert len(passages.split(fiche)) == 1


def test_a_corpus_grows_to_the_passages_asked_for_and_never_shrinks():
    real = document(0, Words(SENTENCES))
    corpus = Corpus(
        (
            dataclasses.replace(
                real, id="real", claims=tuple(dataclasses.replace(c, fiche="real") for c in real.claims)
            ),
        ),
        (),
        (),
    )
    assert len(grown(corpus, 50).fiches) == 50
    assert grown(corpus, 0).fiches == corpus.fiches
