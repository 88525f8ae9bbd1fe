"""The JSON object that the command line and the API share."""

from __future__ import annotations

import json

import pytest

from asesor.conversation import records
from asesor.domain import DialogueState, Turn

FIELDS = {"conversation_id", "message_id", "text", "status", "abstained", "answer", "citations", "suggestions", "actions", "attachments", "latency_ms"}
CITATION = {"n", "fiche", "title", "publisher", "url", "published", "consulted", "kind", "standing", "page", "claims"}


@pytest.fixture
def record(small_desk):
    def of(asked: str) -> dict:
        return records.to_json(small_desk.reply(Turn(asked), DialogueState())[0], "c-1", "m-1")

    return of


def test_the_object_has_the_fields_of_the_contract(record):
    found = record("sigue abierto el inadem")
    assert set(found) == FIELDS
    assert all(set(c) == CITATION for c in found["citations"])
    assert all(set(s) == {"text", "claim_ids", "n"} for s in found["answer"])
    assert all(set(c) == {"id", "section", "quote", "quote_kind"} for citation in found["citations"] for c in citation["claims"])


def test_every_sentence_leads_to_its_claims(record):
    found = record("sigue abierto el inadem")
    cited = {n["n"]: {c["id"] for c in n["claims"]} for n in found["citations"]}
    for sentence in found["answer"]:
        assert sentence["n"]
        assert set(sentence["claim_ids"]) <= set().union(*(cited[n] for n in sentence["n"]))


def test_our_own_wording_is_not_called_a_quotation(record):
    assert {c["quote_kind"] for n in record("sigue abierto el inadem")["citations"] for c in n["claims"]} == {"fiche"}


def test_what_stays_unanswered_says_so(record):
    found = record("escríbeme un poema de amor")
    assert (found["status"], found["abstained"], found["answer"], found["citations"]) == ("out_of_scope", True, [], [])


@pytest.mark.parametrize("value", ["ñandú 🙂", "\ud800", "plain"])
def test_any_text_becomes_json_that_utf8_can_carry(value):
    assert json.loads(records.encode({"text": value}).encode("utf-8"))
