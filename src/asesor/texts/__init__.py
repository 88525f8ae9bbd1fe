"""Every Spanish sentence that the program itself says, by key."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def text(key: str, **values: object) -> str:
    """The sentence `key` ("answer.not_covered") with its values filled in. Raises KeyError for an unknown key."""
    found: Any = _all()
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values) if values else str(found)


@cache
def _all() -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file in sorted(Path(__file__).parent.glob("*_mx.toml")):
        for table, entries in tomllib.loads(file.read_text("utf-8")).items():
            merged.setdefault(table, {}).update(entries)
    return merged
