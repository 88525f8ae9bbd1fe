"""`asesor servir`: uvicorn on one address, with the address printed."""

from __future__ import annotations

import socket

import uvicorn

from asesor.errors import AsesorError, SettingsError
from asesor.settings import Settings
from asesor.texts import text
from asesor_api.app import create_app
from asesor_api.resources import Desk

GRACE_SECONDS = 10
"""Answers under way at Ctrl-C get this long to finish."""


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            print(text("api.listening", url=self._url), flush=True)


def serve(settings: Settings, desk: Desk | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises SettingsError for an unusable address, AsesorError for a failed start."""
    listener = _listen(settings.host, settings.port)
    config = uvicorn.Config(
        create_app(settings, desk),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config, _url(settings.host, listener.getsockname()[1]))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn raises it again after an orderly shutdown
    finally:
        listener.close()
    if not server.started:
        raise AsesorError(text("api.not_started"))
    print(text("api.stopped"), flush=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as fault:
        listener.close()
        reason = fault.strerror or str(fault)
        raise SettingsError(text("api.port_taken", host=host, port=port, reason=reason)) from fault
    return listener


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
