"""The pages a browser opens: the chat to try it, and the list of problem types."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from asesor_api import problems
from asesor_api.documents import described

FILES = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def build() -> APIRouter:
    """A router of files from the package; nothing comes from anybody else."""
    router = APIRouter()

    def serve(path: str, name: str) -> None:
        content, kind = (FILES / name).read_bytes(), TYPES[Path(name).suffix]

        @router.get(path, include_in_schema=False)
        async def file() -> Response:
            return Response(content, media_type=kind, headers=HEADERS)

    serve("/demo", "demo.html")
    for name in ("demo.css", "demo.js", "icon.svg"):
        serve(f"/demo/{name}", name)

    @router.get("/", include_in_schema=False)
    async def root() -> Response:
        return RedirectResponse("/demo")

    @router.get("/problemas", response_class=HTMLResponse, **described("problems"))
    async def problem_types() -> Response:
        return HTMLResponse(problems.page(), headers=HEADERS)

    return router
