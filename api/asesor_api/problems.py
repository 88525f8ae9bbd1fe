"""Errors as RFC 9457 problem+json, each of a documented type with its Spanish texts."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from asesor.errors import AsesorError
from asesor.texts import text

MEDIA_TYPE = "application/problem+json"

STATUS: dict[str, int] = {
    "peticion-invalida": 400,
    "no-encontrado": 404,
    "conversacion-desconocida": 404,
    "mensaje-desconocido": 404,
    "metodo-no-permitido": 405,
    "conflicto": 409,
    "cuerpo-demasiado-grande": 413,
    "tipo-no-admitido": 415,
    "datos-invalidos": 422,
    "texto-demasiado-largo": 422,
    "peticion-rechazada": 400,
    "error-interno": 500,
    "no-disponible": 503,
}
"""Every problem type with its HTTP status; the texts are in texts/api_es_mx.toml under [problemas]."""

LOCATIONS = ("body", "query", "path", "header", "cookie")


class Problem(Exception):
    """Something to answer instead of a result; `kind` is one of STATUS."""

    def __init__(self, kind: str, /, *, status: int | None = None, extra: Mapping[str, Any] | None = None, **values: Any) -> None:
        super().__init__(kind)
        self.status = status or STATUS[kind]
        self.headers: Mapping[str, str] = {}
        self.record = {
            "type": f"/problemas#{kind}",
            "title": text(f"problemas.{kind}.title"),
            "status": self.status,
            "detail": text(f"problemas.{kind}.detail", **values),
            **(extra or {}),
        }

    def response(self) -> Response:
        """The problem as it goes over the wire."""
        body = json.dumps(self.record, ensure_ascii=False).encode("utf-8", "replace")
        return Response(body, self.status, self.headers, MEDIA_TYPE)


def invalid(errors: Iterable[Any]) -> Problem:
    """The problem for pydantic's errors, one Spanish line a field."""
    lines = [(_field(error["loc"]), _reason(error)) for error in errors]
    if any(not field for field, _ in lines):
        return Problem("datos-invalidos", problems=text("api.field.body"))
    said = "; ".join(text("api.field.line", field=field, problem=reason) for field, reason in lines)
    listed = [{"field": field, "detail": reason} for field, reason in lines]
    return Problem("datos-invalidos", problems=said, extra={"errors": listed})


def translate(fault: Exception) -> Problem:
    """Any exception as a problem; what is not ours becomes an internal error without a trace."""
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, RequestValidationError):
        return invalid(fault.errors())
    if isinstance(fault, AsesorError):
        return Problem("no-disponible", reason=str(fault))
    return Problem("error-interno")


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""

    async def answer(_request: Request, fault: Exception) -> Response:
        return translate(fault).response()

    async def answer_http(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        if fault.status_code == 405:
            problem = Problem("metodo-no-permitido", method=request.method[:20])
        elif fault.status_code == 404:
            problem = Problem("no-encontrado")
        else:
            problem = Problem("peticion-rechazada", status=fault.status_code)
        problem.headers = fault.headers or {}
        return problem.response()

    app.add_exception_handler(HTTPException, answer_http)
    for kind in (Problem, RequestValidationError, AsesorError):
        app.add_exception_handler(kind, answer)


def listing() -> str:
    """The problem types as Markdown, for the OpenAPI description."""
    rows = (f"- `/problemas#{kind}` ({status}): {text(f'problemas.{kind}.title')}." for kind, status in STATUS.items())
    return "\n".join(rows)


def page() -> str:
    """The problem types as the HTML page that their URIs point to."""
    sections = "".join(
        f'<section id="{kind}"><h2>{html.escape(text(f"problemas.{kind}.title"))} <small>{status} · {kind}</small></h2>'
        f"<p>{html.escape(text(f'problemas.{kind}.help'))}</p></section>"
        for kind, status in STATUS.items()
    )
    title = html.escape(text("api.problems_title"))
    return (
        f'<!doctype html><html lang="es-MX"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="stylesheet" href="/demo/demo.css"></head>'
        f'<body class="reading"><main><h1>{title}</h1><p>{html.escape(text("api.problems_intro"))}</p>{sections}</main></body></html>'
    )


def _field(location: tuple[Any, ...]) -> str:
    parts = location[1:] if location and location[0] in LOCATIONS else location
    return ".".join(str(part)[:60] for part in parts)


def _reason(error: Mapping[str, Any]) -> str:
    try:
        return text(f"api.field.{error['type']}", **error.get("ctx", {}))
    except KeyError:
        return text("api.field.other")
