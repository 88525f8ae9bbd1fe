"""The tree that the docstring of asesor.errors draws is the tree of its classes."""

import inspect
import re

from asesor import errors


def drawn() -> dict[str, tuple[str, str]]:
    """Name -> (parent, note) as drawn."""
    found: dict[str, tuple[str, str]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        branch = re.fullmatch(r"((?:│   |    )*)(?:[├└]── )(\w+)\s*(.*)", line)
        if re.fullmatch(r"\w+Error", line):
            above = [line]
            found[line] = ("Exception", "")
        elif branch:
            depth = len(branch[1]) // 4 + 1
            above = [*above[:depth], branch[2]]
            found[branch[2]] = (above[depth - 1], branch[3])
    return found


def test_the_drawn_tree_is_the_tree_of_classes():
    classes = {n: c.__bases__[0].__name__ for n, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)}
    assert {name: parent for name, (parent, _) in drawn().items()} == classes


def test_every_error_says_in_the_drawing_what_it_means():
    assert [name for name, (parent, note) in drawn().items() if parent != "Exception" and not note] == []
