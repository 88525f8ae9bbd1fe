"""What operators and machines ask: alive, ready, measured."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response

from asesor_api.documents import described
from asesor_api.measures import Measures
from asesor_api.problems import Problem
from asesor_api.resources import Resources
from asesor_api.schemas import Health, Ready

METRICS = {"text/plain": {"schema": {"type": "string"}, "example": "asesor_answers_total{status=\"answered\"} 12.0\n"}}


def build(resources: Resources, measures: Measures) -> APIRouter:
    """A router over these resources."""
    router = APIRouter()

    @router.get("/healthz", response_model=Health, **described("health"))
    async def health() -> Response:
        return Response(json.dumps({"status": "ok"}), media_type="application/json")

    @router.get("/readyz", response_model=Ready, **described("ready", 503))
    async def ready() -> Response:
        reason = await resources.reason()
        if reason is not None:
            raise Problem("no-disponible", reason=reason, extra={"ready": False, "reason": reason})
        return Response(json.dumps({"ready": True}), media_type="application/json")

    @router.get("/metrics", response_class=Response, **described("metrics", also=METRICS))
    async def metrics() -> Response:
        return Response(measures.dump(), media_type=measures.media_type)

    return router
