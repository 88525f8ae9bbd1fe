"""DialogueState as JSON: versioned, bounded, and fresh when it cannot be understood."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from asesor.domain import DialogueState

VERSION = 1
MAX_BYTES = 8_000
MAX_QUESTION = 600


def dump(state: DialogueState) -> dict[str, Any]:
    """A JSON object of at most 8 kB; what was shown is forgotten first."""
    record = dataclasses.asdict(dataclasses.replace(state, question=state.question[:MAX_QUESTION]))
    while len(json.dumps(record)) > MAX_BYTES and record["shown"]:
        record["shown"] = record["shown"][1:]
    return record


def load(record: dict[str, Any] | None) -> DialogueState:
    """The state of a record; a missing, foreign or damaged one starts fresh."""
    if not isinstance(record, dict) or record.get("version") != VERSION:
        return DialogueState()
    names = {f.name for f in dataclasses.fields(DialogueState)}
    try:
        known = {k: v for k, v in record.items() if k in names}
        known["shown"] = tuple(str(s) for s in known.get("shown") or ())
        known["choices"] = tuple((str(a), str(b)) for a, b in known.get("choices") or ())
        return DialogueState(**known)
    except (TypeError, ValueError):
        return DialogueState()
