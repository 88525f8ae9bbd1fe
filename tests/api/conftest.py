"""Fixtures of the API: a scripted desk, a real SQLite file, a client without sockets."""

import sys
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from scripted import ScriptedDesk

from asesor.settings import Settings
from asesor_api import create_app


@pytest.fixture
def settings(tmp_path):
    """Settings of a home of their own."""
    return Settings.from_env({"ASESOR_HOME": str(tmp_path)})


@pytest.fixture
def desk():
    """A desk that echoes."""
    return ScriptedDesk()


@pytest.fixture
async def client(settings, desk):
    """A client of a running application."""
    app = create_app(settings, desk)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://asesor") as client,
    ):
        yield client


@pytest.fixture
def ask(client):
    """Ask and get the answer object; `stream=True` gets it as [(event, data)]."""

    async def ask(text="hola", stream=False, **fields):
        headers = {"Accept": "text/event-stream"} if stream else {}
        response = await client.post("/v1/messages", json={"text": text, **fields}, headers=headers)
        assert response.status_code == 200, response.text
        return read_events(response.text) if stream else response.json()

    return ask


@pytest.fixture
def problem():
    """Check that a response is a documented Spanish problem and give its object."""

    def check(response, status, kind):
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        record = response.json()
        assert record["type"] == f"/problemas#{kind}"
        assert record["status"] == status
        assert record["title"]
        assert record["detail"]
        assert "Traceback" not in response.text
        return record

    return check


def read_events(text):
    """Server-sent events as [(name, decoded data)]."""
    import json

    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found
