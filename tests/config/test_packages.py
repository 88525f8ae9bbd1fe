"""What the built packages carry."""

import subprocess
import sys
import tarfile
import zipfile

import pytest

from asesor.settings import CHECKOUT

UNWANTED = ("/.venv/", "/var/", "__pycache__", ".pyc", "/.git/", "/.hypothesis/", "_cache/", ".db", "/.env")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the wheel and the sdist of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=CHECKOUT, check=True, capture_output=True, timeout=300
    )
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    """File names inside the wheel."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def sdist(built):
    """File names inside the sdist, below its one folder."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def files(folder, pattern="*"):
    """Names of the checkout's files below a folder, relative to it."""
    root = CHECKOUT / folder
    return {f.relative_to(root).as_posix() for f in root.rglob(pattern) if f.is_file() and "__pycache__" not in f.parts}


def test_the_wheel_carries_the_whole_corpus_and_the_models(wheel):
    assert {f"asesor/_corpus/{name}" for name in files("corpus")} <= wheel
    assert {f"asesor/_models/{name}" for name in files("models")} <= wheel


def test_the_wheel_carries_the_three_packages_with_their_texts_pages_and_migrations(wheel):
    assert {"asesor/cli.py", "asesor_api/app.py", "asesor_bots/__init__.py"} <= wheel
    assert {f"asesor/{name}" for name in files("src/asesor", "*.toml")} <= wheel
    assert {f"asesor_api/static/{name}" for name in files("api/asesor_api/static")} <= wheel
    assert {f"asesor/store/migrations/{name}" for name in files("src/asesor/store/migrations")} <= wheel


def test_the_wheel_carries_nothing_but_the_packages(wheel):
    assert {name.partition("/")[0] for name in wheel} == {"asesor", "asesor_api", "asesor_bots", "asesor-0.1.0.dist-info"}


def test_neither_package_carries_environments_indexes_or_caches(wheel, sdist):
    assert [n for n in (*wheel, *sdist) if any(part in f"/{n}" for part in UNWANTED)] == []


def test_the_sdist_is_enough_to_build_and_test(sdist):
    wanted = {"pyproject.toml", "Makefile", "README.md", ".importlinter", "requirements/base.lock", "requirements/dev.lock"}
    assert wanted | {"corpus/lexico.toml", "tests/conftest.py", "tests/gold/respuestas.jsonl", "training/reader.py"} <= sdist
