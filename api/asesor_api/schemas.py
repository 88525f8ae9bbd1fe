"""What goes in and out over HTTP: the request models that are checked, the answer models that are documented."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from asesor.texts import text

MAX_TEXT = 4_000
MAX_BODY = 65_536
ID = r"^[A-Za-z0-9_-]{1,64}$"
CLIENT_ID = r"^[!-~]{1,64}$"
SITE = r"^[a-z0-9][a-z0-9-]{0,62}$"
CHANNEL = r"^[a-z][a-z0-9_-]{0,31}$"

CONVERSATION = "3f0c9a6e4d1b4f6f8f6d2f0a7b1c5e90"
MESSAGE = "a41d0f7c2b9e4c58b3d6e8f90a1b2c3d"


def _no_boolean(value: object) -> object:
    """`true` is no rating, though Python says that it equals 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "not a number")
    return value


Rating = Annotated[Literal[1, -1], BeforeValidator(_no_boolean)]


class Message(BaseModel):
    """One message of a person."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": None,
                    "client_message_id": "6f1a2b3c-8d4e-4f50-9a6b-7c8d9e0f1a2b",
                    "text": "q necesito pa sacar el sello ese del águila",
                    "site": None,
                    "channel": "web",
                }
            ]
        },
    )
    conversation_id: Annotated[str, Field(pattern=ID)] | None = None
    client_message_id: Annotated[str, Field(pattern=CLIENT_ID)] | None = None
    # No maxLength: the limit is on the cleaned text, which `bodies.read_message` checks.
    text: str = Field(min_length=1, description=text("api.text_field", limit=f"{MAX_TEXT:,}"))
    site: Annotated[str, Field(pattern=SITE)] | None = None
    channel: str = Field("web", pattern=CHANNEL)


class Opinion(BaseModel):
    """What a person thinks of a reply."""

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"rating": 1, "comment": "Justo lo que buscaba."}]})
    rating: Rating
    comment: Annotated[str, Field(max_length=2_000)] | None = None


class Statement(BaseModel):
    """One sentence of an answer; `n` are the numbers of its citations."""

    text: str
    claim_ids: list[str]
    n: list[int]


class CitedClaim(BaseModel):
    """A statement of the corpus: our wording ("fiche") or that of the document ("literal")."""

    id: str
    section: str
    quote: str
    quote_kind: Literal["fiche", "literal"]


class Cited(BaseModel):
    """A numbered source. Dates are ISO, possibly partial ("2025-08")."""

    n: int
    fiche: str
    title: str
    publisher: str
    url: str | None
    published: str | None
    consulted: str | None
    kind: str
    standing: Literal["vigente", "por_abrir", "cerrado", "sustituido", "sin_verificar"]
    page: str | None
    claims: list[CitedClaim]


class Action(BaseModel):
    """A button: what it says and what it sends."""

    label: str
    send: str


class Attachment(BaseModel):
    """A picture or document that belongs to the answer."""

    kind: str
    url: str
    title: str
    alt: str


EXAMPLE_ANSWER: dict[str, Any] = {
    "conversation_id": CONVERSATION,
    "message_id": MESSAGE,
    "text": "Necesitas identificación oficial vigente y constancia de situación fiscal. [1]",
    "status": "answered",
    "abstained": False,
    "answer": [
        {
            "text": "Necesitas identificación oficial vigente y constancia de situación fiscal.",
            "claim_ids": ["hecho-en-mexico#requisitos.1a2b3c4d"],
            "n": [1],
        }
    ],
    "citations": [
        {
            "n": 1,
            "fiche": "hecho-en-mexico",
            "title": "Acuerdo por el que se establecen las condiciones de uso del distintivo",
            "publisher": "Diario Oficial de la Federación",
            "url": "https://www.dof.gob.mx/",
            "published": "2025-02-17",
            "consulted": "2026-11-21",
            "kind": "oficial",
            "standing": "vigente",
            "page": None,
            "claims": [
                {
                    "id": "hecho-en-mexico#requisitos.1a2b3c4d",
                    "section": "Requisitos",
                    "quote": "Identificación oficial vigente y constancia de situación fiscal.",
                    "quote_kind": "fiche",
                }
            ],
        }
    ],
    "suggestions": ["¿Cuánto cuesta?"],
    "actions": [{"label": "Hablar con una persona", "send": "persona"}],
    "attachments": [],
    "latency_ms": 3.4,
}


class Answered(BaseModel):
    """The answer object of POST /v1/messages."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_ANSWER]})
    conversation_id: str
    message_id: str
    text: str
    status: Literal[
        "answered", "partial", "clarify", "not_covered", "out_of_scope", "refused", "handed_off", "small_talk", "done", "failed"
    ]
    abstained: bool
    answer: list[Statement]
    citations: list[Cited]
    suggestions: list[str]
    actions: list[Action]
    attachments: list[Attachment]
    latency_ms: float


