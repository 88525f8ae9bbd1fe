"""`serve`: a real uvicorn on a loopback port."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from asesor.errors import SettingsError
from asesor_api import serve

LOAD = Path(__file__).parent / "load.py"


@pytest.fixture
def server():
    """A process that serves, and its address as it printed it."""
    yield from _serving("0")


@pytest.fixture
def slow_server():
    """The same with a desk that takes 1.5 seconds."""
    yield from _serving("1500")


def _serving(busy_ms):
    command = [sys.executable, str(LOAD), "serve", busy_ms, "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    try:
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_prints_its_address_answers_and_streams_over_http(server):
    _, address = server
    assert address.startswith("http://127.0.0.1:")
    with httpx.Client(base_url=address) as client:
        assert client.post("/v1/messages", json={"text": "hola"}).json()["text"] == "Oí: hola [1]"
        with client.stream("POST", "/v1/messages", json={"text": "hola"}, headers={"Accept": "text/event-stream"}) as response:
            names = [line[7:] for line in response.iter_lines() if line.startswith("event: ")]
    assert names == ["meta", "token", "token", "sources", "done"]


def test_control_c_ends_it_in_order(server):
    process, address = server
    assert httpx.get(f"{address}/healthz").status_code == 200
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=15)[0]
    assert process.returncode == 0
    assert "Servicio detenido." in rest
    assert "Traceback" not in rest


def test_answers_under_way_are_finished_before_it_ends(slow_server):
    process, address = slow_server
    got = []
    asking = threading.Thread(target=lambda: got.append(httpx.post(f"{address}/v1/messages", json={"text": "a"}, timeout=20)))
    asking.start()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    asking.join()
    process.wait(timeout=15)
    assert got[0].status_code == 200


def test_a_taken_port_is_a_sentence(server, settings, desk):
    from dataclasses import replace

    port = int(server[1].rpartition(":")[2])
    with pytest.raises(SettingsError, match=rf"127\.0\.0\.1:{port}.*ASESOR_PORT"):
        serve(replace(settings, port=port), desk)
