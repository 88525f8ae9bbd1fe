"""Request bodies read by hand: bounded, JSON, checked, with Spanish complaints."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from asesor.language.folding import clean
from asesor_api.problems import Problem, invalid
from asesor_api.schemas import MAX_BODY, MAX_TEXT, Message

M = TypeVar("M", bound=BaseModel)


async def read(request: Request, model: type[M]) -> M:
    """The checked body of a request. Raises Problem (400, 413, 415, 422)."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem("tipo-no-admitido")
    try:
        record = json.loads(await _bounded(request), parse_constant=_reject)
    except (ValueError, RecursionError) as fault:
        raise Problem("peticion-invalida") from fault
    try:
        return model.model_validate(_carriable(record))
    except ValidationError as fault:
        raise invalid(fault.errors(include_url=False, include_input=False)) from fault


async def read_message(request: Request) -> Message:
    """A message whose text is of bearable length once cleaned."""
    message = await read(request, Message)
    if len(message.text) > MAX_TEXT and (length := len(clean(message.text))) > MAX_TEXT:
        raise Problem("texto-demasiado-largo", length=f"{length:,}", limit=f"{MAX_TEXT:,}")
    return message


def storable(text: str) -> str:
    """Text that UTF-8 and every database can carry: no half surrogate pairs, no NUL."""
    if text.isascii():
        return text.replace("\0", " ")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _carriable(record: Any) -> Any:
    """The fields of a request object, each string `storable`; anything else is pydantic's to refuse."""
    if not isinstance(record, dict):
        return record
    return {storable(key): storable(value) if isinstance(value, str) else value for key, value in record.items()}


async def _bounded(request: Request) -> bytes:
    """The body, given up as soon as it is known to be too large."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > MAX_BODY:
        raise Problem("cuerpo-demasiado-grande", limit=f"{MAX_BODY:,}")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise Problem("cuerpo-demasiado-grande", limit=f"{MAX_BODY:,}")
        parts.append(part)
    return b"".join(parts)


def _reject(constant: str) -> Any:
    raise ValueError(constant)
