"""Conversations with their turns: written as one, read back whole, erased without trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from asesor.errors import StoreConflict, StoreError
from asesor.store import engine as engines
from asesor.store import schema
from asesor.store.tables import CONVERSATION, FEEDBACK, TURN
from asesor.store.writer import Writer
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
        engine = engines.connect(url)
        store = cls(engine)
        try:
            await store._write(schema.upgrade)
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
        await self._read(lambda connection: connection.execute(sa.select(sa.literal(1))).scalar())

    async def load(self, conversation_id: str, client_message_id: str | None = None) -> Conversation | None:
        """A conversation, with the reply already given to `client_message_id` if there was one."""
        return await self._read(lambda c: _load(c, conversation_id, client_message_id))

    async def opened(self, opening: str) -> str | None:
        """The reply already given to a first message with this key, while it is young."""
        return await self._read(lambda c: _opened(c, opening, now() - OPENING_LIFE))

    async def record(self, entry: Entry) -> None:
        """Keep a turn and the state after it. Raises StoreConflict when somebody else wrote first."""
        await self._write(lambda connection: _record(connection, entry))

    async def export(self, conversation_id: str) -> dict[str, Any] | None:
        """Everything held about a conversation; each reply as the JSON text that was sent."""
        return await self._read(lambda connection: _export(connection, conversation_id))

    async def erase(self, conversation_id: str) -> bool:
        """Delete a conversation, its turns and their feedback; False when there was none."""
        return await self._write(lambda connection: _erase(connection, conversation_id))

    async def rate(self, message_id: str, rating: int, comment: str | None) -> bool:
        """Keep the latest opinion on a reply; False when the message is unknown."""
        return await self._write(lambda connection: _rate(connection, message_id, rating, comment))

    async def _read(self, work: Callable[[sa.Connection], T]) -> T:
        with _faults():
            async with self._engine.connect() as connection:
                return await connection.run_sync(work)

    async def _write(self, work: Callable[[sa.Connection], T]) -> T:
        with _faults():
            return await self._writer.run(work)


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


def _load(connection: sa.Connection, conversation_id: str, client_message_id: str | None) -> Conversation | None:
    c = CONVERSATION.c
    row = connection.execute(
        sa.select(c.id, c.state, c.rev, TURN.c.reply)
        .outerjoin_from(
            CONVERSATION,
            TURN,
            sa.and_(TURN.c.conversation_id == c.id, TURN.c.client_message_id == sa.bindparam("message")),
        )
        .where(c.id == sa.bindparam("conversation")),
        {"conversation": conversation_id, "message": client_message_id},
    ).first()
    return None if row is None else Conversation(row.id, row.state, row.rev, row.reply)


def _opened(connection: sa.Connection, opening: str, since: datetime) -> str | None:
    return connection.execute(
        sa.select(TURN.c.reply)
        .join(CONVERSATION, TURN.c.conversation_id == CONVERSATION.c.id)
        .where(CONVERSATION.c.opening == opening, CONVERSATION.c.created_at >= since, TURN.c.rev == 1)
    ).scalar()


def _record(connection: sa.Connection, entry: Entry) -> None:
    if entry.rev is None:
        _begin(connection, entry)
    else:
        changed = connection.execute(
            sa.update(CONVERSATION)
            .where(CONVERSATION.c.id == entry.conversation_id, CONVERSATION.c.rev == entry.rev)
            .values(state=entry.state, rev=entry.rev + 1, updated_at=entry.at)
        )
        if changed.rowcount != 1:
            raise StoreConflict(text("api.store_conflict"))
    connection.execute(
        sa.insert(TURN),
        {
            "id": entry.message_id,
            "conversation_id": entry.conversation_id,
            "rev": (entry.rev or 0) + 1,
            "client_message_id": entry.client_message_id,
            "text": entry.text,
            "reply": entry.reply,
            "status": entry.status,
            "created_at": entry.at,
        },
    )


def _begin(connection: sa.Connection, entry: Entry) -> None:
    """The row of a new conversation; an expired opening gives up its key first."""
    if entry.opening is not None:
        connection.execute(
            sa.update(CONVERSATION)
            .where(CONVERSATION.c.opening == entry.opening, CONVERSATION.c.created_at < entry.at - OPENING_LIFE)
            .values(opening=None)
        )
    connection.execute(
        sa.insert(CONVERSATION),
        {
            "id": entry.conversation_id,
            "site": entry.site,
            "channel": entry.channel,
            "state": entry.state,
            "rev": 1,
            "opening": entry.opening,
            "created_at": entry.at,
            "updated_at": entry.at,
        },
    )


def _export(connection: sa.Connection, conversation_id: str) -> dict[str, Any] | None:
    head = connection.execute(sa.select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)).first()
    if head is None:
        return None
    turns = connection.execute(
        sa.select(TURN, FEEDBACK.c.rating, FEEDBACK.c.comment)
        .outerjoin_from(TURN, FEEDBACK, FEEDBACK.c.turn_id == TURN.c.id)
        .where(TURN.c.conversation_id == conversation_id)
        .order_by(TURN.c.rev)
    )
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
            for turn in turns
        ],
    }


def _erase(connection: sa.Connection, conversation_id: str) -> bool:
    turns = sa.select(TURN.c.id).where(TURN.c.conversation_id == conversation_id)
    connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.turn_id.in_(turns)))
    connection.execute(sa.delete(TURN).where(TURN.c.conversation_id == conversation_id))
    gone = connection.execute(sa.delete(CONVERSATION).where(CONVERSATION.c.id == conversation_id))
    return gone.rowcount == 1


def _rate(connection: sa.Connection, message_id: str, rating: int, comment: str | None) -> bool:
    if connection.execute(sa.select(TURN.c.id).where(TURN.c.id == message_id)).first() is None:
        return False
    connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.turn_id == message_id))
    opinion = {"turn_id": message_id, "rating": rating, "comment": comment, "created_at": now()}
    connection.execute(sa.insert(FEEDBACK), opinion)
    return True


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds") + "Z"
