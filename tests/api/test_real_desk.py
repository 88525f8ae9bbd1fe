"""The API over the real desk, on the corpus of the checkout."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from asesor.settings import Settings
from asesor_api import create_app
from asesor_api.schemas import Answered


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Settings whose index holds the whole corpus, in a home of its own."""
    from asesor import wiring

    home = tmp_path_factory.mktemp("casa")
    found = Settings.from_env({"ASESOR_HOME": str(home), "ASESOR_VECTORS": "numpy"})
    wiring.build_index(found)
    return found


@pytest.fixture
async def client(settings):
    """A client of an application that builds its own desk."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://asesor") as client,
    ):
        yield client


async def test_a_question_as_typed_gets_a_cited_answer(client, ask):
    assert (await client.get("/readyz")).json() == {"ready": True}
    answer = await ask("q necesito pa sacar el sello hecho en mexico")
    Answered.model_validate(answer, strict=True)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["fiche"] == "hecho-en-mexico"
    numbers = {c["n"] for c in answer["citations"]}
    assert all(statement["n"] and set(statement["n"]) <= numbers for statement in answer["answer"])
    cited = {claim["id"] for citation in answer["citations"] for claim in citation["claims"]}
    assert all(set(statement["claim_ids"]) <= cited for statement in answer["answer"])


async def test_what_is_streamed_is_the_beginning_of_the_answer(ask):
    told = await ask("que es immex", stream=True)
    tokens = [data for name, data in told if name == "token"]
    assert tokens
    assert told[-1][1]["answer"][: len(tokens)] == tokens


async def test_a_follow_up_knows_what_it_is_about(ask):
    first = await ask("que requisitos pide hecho en mexico")
    second = await ask("¿y cuánto cuesta?", conversation_id=first["conversation_id"])
    assert second["citations"][0]["fiche"] == "hecho-en-mexico"


async def test_many_conversations_at_once_are_answered_each_by_itself(ask):
    answers = await asyncio.gather(*(ask(f"que es {name}") for name in ("immex", "prosec", "resico") * 5))
    assert {a["status"] for a in answers} == {"answered"}
    assert len({a["conversation_id"] for a in answers}) == 15


async def test_search_finds_passages(client):
    found = (await client.get("/v1/search", params={"q": "requisitos immex", "k": 3})).json()["passages"]
    assert len(found) == 3
    assert found[0]["fiche"] == "immex"


async def test_without_an_index_it_says_what_to_run(settings, tmp_path, problem):
    app = create_app(replace(settings, home=tmp_path, store=f"sqlite+aiosqlite:///{tmp_path}/a.db"))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://asesor") as client,
    ):
        assert "asesor indexar" in problem(await client.get("/readyz"), 503, "no-disponible")["reason"]
        problem(await client.post("/v1/messages", json={"text": "hola"}), 503, "no-disponible")
        problem(await client.get("/v1/search?q=hola"), 503, "no-disponible")
