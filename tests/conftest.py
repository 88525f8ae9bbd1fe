"""What every test may count on.

- No test reaches anything but this machine: sockets and name look-ups beyond loopback raise `Unreachable`.
- Today is 21 November 2026 (`ASESOR_TODAY`), and `ASESOR_HOME` is a folder of this run, never the checkout's var/.
- `settings`  Settings of the real corpus and models in that home, vectors "numpy" as the one-shot commands use.
- `index`     the real index, built once a run and open.
- `desk`      a real Desk on that index.
- `command`   runs `python -m asesor.cli ARGUMENTS` in a process of its own, with the index built.

Folders of tests/ may put smaller ones of the same names before these (tests/api and tests/evaluation do).
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
TODAY = "2026-11-21"
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")

Command = Callable[..., subprocess.CompletedProcess[str]]


class Unreachable(RuntimeError):
    """A test tried to reach another machine."""


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: refuses to look up or reach hosts other than this one, whatever library tries."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and host and not host.startswith(LOOPBACK):
        raise Unreachable(f"{event}: {host}")


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> None:
    """Put the guard up; an audit hook stays until the process ends."""
    sys.addaudithook(_guard)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """ASESOR_TODAY and a home of this run, for this process and those it starts."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("ASESOR_")]:
            patch.delenv(name)
        patch.setenv("ASESOR_HOME", str(home))
        patch.setenv("ASESOR_TODAY", TODAY)
        yield home


def _real_settings() -> Any:
    from asesor.settings import Settings

    return dataclasses.replace(Settings.from_env(dict(os.environ)), vectors="numpy")


@pytest.fixture(scope="session")
def _built(_own_home: Path) -> None:
    """The index of the real corpus in the home of this run."""
    from asesor import wiring

    wiring.build_index(_real_settings())


@pytest.fixture(scope="session")
def settings(_own_home: Path) -> Any:
    """Settings of the real corpus and models, in the home of this run."""
    return _real_settings()


@pytest.fixture(scope="session")
def desk(_built: None) -> Iterator[Any]:
    """A real desk on the real index."""
    from asesor import wiring

    made = wiring.build_desk(_real_settings())
    yield made
    made.close()


@pytest.fixture(scope="session")
def index(desk: Any) -> Any:
    """The real index, open."""
    return desk.index


@pytest.fixture(scope="session")
def command(_built: None) -> Command:
    """Runs asesor in a process of its own and returns what it printed."""

    def run(*arguments: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "asesor.cli", *arguments],
            capture_output=True, text=True, timeout=seconds, check=False, cwd=CHECKOUT,
            env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip

    return run
