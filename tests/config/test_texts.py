"""Texts and code name each other: no key without a sentence, no sentence without a use."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from asesor import texts
from asesor.domain import AnswerStatus
from asesor.settings import CHECKOUT
from asesor.texts import text

PYDANTIC = "api.field."
"""Its keys are pydantic's error types, which no line of ours spells out."""


@cache
def trees() -> tuple[ast.AST, ...]:
    files = [f for root in ("src", "api", "bots") for f in (CHECKOUT / root).rglob("*.py")]
    return tuple(ast.parse(f.read_text("utf-8")) for f in files)


def nodes() -> Iterator[ast.AST]:
    return (node for tree in trees() for node in ast.walk(tree))


@cache
def keys() -> frozenset[str]:
    def flat(table: dict, prefix: str) -> Iterator[str]:
        for name, value in table.items():
            yield from flat(value, f"{prefix}{name}.") if isinstance(value, dict) else (prefix + name,)

    return frozenset(flat(texts._all(), ""))


@cache
def literals() -> frozenset[str]:
    return frozenset(n.value for n in nodes() if isinstance(n, ast.Constant) and isinstance(n.value, str))


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """F-strings that may make a key: fixed parts as they are, a group for each value."""
    tables = tuple(f"{t}." for t in texts._all())
    found = []
    for node in nodes():
        if not isinstance(node, ast.JoinedStr) or not isinstance(node.values[0], ast.Constant):
            continue
        if str(node.values[0].value).startswith(tables):
            parts = (re.escape(str(v.value)) if isinstance(v, ast.Constant) else "(.+?)" for v in node.values)
            found.append(re.compile("".join(parts)))
    return tuple(found)


def is_used(key: str) -> bool:
    if key in literals() or key.startswith(PYDANTIC):
        return True
    matches = (m for p in patterns() if (m := p.fullmatch(key)))
    return any(all(group in literals() for group in match.groups()) for match in matches)


def asked() -> set[str]:
    """Keys in calls of `text`, in the modules that take it from asesor.texts (sqlalchemy has one too)."""
    found = set()
    for tree in trees():
        inside = list(ast.walk(tree))
        if any(isinstance(n, ast.ImportFrom) and n.module == "asesor.texts" for n in inside):
            calls = (n for n in inside if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "text")
            found |= {str(c.args[0].value) for c in calls if c.args and isinstance(c.args[0], ast.Constant)}
    return found


def test_every_key_that_the_code_asks_for_has_its_sentence():
    assert asked() - keys() == set()


def test_every_computed_key_can_find_a_sentence():
    assert [p.pattern for p in patterns() if not any(p.fullmatch(k) for k in keys())] == []


def test_every_sentence_is_used():
    assert sorted(k for k in keys() if not is_used(k)) == []


@pytest.mark.parametrize("status", AnswerStatus)
def test_every_answer_status_has_its_text(status):
    assert text(f"status.{status}")


def test_no_sentence_is_empty_but_the_standing_of_what_is_simply_open():
    assert [k for k in keys() if not text(k)] == ["answer.standing_line_undated"]
