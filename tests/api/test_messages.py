"""POST /v1/messages: the contract."""

import asyncio

from asesor.domain import AnswerStatus
from asesor_api.schemas import Answered


async def test_an_answer_has_exactly_the_fields_of_the_contract(ask):
    answer = await ask("¿qué necesito?")
    assert list(answer) == [
        "conversation_id", "message_id", "text", "status", "abstained", "answer", "citations",
        "suggestions", "actions", "attachments", "latency_ms",
    ]  # fmt: skip
    Answered.model_validate(answer, strict=True)
    assert answer["text"] == "Oí: ¿qué necesito? [1]"
    assert answer["status"] == "answered"
    assert answer["abstained"] is False
    assert answer["latency_ms"] >= 0


async def test_statements_carry_claims_and_citation_numbers_lead_first_then_the_rest(ask):
    answer = await ask("sello")
    assert [s["text"] for s in answer["answer"]] == ["Oí: sello", "Tarda diez días hábiles.", "También cuenta esto."]
    assert [s["n"] for s in answer["answer"]] == [[1], [2], [1]]
    assert answer["answer"][1]["claim_ids"] == ["hecho-en-mexico#plazo.5e6f7a8b", "carpeta:guia/a.pdf#p1.00000000"]


async def test_citations_say_who_when_and_whether_the_words_are_ours(ask):
    first, second = (await ask())["citations"]
    assert {k: first[k] for k in ("n", "fiche", "title", "publisher", "kind", "standing", "page")} == {
        "n": 1, "fiche": "hecho-en-mexico", "title": "Acuerdo del sello", "publisher": "DOF",
        "kind": "oficial", "standing": "vigente", "page": "3",
    }  # fmt: skip
    assert (first["published"], first["consulted"]) == ("2025-02-17", "2026-11-21")
    assert second["url"] is None
    assert [c["quote_kind"] for c in second["claims"]] == ["fiche", "literal"]
    assert first["claims"][0] == {
        "id": "hecho-en-mexico#requisitos.1a2b3c4d",
        "section": "Requisitos",
        "quote": "Identificación oficial vigente.",
        "quote_kind": "fiche",
    }


async def test_suggestions_and_actions_are_there_to_be_pressed(ask):
    answer = await ask()
    assert answer["suggestions"] == ["¿Cuánto cuesta?", "¿Dónde se tramita?"]
    assert answer["actions"] == [{"label": "Hablar con una persona", "send": "persona"}]


async def test_not_covered_and_out_of_scope_are_abstentions(ask, desk):
    for status in AnswerStatus:
        desk.status = status
        answer = await ask()
        assert answer["status"] == status.value
        assert answer["abstained"] is (status in (AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE))


async def test_channel_and_site_reach_the_desk(ask, desk):
    await ask("hola", channel="whatsapp", site="economia")
    assert (desk.heard[0].channel, desk.heard[0].site) == ("whatsapp", "economia")


async def test_a_conversation_remembers_its_state(ask, client):
    first = await ask("uno")
    second = await ask("dos", conversation_id=first["conversation_id"])
    assert second["conversation_id"] == first["conversation_id"]
    export = (await client.get(f"/v1/conversations/{first['conversation_id']}")).json()
    assert export["state"]["turns"] == 2
    assert export["state"]["question"] == "dos"


async def test_conversations_without_id_are_new_ones(ask):
    assert (await ask())["conversation_id"] != (await ask())["conversation_id"]


async def test_an_unknown_conversation_is_not_created(client, problem):
    for accept in ("application/json", "text/event-stream"):
        response = await client.post(
            "/v1/messages", json={"conversation_id": "inventada", "text": "hola"}, headers={"Accept": accept}
        )
        problem(response, 404, "conversacion-desconocida")
    problem(await client.get("/v1/conversations/inventada"), 404, "conversacion-desconocida")


async def test_a_repeat_returns_the_same_bytes_and_asks_nobody(client, desk):
    start = (await client.post("/v1/messages", json={"text": "uno"})).json()
    body = {"conversation_id": start["conversation_id"], "client_message_id": "m-1", "text": "dos"}
    first = await client.post("/v1/messages", json=body)
    again = await client.post("/v1/messages", json=body)
    assert again.content == first.content
    assert len(desk.heard) == 2


