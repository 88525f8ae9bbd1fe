"""Load on POST /v1/messages with a desk that burns 3 ms (`serve real`: the real one, on the index of ASESOR_HOME): `taskset -c 1 .venv/bin/python tests/api/load.py serve`, then
`taskset -c 0 .venv/bin/python tests/api/load.py send`. Prints answers a second and the latencies
seen; the server prints at Ctrl-C what an answer cost in processor time, which other load on the machine does not change."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

PORT = 8123
QUESTIONS = Path(__file__).parents[2] / "corpus" / "preguntas"


def serve(kind: str = "3", port: int = PORT) -> None:
    """A server on a new SQLite file with the real desk, or one that burns `kind` ms; port 0 is any free one."""
    from scripted import ScriptedDesk

    import asesor_api
    from asesor import wiring
    from asesor.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_env(), store=f"sqlite+aiosqlite:///{folder}/load.db")
        desk = _Counting(wiring.build_desk(settings) if kind == "real" else ScriptedDesk(busy_ms=float(kind)))
        began = time.process_time()
        asesor_api.serve(replace(settings, port=port), desk)
        spent = (time.process_time() - began) * 1000 / max(1, desk.replies)
        print(
            f"{spent:.2f} ms of processor time an answer, {desk.seconds * 1000 / max(1, desk.replies):.2f} of it at the desk: "
            f"{1000 / spent:.0f} answers/s a core"
        )


class _Counting:
    """A desk that counts its replies and the processor time they took."""

    def __init__(self, desk: Any) -> None:
        self._desk, self.replies, self.seconds = desk, 0, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def reply(self, *arguments: Any) -> Any:
        """The desk's own reply."""
        began = time.thread_time()
        try:
            return self._desk.reply(*arguments)
        finally:
            self.replies += 1
            self.seconds += time.thread_time() - began


async def send(total: int, clients: int) -> None:
    """`clients` connections, each with conversations of four different questions; raw HTTP, so the sender is cheap."""
    took: list[float] = []
    left = iter(range(total))
    run = time.time_ns()
    asked = [line.split("\t")[0] for file in sorted(QUESTIONS.glob("*.txt")) for line in file.read_text("utf-8").splitlines()]
    random.Random(7).shuffle(asked)

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        conversation = None
        for n in left:
            body = json.dumps({"conversation_id": conversation, "client_message_id": f"{run}-{n}", "text": asked[n % len(asked)]}).encode()
            head = f"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            began = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in answer.splitlines()[0], answer
            length = next(int(line[15:]) for line in answer.lower().splitlines() if line.startswith(b"content-length:"))
            record = json.loads(await reader.readexactly(length))
            took.append(time.perf_counter() - began)
            conversation = record["conversation_id"] if n % 4 else None
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    took.sort()
    print(
        f"{total / (time.perf_counter() - began):.0f} answers/s with {clients} clients; "
        f"p50 {took[total // 2] * 1000:.1f} ms, p99 {took[int(total * 0.99)] * 1000:.1f} ms"
    )


if __name__ == "__main__":
    words = sys.argv[2:]
    if sys.argv[1] == "serve":
        serve(*words[:1], *(int(port) for port in words[1:]))
    else:
        asyncio.run(send(*(int(n) for n in words + ["2000", "16"][len(words) :])))