class Rated(BaseModel):
    """The opinion that is now kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"message_id": MESSAGE, "rating": 1, "comment": None}]})
    message_id: str
    rating: Rating
    comment: str | None


class Exported(BaseModel):
    """One message of an exported conversation with the reply it got."""

    message_id: str
    client_message_id: str | None
    created_at: str
    text: str
    status: str
    reply: Answered
    feedback: Opinion | None


class Export(BaseModel):
    """Everything held about a conversation; `state` is what is remembered for the next turn."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": CONVERSATION,
                    "site": None,
                    "channel": "web",
                    "created_at": "2026-11-21T18:20:00.000Z",
                    "updated_at": "2026-11-21T18:20:00.000Z",
                    "state": {"version": 1, "fiche": "hecho-en-mexico", "turns": 1},
                    "messages": [
                        {
                            "message_id": MESSAGE,
                            "client_message_id": None,
                            "created_at": "2026-11-21T18:20:00.000Z",
                            "text": "q necesito pa sacar el sello ese del águila",
                            "status": "answered",
                            "reply": EXAMPLE_ANSWER,
                            "feedback": {"rating": 1, "comment": None},
                        }
                    ],
                }
            ]
        }
    )
    conversation_id: str
    site: str | None
    channel: str
    created_at: str
    updated_at: str
    state: dict[str, Any]
    messages: list[Exported]


class FoundClaim(BaseModel):
    """A statement of a passage with where it was read."""

    id: str
    text: str
    sources: list[dict[str, Any]]


class Found(BaseModel):
    """A passage with its score for what was searched."""

    id: str
    fiche: str
    section: str
    score: float
    claims: list[FoundClaim]


class Findings(BaseModel):
    """Passages, best first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "query": "sello hecho en méxico",
                    "passages": [
                        {
                            "id": "hecho-en-mexico#requisitos",
                            "fiche": "hecho-en-mexico",
                            "section": "Requisitos",
                            "score": 0.91,
                            "claims": [
                                {
                                    "id": "hecho-en-mexico#requisitos.1a2b3c4d",
                                    "text": "Identificación oficial vigente y constancia de situación fiscal.",
                                    "sources": [
                                        {
                                            "title": "Acuerdo …",
                                            "publisher": "Diario Oficial de la Federación",
                                            "url": "https://www.dof.gob.mx/",
                                            "published": "2025-02-17",
                                            "consulted": "2026-11-21",
                                            "kind": "oficial",
                                            "page": None,
                                        }
                                    ],
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )
    query: str
    passages: list[Found]


class Health(BaseModel):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})
    status: Literal["ok"]


class Ready(BaseModel):
    """Index and store can be used."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ready": True}]})
    ready: Literal[True]


class ProblemRecord(BaseModel):
    """RFC 9457 problem; `errors` names the fields of a 422."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problemas#datos-invalidos",
                    "title": "Hay datos que corregir",
                    "status": 422,
                    "detail": "Hay datos que corregir: «text» falta.",
                    "errors": [{"field": "text", "detail": "falta"}],
                }
            ]
        }
    )
    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
