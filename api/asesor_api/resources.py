"""What a running API holds: the desk with its threads, the store, and the task that keeps both fresh."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from asesor.domain import DialogueState, Passage, Reply, Sentence, Turn
from asesor.errors import AsesorError
from asesor.settings import Settings
from asesor.store import Store
from asesor.texts import text
from asesor_api.problems import Problem

T = TypeVar("T")
Emit = Callable[[Sentence, tuple[int, ...]], None]

REFRESH_SECONDS = 5.0
"""A running server takes up a new snapshot within this time."""

LOG = logging.getLogger("asesor_api")


class PassageHit(Protocol):
    """A passage found by `Desk.search`."""

    @property
    def passage(self) -> Passage: ...
    @property
    def score(self) -> float: ...


class Desk(Protocol):
    """The part of `asesor.conversation.desk.Desk` that the API uses; thread-safe."""

    def reply(
        self, turn: Turn, state: DialogueState, emit: Emit = ..., deadline: float | None = None
    ) -> tuple[Reply, DialogueState]: ...
    def search(self, text: str, k: int, site: str | None) -> tuple[Any, ...]: ...
    def ready(self) -> str | None: ...
    def refresh(self) -> object: ...
    def close(self) -> object: ...


class Resources:
    """Desk and store of one process; what cannot be opened at start is tried again every five seconds."""

    def __init__(self, settings: Settings, desk: Desk | None = None) -> None:
        self._settings = settings
        self._desk = desk
        self._owns_desk = desk is None
        self._store: Store | None = None
        self._reason = text("api.starting")
        self._threads: ThreadPoolExecutor | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._upkeep: asyncio.Task[None] | None = None

    @property
    def desk(self) -> Desk:
        """The desk. Raises Problem while there is none."""
        if self._desk is None:
            raise Problem("no-disponible", reason=self._reason)
        return self._desk

    @property
    def store(self) -> Store:
        """The store. Raises Problem while it cannot be opened."""
        if self._store is None:
            raise Problem("no-disponible", reason=self._reason)
        return self._store

    async def start(self) -> None:
        """Open store and desk, then keep them fresh; after `stop` it may be started again."""
        self._threads = ThreadPoolExecutor(self._settings.desk_threads, thread_name_prefix="desk")
        await self._open()
        self._upkeep = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Finish what was begun, then close."""
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.gather(self._upkeep, return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._store is not None:
            await self._store.close()
            self._store = None
        if self._threads is not None:
            await asyncio.to_thread(self._threads.shutdown)
            self._threads = None
        if self._owns_desk and self._desk is not None:
            await asyncio.to_thread(self._desk.close)
            self._desk = None

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns, computed in one of the desk's own threads. Raises Problem when not started."""
        if self._threads is None:
            raise Problem("no-disponible", reason=self._reason)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """A task that outlives its request and is waited for at shutdown."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def reason(self) -> str | None:
        """Why no question can be answered now, in Spanish; None when all is well."""
        if self._desk is None or self._store is None:
            return self._reason
        try:
            await self._store.check()
        except AsesorError as fault:
            return str(fault)
        return await self.run(self._desk.ready)

    async def _open(self) -> None:
        try:
            if self._store is None:
                self._store = await Store.open(self._settings.store)
            if self._desk is None:
                self._desk = await asyncio.to_thread(_build_desk, self._settings)
        except AsesorError as fault:
            if str(fault) != self._reason:
                LOG.error("%s", fault)
            self._reason = str(fault)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self._open()
                if self._desk is not None:
                    await asyncio.to_thread(self._desk.refresh)
            except Exception:
                LOG.exception("upkeep failed; trying again in %s s", REFRESH_SECONDS)


def _build_desk(settings: Settings) -> Desk:
    from asesor import wiring

    desk: Desk = wiring.build_desk(settings)
    return desk
