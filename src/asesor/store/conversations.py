"""Conversations with their turns: written as one, read back whole, erased without trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from asesor.errors import StoreConflict, StoreError
from asesor.store import engine as engines
from asesor.store import schema, statements
from asesor.store.writer import Work, Writer
from asesor.texts import text

T = TypeVar("T")

OPENING_LIFE = timedelta(minutes=10)
"""How long a repeated first message finds its conversation: retries take seconds, ids of two people may clash."""


def now() -> datetime:
    """UTC without a zone, as every date in the store."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known before a turn: `rev` counts the turns so far, `reply` answers a repeated message."""

    id: str
    state: dict[str, Any]
    rev: int
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One turn to record; `rev` is the revision it was answered on, None for a new conversation."""

    conversation_id: str
    message_id: str
    text: str
    reply: str
    status: str
    state: dict[str, Any]
    rev: int | None
    channel: str
    site: str | None = None
    client_message_id: str | None = None
    opening: str | None = None
    at: datetime = field(default_factory=now)


class Store:
    """Asynchronous store of conversations; what goes wrong is a StoreError with a Spanish message."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer = Writer(engine.execution_options(**engines.WRITE))

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect, migrate and be ready."""
        store = cls(engines.connect(url))
        try:
            await store._write(_upgrade)
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Finish the writes that were accepted, then let go of the connections."""
        await self._writer.close()
        await self._engine.dispose()

    async def check(self) -> None:
        """Raise StoreError when the store does not answer."""
        await self._read(lambda connection: connection.execute(statements.ALIVE).scalar())

    async def load(self, conversation_id: str, client_message_id: str | None = None) -> Conversation | None:
        """A conversation, with the reply already given to `client_message_id` if there was one."""
        wanted = {"of_id": conversation_id, "of_message": client_message_id}
        row = await self._read(lambda connection: connection.execute(statements.LOAD, wanted).first())
        return None if row is None else Conversation(row.id, row.state, row.rev, row.reply)

    async def opened(self, opening: str) -> str | None:
        """The reply already given to a first message with this key, while it is young."""
        wanted = {"of_opening": opening, "since": now() - OPENING_LIFE}
        return await self._read(lambda connection: connection.execute(statements.OPENED, wanted).scalar())

    async def record(self, entry: Entry) -> None:
        """Keep a turn and the state after it. Raises StoreConflict when somebody else wrote first."""
        await self._write(_record, entry)

    async def export(self, conversation_id: str) -> dict[str, Any] | None:
        """Everything held about a conversation; each reply as the JSON text that was sent."""
        return await self._read(lambda connection: _export(connection, conversation_id))

    async def erase(self, conversation_id: str) -> bool:
        """Delete a conversation, its turns and their feedback; False when there was none."""
        return bool(await self._write(_erase, conversation_id))

    async def rate(self, message_id: str, rating: int, comment: str | None) -> bool:
        """Keep the latest opinion on a reply; False when the message is unknown."""
        opinion = {"turn_id": message_id, "rating": rating, "comment": comment, "created_at": now()}
        return bool(await self._write(_rate, opinion))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        with _faults():
            async with self._engine.connect() as connection:
                return await connection.run_sync(work)

    async def _write(self, work: Work, item: Any = None) -> Any:
        with _faults():
            return await self._writer.run(work, item)


@contextmanager
def _faults() -> Iterator[None]:
    """SQLAlchemy's and the drivers' exceptions as ours."""
    try:
        yield
    except IntegrityError as problem:
        raise StoreConflict(text("api.store_conflict")) from problem
    except (SQLAlchemyError, sqlite3.Error, OSError) as problem:
        reason = getattr(problem, "orig", None) or problem
        raise StoreError(text("api.store_unusable", reason=reason)) from problem


def _upgrade(connection: Connection, items: Sequence[None]) -> Sequence[None]:
    schema.upgrade(connection)
    return items


def _record(connection: Connection, entries: Sequence[Entry]) -> list[None]:
    """Write turns of different conversations with one statement for each table."""
    _begin(connection, [entry for entry in entries if entry.rev is None])
    _advance(connection, [entry for entry in entries if entry.rev is not None])
    rows = [
        {
            "id": entry.message_id,
            "conversation_id": entry.conversation_id,
            "rev": (entry.rev or 0) + 1,
            "client_message_id": entry.client_message_id,
            "text": entry.text,
            "reply": entry.reply,
            "status": entry.status,
            "created_at": entry.at,
        }
        for entry in entries
    ]
    connection.execute(statements.ADD_TURN, rows)
    return [None] * len(entries)


def _begin(connection: Connection, entries: list[Entry]) -> None:
    """Rows of new conversations; an expired opening gives up its key first."""
    openings = [{"of_opening": e.opening, "since": e.at - OPENING_LIFE} for e in entries if e.opening]
    if openings:
        connection.execute(statements.EXPIRE, openings)
    rows = [
        {
            "id": entry.conversation_id,
            "site": entry.site,
            "channel": entry.channel,
            "state": entry.state,
            "rev": 1,
            "opening": entry.opening,
            "created_at": entry.at,
            "updated_at": entry.at,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(statements.BEGIN, rows)


def _advance(connection: Connection, entries: list[Entry]) -> None:
    """Compare and set each revision; StoreConflict unless every one was as expected."""
    rows = [
        {"of_id": e.conversation_id, "of_rev": e.rev, "new_state": e.state, "new_rev": (e.rev or 0) + 1, "at": e.at}
        for e in entries
    ]
    if rows and connection.dialect.supports_sane_multi_rowcount:
        changed = connection.execute(statements.ADVANCE, rows).rowcount
    else:
        changed = sum(connection.execute(statements.ADVANCE, row).rowcount for row in rows)
    if changed != len(rows):
        raise StoreConflict(text("api.store_conflict"))


def _export(connection: Connection, conversation_id: str) -> dict[str, Any] | None:
    wanted = {"of_id": conversation_id}
    head = connection.execute(statements.CONVERSATION_OF, wanted).first()
    if head is None:
        return None
    return {
        "conversation_id": head.id,
        "site": head.site,
        "channel": head.channel,
        "created_at": _instant(head.created_at),
        "updated_at": _instant(head.updated_at),
        "state": head.state,
        "messages": [
            {
                "message_id": turn.id,
                "client_message_id": turn.client_message_id,
                "created_at": _instant(turn.created_at),
                "text": turn.text,
                "status": turn.status,
                "reply": turn.reply,
                "feedback": None if turn.rating is None else {"rating": turn.rating, "comment": turn.comment},
            }
            for turn in connection.execute(statements.TURNS_OF, wanted)
        ],
    }


def _erase(connection: Connection, ids: Sequence[str]) -> list[bool]:
    return [[connection.execute(s, {"of_id": id}).rowcount for s in statements.ERASE][-1] == 1 for id in ids]


def _rate(connection: Connection, opinions: Sequence[dict[str, Any]]) -> list[bool]:
    known = []
    for opinion in opinions:
        wanted = {"of_id": opinion["turn_id"]}
        known.append(connection.execute(statements.TURN_EXISTS, wanted).first() is not None)
        if known[-1]:
            connection.execute(statements.FORGET_OPINION, wanted)
            connection.execute(statements.ADD_OPINION, opinion)
    return known


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds") + "Z"
