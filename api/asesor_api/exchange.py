"""A message becomes a stored reply: once per client_message_id, in order within a conversation."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from asesor.conversation import records
from asesor.conversation import state as states
from asesor.domain import DialogueState, Reply, Sentence, Turn
from asesor.errors import StoreConflict
from asesor.store import Conversation, Entry
from asesor_api.measures import Measures
from asesor_api.problems import Problem
from asesor_api.resources import Resources
from asesor_api.schemas import Message

Tell = Callable[[str, dict[str, Any]], None]
"""Told on the event loop: ("meta", ids) first, then ("token", sentence) as they are verified."""

ATTEMPTS = 8
"""Other processes that may get in first before a person is asked to send again."""


def new_id() -> str:
    """128 random bits: whoever knows a conversation's id may read it."""
    return secrets.token_hex(16)


class Exchange:
    """Asks the desk and keeps what it said, in one transaction with the state after it."""

    def __init__(self, resources: Resources, measures: Measures) -> None:
        self._resources = resources
        self._measures = measures
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def reply(self, message: Message, tell: Tell | None = None) -> str:
        """The answer object as JSON text, stored before it is returned. Raises Problem or StoreError."""
        key = message.conversation_id or _opening(message)
        if key is None:
            return await self._reply(message, None, False, tell)
        lock = self._locks.setdefault(key, asyncio.Lock())
        # Almost no first message is a repeat: look it up only when it is likely, or when the answer is streamed.
        look = lock.locked() or tell is not None
        async with lock:
            return await self._reply(message, None if message.conversation_id else key, look, tell)

    async def _reply(self, message: Message, opening: str | None, look: bool, tell: Tell | None) -> str:
        if (reason := self._resources.desk.ready()) is not None:
            raise Problem("no-disponible", reason=reason)  # a stored failure would answer every repeat
        message_id, fresh_id = new_id(), new_id()
        shown: Reply | None = None
        for attempt in range(ATTEMPTS):
            known, stored = await self._known(message, opening if look or attempt else None)
            if stored is not None:
                return stored
            conversation_id = known.id if known else fresh_id
            if tell and attempt == 0:
                tell("meta", {"v": 1, "conversation_id": conversation_id, "message_id": message_id})
            reply, state = await self._ask(message, known, tell if attempt == 0 else None)
            if tell:  # what was emitted is never taken back
                reply = shown = shown or reply
            body = records.encode(records.to_json(reply, conversation_id, message_id))
            entry = Entry(
                conversation_id=conversation_id,
                message_id=message_id,
                text=message.text,
                reply=body,
                status=reply.answer.status.value,
                state=states.dump(state),
                rev=known.rev if known else None,
                channel=message.channel,
                site=message.site,
                client_message_id=message.client_message_id,
                opening=opening,
            )
            try:
                await self._resources.store.record(entry)
            except StoreConflict:
                continue
            self._measures.answered(reply.answer.status.value, reply.latency_ms)
            return body
        raise Problem("conflicto")

    async def _known(self, message: Message, opening: str | None) -> tuple[Conversation | None, str | None]:
        """The conversation so far and the reply this message already got, if any."""
        store = self._resources.store
        if message.conversation_id is None:
            return None, await store.opened(opening) if opening else None
        known = await store.load(message.conversation_id, message.client_message_id)
        if known is None:
            raise Problem("conversacion-desconocida")
        return known, known.reply

    async def _ask(
        self, message: Message, known: Conversation | None, tell: Tell | None
    ) -> tuple[Reply, DialogueState]:
        turn = Turn(text=message.text, channel=message.channel, site=message.site)
        state = states.load(known.state if known else None)
        desk = self._resources.desk
        if tell is None:
            return await self._resources.run(desk.reply, turn, state)
        loop = asyncio.get_running_loop()

        def emit(sentence: Sentence, numbers: tuple[int, ...]) -> None:
            loop.call_soon_threadsafe(tell, "token", records.sentence_json(sentence, numbers))

        return await self._resources.run(desk.reply, turn, state, emit)


def _opening(message: Message) -> str | None:
    """The key under which a first message is found again; everything that must be equal goes in."""
    if message.client_message_id is None:
        return None
    parts = (message.client_message_id, message.site or "", message.channel, message.text)
    return hashlib.blake2s("\0".join(parts).encode()).hexdigest()
