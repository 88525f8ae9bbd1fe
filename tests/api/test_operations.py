"""Health, readiness, metrics, pages and the OpenAPI document."""

import asyncio
import re

import httpx
import pytest
from scripted import ScriptedDesk

import asesor_api.resources
from asesor.errors import IndexMissing
from asesor_api import create_app
from asesor_api.problems import STATUS


async def test_a_living_process_says_so(client):
    response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_ready_when_desk_and_store_are(client):
    assert (await client.get("/readyz")).json() == {"ready": True}


async def test_not_ready_says_what_to_do_and_takes_no_messages(client, desk, problem):
    desk.unready = "No hay índice. Corre «asesor indexar»."
    record = problem(await client.get("/readyz"), 503, "no-disponible")
    assert record["ready"] is False
    assert record["reason"] == record["detail"] == desk.unready
    for accept in ("application/json", "text/event-stream"):
        refused = await client.post("/v1/messages", json={"text": "hola"}, headers={"Accept": accept})
        assert problem(refused, 503, "no-disponible")["detail"] == desk.unready


async def test_a_store_that_cannot_be_opened_is_a_reason_and_is_tried_again(tmp_path, settings, desk, problem, monkeypatch):
    monkeypatch.setattr(asesor_api.resources, "REFRESH_SECONDS", 0.05)
    blocked = tmp_path / "asesor.db"
    blocked.write_text("esto no es una base de datos " * 100, "utf-8")
    app = create_app(settings, desk)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://asesor") as client,
    ):
        assert "ASESOR_STORE" in problem(await client.get("/readyz"), 503, "no-disponible")["reason"]
        problem(await client.post("/v1/messages", json={"text": "hola"}), 503, "no-disponible")
        blocked.unlink()
        for _ in range(100):
            if (await client.get("/readyz")).status_code == 200:
                break
            await asyncio.sleep(0.05)
        assert (await client.post("/v1/messages", json={"text": "hola"})).status_code == 200


async def test_a_desk_that_cannot_be_built_is_a_reason_too(settings, problem, monkeypatch):
    def fail(_settings):
        raise IndexMissing("Falta el índice: corre «asesor indexar».")

    monkeypatch.setattr(asesor_api.resources, "_build_desk", fail)
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://asesor") as client,
    ):
        assert "asesor indexar" in problem(await client.get("/readyz"), 503, "no-disponible")["reason"]
        assert (await client.get("/healthz")).status_code == 200


async def test_the_desk_is_asked_to_refresh(settings, desk, monkeypatch):
    monkeypatch.setattr(asesor_api.resources, "REFRESH_SECONDS", 0.01)
    app = create_app(settings, desk)
    async with app.router.lifespan_context(app):
        assert await asyncio.to_thread(desk.refreshed.wait, 5)
    assert not desk.closed  # it was lent, not given


async def test_its_own_desk_is_closed_at_the_end(settings, monkeypatch):
    built = ScriptedDesk()
    monkeypatch.setattr(asesor_api.resources, "_build_desk", lambda _settings: built)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        assert not built.closed
    assert built.closed


async def test_metrics_count_by_route_not_by_address(client, ask):
    answer = await ask()
    await client.get(f"/v1/conversations/{answer['conversation_id']}")
    await client.get("/nada/de/nada")
    text = (await client.get("/metrics")).text
    assert 'asesor_http_requests_total{method="POST",route="/v1/messages",status="200"} 1.0' in text
    assert 'route="/v1/conversations/{conversation_id}",status="200"' in text
    assert 'route="none",status="404"' in text
    assert 'asesor_answers_total{status="answered"} 1.0' in text
    assert "asesor_desk_seconds_count 1.0" in text
    assert answer["conversation_id"] not in text


async def test_an_unexpected_fault_is_a_plain_problem_and_is_logged(client, desk, problem, caplog):
    desk.fault = RuntimeError("secreto")
    for response in (await client.get("/v1/search?q=a"), await client.post("/v1/messages", json={"text": "a"})):
        problem(response, 500, "error-interno")
        assert "secreto" not in response.text
    assert "secreto" in caplog.text
    assert 'status="500"' in (await client.get("/metrics")).text


@pytest.mark.parametrize("path", ["/demo", "/demo/demo.js", "/demo/demo.css", "/demo/icon.svg", "/problemas"])
async def test_pages_come_whole_from_the_package(client, path):
    response = await client.get(path)
    assert response.status_code == 200
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", response.text.replace("http://www.w3.org", ""))
    assert "<style" not in response.text
    assert not re.search(r"\son\w+=|style=", response.text.split("<template")[0] if path == "/demo" else "")


async def test_the_root_leads_to_the_chat(client):
    response = await client.get("/")
    assert (response.status_code, response.headers["location"]) == (307, "/demo")


async def test_every_problem_type_is_documented_under_its_uri(client):
    page = (await client.get("/problemas")).text
    document = (await client.get("/openapi.json")).json()
    for kind in STATUS:
        assert f'id="{kind}"' in page
        assert f"/problemas#{kind}" in document["info"]["description"]


async def test_every_route_has_an_example_and_documents_its_problems(client):
    document = (await client.get("/openapi.json")).json()
    assert set(document["paths"]) >= {
        "/v1/messages", "/v1/messages/{message_id}/feedback", "/v1/conversations/{conversation_id}", "/v1/search",
        "/healthz", "/readyz", "/metrics",
    }  # fmt: skip
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            assert "500" in route["responses"], path
            if "requestBody" in route:
                assert route["requestBody"]["content"]["application/json"]["schema"]["examples"]
            good = next(r for status, r in route["responses"].items() if status.startswith("2"))
            for kind, content in good.get("content", {}).items():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                assert name == "" or schemas[name]["examples"], (path, method, kind)
