"""A reply as server-sent events: meta, token…, sources, done; or error."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse

from asesor_api.exchange import Exchange
from asesor_api.problems import Problem, translate
from asesor_api.resources import Resources
from asesor_api.schemas import Message

PING_SECONDS = 15.0
"""Proxies close a silent connection after 30 to 60 seconds."""

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
LOG = logging.getLogger("asesor_api")

Event = tuple[str, str]


def format_event(event: Event) -> bytes:
    """One event on the wire; JSON text has no raw line break."""
    return f"event: {event[0]}\ndata: {event[1]}\n\n".encode("utf-8", "replace")


async def respond(exchange: Exchange, resources: Resources, message: Message) -> Response:
    """The stream of a reply; what fails before its first event is an ordinary error response."""
    queue: asyncio.Queue[Event | Problem] = asyncio.Queue()
    resources.spawn(_answer(exchange, message, queue))
    first = await queue.get()
    if isinstance(first, Problem):
        raise first
    return StreamingResponse(_stream(first, queue), media_type="text/event-stream", headers=HEADERS)


async def _answer(exchange: Exchange, message: Message, queue: asyncio.Queue[Event | Problem]) -> None:
    """Fill the queue; goes on when the listener left, so that a repeat finds the stored reply."""
    begun = False

    def tell(name: str, record: dict[str, Any]) -> None:
        nonlocal begun
        begun = True
        queue.put_nowait((name, _dump(record)))

    try:
        body = await exchange.reply(message, tell)
    except Exception as fault:
        problem = translate(fault)
        if problem.status == 500:
            LOG.exception("a streamed reply failed")
        queue.put_nowait(problem)
        return
    record = json.loads(body)
    if not begun:  # a repeat: told again from the store
        tell("meta", {"v": 1, "conversation_id": record["conversation_id"], "message_id": record["message_id"]})
        for statement in record["answer"]:
            tell("token", statement)
    tell("sources", {"citations": record["citations"]})
    queue.put_nowait(("done", body))


async def _stream(first: Event, queue: asyncio.Queue[Event | Problem]) -> AsyncIterator[bytes]:
    yield format_event(first)
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), PING_SECONDS)
        except TimeoutError:
            yield b": ping\n\n"
            continue
        if isinstance(event, Problem):
            yield format_event(("error", _dump(event.record)))
            return
        yield format_event(event)
        if event[0] == "done":
            return


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
