"""The pinned environments: complete, portable, and light without the extras."""

import re
import tomllib

import pytest

from asesor.settings import CHECKOUT

LOCKS = ("base.lock", "dev.lock")


def lines(name: str) -> list[str]:
    text = (CHECKOUT / "requirements" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(name: str) -> dict[str, str]:
    return {normal(n): v for n, _, v in (line.partition("==") for line in lines(name))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", [*LOCKS, "torch.txt"])
def test_every_line_pins_one_version_and_names_no_index_hash_or_local_build(name):
    assert [line for line in lines(name) if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!]+", line)] == []
    assert "://" not in (CHECKOUT / "requirements" / name).read_text("utf-8")


def test_the_base_lock_brings_neither_torch_nor_what_comes_with_it():
    heavy = {"torch", "sentence-transformers", "transformers", "scikit-learn", "scipy", "triton"}
    assert not heavy & set(pins("base.lock"))
    assert not [n for n in pins("dev.lock") if n.startswith("nvidia-")]


def test_the_development_lock_is_the_base_lock_and_more():
    base, dev = pins("base.lock"), pins("dev.lock")
    assert {n: v for n, v in base.items() if dev.get(n) != v} == {}


def test_torch_is_the_one_of_its_constraints_file():
    assert pins("dev.lock")["torch"] == pins("torch.txt")["torch"]


def test_what_pyproject_asks_for_is_in_the_locks():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]

    def names(wanted: list[str]) -> set[str]:
        return {normal(re.match(r"[A-Za-z0-9._-]+", w)[0]) for w in wanted}

    assert names(project["dependencies"]) <= set(pins("base.lock"))
    extras = [w for extra in ("neural", "postgres", "dev") for w in project["optional-dependencies"][extra]]
    assert names(extras) <= set(pins("dev.lock"))


def test_the_build_needs_of_pyproject_are_pinned_too():
    needs = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert set(needs) <= set(lines("base.lock"))
    assert "editables" in pins("base.lock")
