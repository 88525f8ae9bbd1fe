"""Whatever is sent: a polite answer or a clear 4xx in Spanish, never a trace."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

POLITE = ["   ", "\u200b\u200d", "🙂🙂", "\x00\x01\x1b[31m", "<script>alert(1)</script>", "'; DROP TABLE turn; --",
          "the quick brown fox", "\ufeff", "a" * 4000, "\u202eoiranoz", "ñandú\r\nsegunda línea"]  # fmt: skip


@pytest.mark.parametrize("text", POLITE)
async def test_odd_texts_reach_the_desk_and_are_answered(ask, text):
    assert (await ask(text))["status"] == "answered"


async def test_half_a_surrogate_pair_is_answered_and_stored(ask, client):
    raw = b'{"text": "cortado \\ud83d", "client_message_id": "m"}'
    response = await client.post("/v1/messages", content=raw, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    export = await client.get(f"/v1/conversations/{response.json()['conversation_id']}")
    assert export.json()["messages"][0]["text"] == "cortado ?"


async def test_invisible_characters_do_not_count(ask):
    await ask("a\u200b" * 4000)


@pytest.mark.parametrize("length", [4001, 20_000])
async def test_a_text_too_long_is_refused_with_its_length(client, problem, length):
    record = problem(await client.post("/v1/messages", json={"text": "a" * length}), 422, "texto-demasiado-largo")
    assert f"{length:,}" in record["detail"]


async def test_a_body_too_large_is_refused_even_when_it_hides_its_size(client, problem):
    problem(await client.post("/v1/messages", json={"text": "a" * 70_000}), 413, "cuerpo-demasiado-grande")

    async def parts():
        for _ in range(20):
            yield b" " * 5_000

    response = await client.post("/v1/messages", content=parts(), headers={"Content-Type": "application/json"})
    problem(response, 413, "cuerpo-demasiado-grande")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe\x00", b"hola", b'{"text": NaN}', b"[" * 60_000, b'{"text": "a"} b', b"\x89PNG\r\n", b"1" * 6000]
)
async def test_what_is_not_json_is_a_400(client, problem, raw):
    problem(await client.post("/v1/messages", content=raw, headers={"Content-Type": "application/json"}), 400, "peticion-invalida")


@pytest.mark.parametrize("record", [[], None, "hola", 3, True])
async def test_json_that_is_no_object_is_a_422_with_an_example(client, problem, record):
    response = await client.post("/v1/messages", content=json.dumps(record), headers={"Content-Type": "application/json"})
    assert "objeto JSON" in problem(response, 422, "datos-invalidos")["detail"]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "a", "conversation_id": "../etc"}, "conversation_id"),
        ({"text": "a", "conversation_id": ""}, "conversation_id"),
        ({"text": "a", "conversation_id": "x" * 65}, "conversation_id"),
        ({"text": "a", "conversation_id": {"a": {"b": []}}}, "conversation_id"),
        ({"text": "a", "client_message_id": "x" * 65}, "client_message_id"),
        ({"text": "a", "client_message_id": "con espacio"}, "client_message_id"),
        ({"text": "a", "channel": "Web!"}, "channel"),
        ({"text": "a", "site": "<b>"}, "site"),
    ],
)
async def test_a_wrong_field_is_named_in_spanish(client, problem, record, field):
    found = problem(await client.post("/v1/messages", json=record), 422, "datos-invalidos")
    assert [e["field"] for e in found["errors"]] == [field]
    assert f"«{field}»" in found["detail"]
    assert found["errors"][0]["detail"] != "no es válido"


@pytest.mark.parametrize("record", [{}, {"rating": 0}, {"rating": True}, {"rating": "1"}, {"rating": 1, "comment": 3},
                                    {"rating": 1, "comment": "x" * 2001}])  # fmt: skip
async def test_a_wrong_opinion_is_refused(ask, client, problem, record):
    message = (await ask())["message_id"]
    problem(await client.post(f"/v1/messages/{message}/feedback", json=record), 422, "datos-invalidos")


async def test_only_json_is_taken(client, problem):
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        response = await client.post("/v1/messages", content=b'{"text":"a"}', headers={"Content-Type": kind})
        problem(response, 415, "tipo-no-admitido")


@pytest.mark.parametrize("query", ["", "q=", "q=a&k=0", "q=a&k=51", "q=a&k=x", "q=a&site=!", "q=" + "a" * 4001])
async def test_a_wrong_search_is_refused(client, problem, query):
    problem(await client.get(f"/v1/search?{query}"), 422, "datos-invalidos")


async def test_unknown_addresses_and_methods_are_problems(client, problem):
    problem(await client.get("/nada"), 404, "no-encontrado")
    problem(await client.get("/v1/messages/"), 404, "no-encontrado")
    refused = await client.put("/v1/messages", json={})
    assert "PUT" in problem(refused, 405, "metodo-no-permitido")["detail"]
    assert refused.headers["allow"] == "POST"


async def test_a_malformed_id_in_an_address_is_refused(client, problem):
    problem(await client.get("/v1/conversations/a b"), 422, "datos-invalidos")
    problem(await client.delete("/v1/conversations/" + "x" * 65), 422, "datos-invalidos")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), raw=st.binary(max_size=80), fields=st.dictionaries(
    st.sampled_from(["conversation_id", "client_message_id", "site", "channel", "x"]),
    st.none() | st.text(max_size=70) | st.integers() | st.lists(st.none()), max_size=3))  # fmt: skip
def test_nothing_anybody_can_type_is_a_server_error(arbitrary, text, raw, fields):
    for body in (json.dumps({**fields, "text": text}).encode(), json.dumps({"text": text}).encode(), raw):
        response = arbitrary(body)
        assert response.status_code < 500
        if response.status_code >= 400:
            assert response.json()["detail"]


@pytest.fixture
def arbitrary(settings, desk):
    """Post bytes to an application that runs in a loop of its own, as hypothesis is synchronous."""
    import asyncio

    import httpx

    from asesor_api import create_app

    app = create_app(settings, desk)
    with asyncio.Runner() as runner:
        context = app.router.lifespan_context(app)
        runner.run(context.__aenter__())
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://asesor")

        def post(body):
            return runner.run(client.post("/v1/messages", content=body, headers={"Content-Type": "application/json"}))

        yield post
        runner.run(client.aclose())
        runner.run(context.__aexit__(None, None, None))