async def test_a_repeated_first_message_finds_its_conversation(client):
    body = {"client_message_id": "6f1a2b3c", "text": "hola"}
    first = await client.post("/v1/messages", json=body)
    again = await client.post("/v1/messages", json=body)
    assert again.content == first.content


async def test_the_same_client_id_with_another_first_text_is_another_conversation(ask):
    first = await ask("uno", client_message_id="1")
    other = await ask("dos", client_message_id="1")
    assert other["conversation_id"] != first["conversation_id"]


async def test_equal_requests_that_race_get_one_reply(client, desk):
    desk.pause = 0.02
    start = (await client.post("/v1/messages", json={"text": "uno"})).json()
    for conversation in (None, start["conversation_id"]):
        body = {"conversation_id": conversation, "client_message_id": "carrera", "text": "dos"}
        responses = await asyncio.gather(*(client.post("/v1/messages", json=body) for _ in range(12)))
        assert {r.status_code for r in responses} == {200}
        assert len({r.content for r in responses}) == 1
    assert len((await client.get(f"/v1/conversations/{start['conversation_id']}")).json()["messages"]) == 2


async def test_fifty_messages_at_once_in_one_conversation_are_all_answered_and_counted(ask, client):
    conversation = (await ask("primera"))["conversation_id"]
    answers = await asyncio.gather(*(ask(f"n {i}", conversation_id=conversation) for i in range(50)))
    assert {a["text"] for a in answers} == {f"Oí: n {i} [1]" for i in range(50)}
    export = (await client.get(f"/v1/conversations/{conversation}")).json()
    assert len(export["messages"]) == 51
    assert export["state"]["turns"] == 51
    assert len({m["message_id"] for m in export["messages"]}) == 51


async def test_feedback_is_kept_and_the_last_one_counts(ask, client):
    answer = await ask()
    address = f"/v1/messages/{answer['message_id']}/feedback"
    assert (await client.post(address, json={"rating": 1})).json() == {
        "message_id": answer["message_id"], "rating": 1, "comment": None,
    }  # fmt: skip
    half = b'{"rating": -1, "comment": "no era eso \\ud800"}'
    await client.post(address, content=half, headers={"Content-Type": "application/json"})
    export = (await client.get(f"/v1/conversations/{answer['conversation_id']}")).json()
    assert export["messages"][0]["feedback"] == {"rating": -1, "comment": "no era eso ?"}


async def test_an_export_holds_the_messages_and_the_replies_as_they_were_sent(ask, client):
    answer = await ask("una pregunta", client_message_id="m-1")
    export = (await client.get(f"/v1/conversations/{answer['conversation_id']}")).json()
    (message,) = export["messages"]
    assert message["text"] == "una pregunta"
    assert message["client_message_id"] == "m-1"
    assert message["reply"] == answer
    assert message["created_at"].endswith("Z")


async def test_an_erased_conversation_is_gone_with_its_messages(ask, client, problem):
    answer = await ask("secreto", client_message_id="m-1")
    address = f"/v1/conversations/{answer['conversation_id']}"
    erased = await client.delete(address)
    assert (erased.status_code, erased.content) == (204, b"")
    problem(await client.get(address), 404, "conversacion-desconocida")
    problem(await client.delete(address), 404, "conversacion-desconocida")
    feedback = await client.post(f"/v1/messages/{answer['message_id']}/feedback", json={"rating": 1})
    problem(feedback, 404, "mensaje-desconocido")
    assert (await ask("secreto", client_message_id="m-1"))["conversation_id"] != answer["conversation_id"]


async def test_search_gives_passages_with_scores_and_sources(client):
    found = (await client.get("/v1/search", params={"q": "sello", "k": 3})).json()
    (passage,) = found["passages"]
    assert passage["score"] == 0.75
    assert passage["claims"][0]["sources"][0]["publisher"] == "DOF"
