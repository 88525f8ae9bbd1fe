"""One writer a process: turns that arrive together share a transaction, each is answered after its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

MAX_BATCH = 64
"""Jobs in one transaction: at 0.3 ms each other processes wait at most 20 ms for the lock."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    done: asyncio.Future[Any]


class Writer:
    """Runs write jobs in order of arrival; SQLite allows one writer, so a queue costs nothing and saves commits."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[_Job] = []
        self._task: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, once committed; or what it raised, with nothing of it kept."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        result: T = await asyncio.shield(job.done)
        return result

    async def close(self) -> None:
        """Wait for the jobs already accepted."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            if len(batch) == 1 or not await self._together(batch):
                for job in batch:
                    await self._alone(job)

    async def _together(self, batch: list[_Job]) -> bool:
        """All jobs in one transaction; False when any of them failed and none was kept."""
        try:
            async with self._engine.begin() as connection:
                results = await connection.run_sync(lambda c: [job.work(c) for job in batch])
        except Exception:
            return False
        for job, result in zip(batch, results, strict=True):
            _settle(job, result)
        return True

    async def _alone(self, job: _Job) -> None:
        try:
            async with self._engine.begin() as connection:
                result = await connection.run_sync(job.work)
        except Exception as problem:
            if not job.done.done():
                job.done.set_exception(problem)
                job.done.exception()  # a caller who went away must not leave a warning behind
        else:
            _settle(job, result)


def _settle(job: _Job, result: object) -> None:
    if not job.done.done():
        job.done.set_result(result)
