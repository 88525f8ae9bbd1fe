"""One writer a process: turns that arrive together share a transaction, each is answered after its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

MAX_BATCH = 64
"""Items in one transaction: at 0.1 ms each other processes wait at most 10 ms for the lock."""

Work = Callable[[Connection, Sequence[Any]], Sequence[Any]]
"""Writes a group of items and returns one result for each, in order."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    item: Any
    done: asyncio.Future[Any]


class Writer:
    """Writes in order of arrival; SQLite allows one writer, so a queue costs nothing and saves commits."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[_Job] = []
        self._task: asyncio.Task[None] | None = None

    async def run(self, work: Work, item: Any = None) -> Any:
        """The result of `work` for `item`, once committed; or what it raised, with nothing of it kept."""
        job = _Job(work, item, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return await asyncio.shield(job.done)

    async def close(self) -> None:
        """Wait for the jobs already accepted."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            fault = await self._commit(batch)
            if fault is None:
                continue
            if len(batch) == 1:
                _fail(batch[0], fault)
                continue
            for job in batch:  # one of them is at fault: the others must not suffer for it
                alone = await self._commit([job])
                if alone is not None:
                    _fail(job, alone)

    async def _commit(self, batch: list[_Job]) -> Exception | None:
        """Write the batch in one transaction and settle its jobs; or keep nothing and return why."""
        try:
            async with self._engine.begin() as connection:
                results = await connection.run_sync(_work_through, batch)
        except Exception as fault:
            return fault
        for job, result in zip(batch, results, strict=True):
            if not job.done.done():
                job.done.set_result(result)
        return None


def _work_through(connection: Connection, batch: list[_Job]) -> list[Any]:
    results: list[Any] = []
    for work, jobs in groupby(batch, key=lambda job: job.work):
        results += work(connection, [job.item for job in jobs])
    return results


def _fail(job: _Job, fault: Exception) -> None:
    if not job.done.done():
        job.done.set_exception(fault)
        job.done.exception()  # seen: a caller who went away leaves no warning behind
