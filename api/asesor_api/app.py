"""The application: resources, routes and the layers around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from asesor.settings import Settings
from asesor.texts import text
from asesor_api import documents, operations, pages, problems, routes
from asesor_api.doorman import Doorman
from asesor_api.exchange import Exchange
from asesor_api.measures import Measures
from asesor_api.resources import Desk, Resources


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The HTTP door. Without `desk` it builds its own at start-up; a given one stays its owner's to close."""
    resources = Resources(settings, desk)
    measures = Measures()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await resources.start()
        try:
            yield
        finally:
            await resources.stop()

    app = FastAPI(
        title=text("api.title"),
        version=version("asesor"),
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from somebody else's server
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # would record what people write
    )
    app.add_middleware(Doorman, measures=measures)
    app.include_router(routes.build(resources, Exchange(resources, measures)))
    app.include_router(operations.build(resources, measures))
    app.include_router(pages.build())
    problems.install(app)
    documents.install(app)
    return app
