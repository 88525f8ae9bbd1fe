"""The real server under load: different questions, bounded concurrency, everything stored, no answer cache."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench import machine, questions
from bench.arithmetic import a_second, percentile
from bench.children import BenchError, environment, run, say, start

REQUESTS = 1000
QUICK_REQUESTS = 200
CLIENTS = 16
WARM_UP = 100
ALONE = 200
"""Questions asked over one connection, one after the other, for the latency without waiting."""
START_SECONDS = 120


@dataclass(slots=True)
class Sent:
    """What came back: milliseconds of each answer, HTTP codes, statuses of answers, faults of the connection."""

    ms: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def measure(quick: bool = False) -> dict[str, Any]:
    """`asesor servir` on one core with SQLite in a new home, the sender on another."""
    count = QUICK_REQUESTS if quick else REQUESTS
    texts = questions.sampled(count + WARM_UP + ALONE)
    cores = machine.cores()
    with tempfile.TemporaryDirectory(prefix="asesor-bench-") as name:
        home = Path(name)
        env = environment(home)
        say("http: building the index")
        built = run([sys.executable, "-m", "asesor.cli", "indexar"], env)
        if built.code:
            raise BenchError(f"asesor indexar ended with {built.code}:\n{built.output[-2000:]}")
        port = _free_port()
        say("http: starting the server")
        began = time.perf_counter()
        server = start(
            [sys.executable, "-m", "asesor.cli", "servir", "--puerto", str(port)],
            env,
            cores[0],
            stdout=subprocess.DEVNULL,
        )
        pinned = len(cores) > 1 and machine.stay_on([cores[-1]])
        try:
            _wait(port, server)
            ready = time.perf_counter() - began
            asyncio.run(send(port, texts[:WARM_UP], CLIENTS))
            say(f"http: {ALONE} questions over one connection")
            alone = asyncio.run(send(port, texts[WARM_UP : WARM_UP + ALONE], 1))
            say(f"http: {count} questions over {CLIENTS} connections")
            spent = machine.cpu_seconds(server.pid)
            sent = asyncio.run(send(port, texts[WARM_UP + ALONE :], CLIENTS))
            after = machine.cpu_seconds(server.pid)
        finally:
            machine.stay_on(cores)
            server.send_signal(signal.SIGTERM)
            _, status, usage = os.wait4(server.pid, 0)
            server.returncode = os.waitstatus_to_exitcode(status)
        cpu = after - spent if spent is not None and after is not None else None
        return {
            "requests": count,
            "clients": CLIENTS,
            "server_pinned": pinned,
            "ready_s": ready,
            "seconds": sent.seconds,
            "server_cpu_s": cpu,
            "a_second_wall": a_second(len(sent.ms), sent.seconds),
            "a_second_a_core": a_second(len(sent.ms), cpu) if cpu else None,
            "p50_ms": percentile(sent.ms, 0.5),
            "p99_ms": percentile(sent.ms, 0.99),
            "alone_p50_ms": percentile(alone.ms, 0.5),
            "alone_p99_ms": percentile(alone.ms, 0.99),
            "errors": sent.faults.total() + sum(n for code, n in sent.codes.items() if code != 200),
            "faults": dict(sent.faults),
            "codes": {str(k): v for k, v in sent.codes.items()},
            "statuses": dict(sent.statuses),
            "stored": _stored(home),
            "asked_in_all": len(texts),
            "peak_mb": machine.peak_mb(usage),
        }


async def send(port: int, texts: list[str], clients: int) -> Sent:
    """Ask every text once, each in a conversation of its own, over `clients` connections."""
    sent = Sent()
    left = iter(texts)
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, left, sent) for _ in range(clients)))
    sent.seconds = time.perf_counter() - began
    return sent


async def _client(port: int, left: Iterator[str], sent: Sent) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for text in left:
        body = json.dumps({"text": text, "channel": "whatsapp"}).encode()
        head = f"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        began = time.perf_counter()
        try:
            writer.write(head.encode() + body)
            code, answer = await _answer(reader)
        except (OSError, EOFError, ValueError) as fault:
            sent.faults[type(fault).__name__] += 1
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        sent.ms.append((time.perf_counter() - began) * 1000)
        sent.codes[code] += 1
        if code == 200:
            sent.statuses[str(json.loads(answer)["status"])] += 1
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Code and body of one HTTP/1.1 answer that says its length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lines = head.split("\r\n")
    length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")), 0)
    return int(lines[0].split()[1]), await reader.readexactly(length)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise BenchError(f"asesor servir ended with {server.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise BenchError(f"asesor servir was not ready after {START_SECONDS} s")


def _stored(home: Path) -> int:
    """Turns in the store."""
    with sqlite3.connect(f"file:{home / 'asesor.db'}?mode=ro", uri=True) as store:
        return int(store.execute("select count(*) from turn").fetchone()[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
