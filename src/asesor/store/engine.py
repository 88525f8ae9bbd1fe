"""The engine for a store address, with SQLite's manners kept behind its dialect."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from asesor.errors import StoreError
from asesor.texts import text

BUSY_SECONDS = 10.0
"""How long a writer waits for another process; a turn's transaction takes about a millisecond."""

READERS = 4
"""Connections beside the writer's; each is a thread with aiosqlite, and reads take 0.1 ms."""

WRITE = {"asesor_write": True}
"""Execution option of transactions that write: SQLite must take its lock before the first read."""


def connect(url: str) -> AsyncEngine:
    """An engine for sqlite+aiosqlite or postgresql+asyncpg. Raises StoreError for an unusable address."""
    try:
        address = make_url(url)
        if address.get_backend_name() != "sqlite":
            return create_async_engine(address, pool_pre_ping=True, pool_size=READERS + 1)
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(
            address,
            pool_size=READERS + 1,
            max_overflow=0,
            connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        )
    except (SQLAlchemyError, ImportError, OSError, TypeError) as problem:
        raise StoreError(text("api.store_unusable", reason=problem)) from problem
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Pragmas of a new SQLite connection; erased rows are overwritten, not only unlinked."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    _turn_wal_on(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _turn_wal_on(cursor: Any) -> None:
    """WAL, tried again while another starting process holds the file: SQLite does not wait here by itself."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    """BEGIN IMMEDIATE for writers: a deferred one would lose updates or fail half-way."""
    if connection.get_execution_options().get("asesor_write", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
