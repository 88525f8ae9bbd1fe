"""The outermost layer: measures each request, and turns what nobody caught into a plain problem."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asesor_api.measures import Measures
from asesor_api.problems import Problem

LOG = logging.getLogger("asesor_api")
SAFE = (b"x-content-type-options", b"nosniff")


class Doorman:
    """ASGI middleware; BaseHTTPMiddleware would cost half a millisecond and break streaming."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        started = time.perf_counter()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), SAFE]
            await send(message)

        self._measures.active.inc()
        try:
            await self._app(scope, receive, note)
        except Exception:
            if status:
                raise
            LOG.exception("unexpected fault in %s %s", scope["method"], _route(scope))
            await Problem("error-interno").response()(scope, receive, note)
        finally:
            self._measures.active.dec()
            self._measures.requested(scope["method"], _route(scope), status, time.perf_counter() - started)


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "none")
