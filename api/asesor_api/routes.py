"""The routes that answer, search, export and erase."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from asesor.conversation import records
from asesor.domain import Claim
from asesor_api import bodies, events
from asesor_api.documents import body, described
from asesor_api.exchange import Exchange
from asesor_api.problems import Problem
from asesor_api.resources import PassageHit, Resources
from asesor_api.schemas import ID, MAX_TEXT, SITE, Answered, Export, Findings, Message, Opinion, Rated

Identifier = Annotated[str, Path(pattern=ID)]

STREAM = {
    "text/event-stream": {
        "schema": {"type": "string"},
        "example": 'event: meta\ndata: {"v":1,"conversation_id":"…","message_id":"…"}\n\nevent: token\ndata: {…}\n\n'
        'event: sources\ndata: {"citations":[…]}\n\nevent: done\ndata: {…}\n\n',
    }
}


def build(resources: Resources, exchange: Exchange) -> APIRouter:
    """A router over these resources."""
    router = APIRouter()

    @router.post(
        "/v1/messages",
        response_model=Answered,
        openapi_extra=body(Message),
        **described("ask", 400, 404, 409, 413, 415, 422, 503, also=STREAM),
    )
    async def ask(request: Request) -> Response:
        message = await bodies.read_message(request)
        if "text/event-stream" in request.headers.get("accept", ""):
            return await events.respond(exchange, resources, message)
        return _json(await exchange.reply(message))

    @router.post(
        "/v1/messages/{message_id}/feedback",
        response_model=Rated,
        openapi_extra=body(Opinion),
        **described("rate", 400, 404, 409, 413, 415, 422, 503),
    )
    async def rate(message_id: Identifier, request: Request) -> Response:
        opinion = await bodies.read(request, Opinion)
        if not await resources.store.rate(message_id, opinion.rating, opinion.comment):
            raise Problem("mensaje-desconocido")
        return _json(records.encode({"message_id": message_id, **opinion.model_dump()}))

    @router.get(
        "/v1/conversations/{conversation_id}", response_model=Export, **described("export", 404, 422, 503)
    )
    async def export(conversation_id: Identifier) -> Response:
        record = await resources.store.export(conversation_id)
        if record is None:
            raise Problem("conversacion-desconocida")
        for message in record["messages"]:
            message["reply"] = json.loads(message["reply"])
        return _json(records.encode(record))

    @router.delete("/v1/conversations/{conversation_id}", **described("erase", 404, 422, 503, success=204))
    async def erase(conversation_id: Identifier) -> Response:
        if not await resources.store.erase(conversation_id):
            raise Problem("conversacion-desconocida")
        return Response(status_code=204)

    @router.get("/v1/search", response_model=Findings, **described("search", 422, 503))
    async def search(
        q: Annotated[str, Query(min_length=1, max_length=MAX_TEXT, examples=["sello hecho en méxico"])],
        k: Annotated[int, Query(ge=1, le=50, examples=[5])] = 5,
        site: Annotated[str | None, Query(pattern=SITE)] = None,
    ) -> Response:
        hits = await resources.run(resources.desk.search, bodies.storable(q), k, site)
        return _json(records.encode({"query": q, "passages": [_found(hit) for hit in hits]}))

    return router


def _json(text: str) -> Response:
    return Response(text.encode("utf-8"), media_type="application/json")


def _found(hit: PassageHit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "id": passage.id,
        "fiche": passage.fiche,
        "section": passage.section,
        "score": round(hit.score, 6),
        "claims": [_claim(claim) for claim in passage.claims],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    fields = ("title", "publisher", "url", "published", "consulted", "kind", "page")
    return {
        "id": claim.id,
        "text": claim.text,
        "sources": [{name: getattr(source, name) for name in fields} for source in claim.sources],
    }
