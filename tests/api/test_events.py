"""POST /v1/messages as server-sent events."""

import asyncio
import json

import asesor_api.events
from asesor_api.events import format_event


async def test_a_stream_is_meta_tokens_sources_done(ask):
    told = await ask("sello", stream=True)
    assert [name for name, _ in told] == ["meta", "token", "token", "sources", "done"]
    meta, answer = told[0][1], told[-1][1]
    assert meta["v"] == 1
    assert (meta["conversation_id"], meta["message_id"]) == (answer["conversation_id"], answer["message_id"])
    assert [data for name, data in told if name == "token"] == answer["answer"][:2]
    assert told[3][1]["citations"] == answer["citations"]


async def test_stream_and_json_give_the_same_answer_object(ask, client):
    streamed = (await ask("sello", stream=True, client_message_id="m-1"))[-1][1]
    assert await ask("sello", client_message_id="m-1") == streamed
    plain = await ask("sello")
    varying = ("conversation_id", "message_id", "latency_ms")
    assert {k: v for k, v in plain.items() if k not in varying} == {k: v for k, v in streamed.items() if k not in varying}


async def test_a_repeat_is_streamed_from_the_store(ask, desk):
    answer = await ask("sello", client_message_id="m-1")
    told = await ask("sello", stream=True, client_message_id="m-1")
    assert told[0][1]["message_id"] == answer["message_id"]
    assert told[-1][1] == answer
    assert len(desk.heard) == 1


async def test_nothing_buffers_or_caches_a_stream(client):
    response = await client.post("/v1/messages", json={"text": "hola"}, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"


async def test_a_fault_in_mid_stream_is_an_error_event_without_trace(ask, desk, caplog):
    desk.fault, desk.fault_after = RuntimeError("secreto"), 1
    told = await ask("hola", stream=True)
    assert [name for name, _ in told] == ["meta", "token", "error"]
    assert told[-1][1]["type"] == "/problemas#error-interno"
    assert "secreto" not in json.dumps(told)
    assert "secreto" in caplog.text


async def test_a_silent_stream_is_kept_alive(client, desk, monkeypatch):
    monkeypatch.setattr(asesor_api.events, "PING_SECONDS", 0.01)
    desk.pause = 0.05
    response = await client.post("/v1/messages", json={"text": "hola"}, headers={"Accept": "text/event-stream"})
    assert ": ping\n\n" in response.text
    assert response.text.rstrip().rpartition("event: ")[2].startswith("done")


async def test_bad_input_is_refused_before_the_stream_begins(client, problem):
    response = await client.post("/v1/messages", json={"text": ""}, headers={"Accept": "text/event-stream"})
    problem(response, 422, "datos-invalidos")


async def test_who_hangs_up_finds_the_reply_on_asking_again(ask, client, desk):
    desk.pause = 0.1
    lost = asyncio.create_task(ask("hola", stream=True, client_message_id="colgu"))
    await asyncio.sleep(0.05)
    lost.cancel()
    await asyncio.gather(lost, return_exceptions=True)
    await ask("hola", client_message_id="colgu")
    assert len(desk.heard) == 1


def test_an_event_is_one_name_one_line_of_data_and_a_blank_line():
    assert format_event(("token", '{"a":"é"}')) == 'event: token\ndata: {"a":"é"}\n\n'.encode()
