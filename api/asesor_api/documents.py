"""How routes are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from asesor.texts import text
from asesor_api import problems
from asesor_api.schemas import ProblemRecord

PROBLEM = {"$ref": "#/components/schemas/Problem"}


def described(name: str, *statuses: int, success: int = 200, also: dict[str, Any] | None = None) -> dict[str, Any]:
    """The keyword arguments of a route called `name` that may answer with these problems."""
    responses: dict[int | str, dict[str, Any]] = {success: {"description": text(f"api.{name}_result")}}
    if also:
        responses[success]["content"] = also
    for status in (*statuses, 500):
        responses[status] = {
            "description": text("api.problem_result"),
            "content": {problems.MEDIA_TYPE: {"schema": PROBLEM}},
        }
    summary = text(f"api.{name}_summary")
    try:
        description = text(f"api.{name}_description")
    except KeyError:
        description = summary
    return {
        "responses": responses,
        "summary": summary,
        "description": description,
        "operation_id": name,
        "status_code": success,
    }


def body(model: type[BaseModel]) -> dict[str, Any]:
    """The documented request body of a route that reads its own."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


def install(app: FastAPI) -> None:
    """Serve an OpenAPI document that knows the problem types."""

    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                summary=text("api.summary"),
                description=text("api.description") + problems.listing(),
                routes=app.routes,
            )
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = ProblemRecord.model_json_schema()
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
