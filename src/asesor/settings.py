"""What the environment says; all problems are collected before one error is raised."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import platformdirs

from asesor.errors import SettingsError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """Value object of everything that can be set. Secrets have no default and are never shown."""

    corpus: Path
    home: Path
    models: Path
    store: str
    vectors: str = "directory"
    encoder: str = "propio"
    reranker: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    today: date | None = None
    desk_threads: int = 4

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Settings of a process. Raises SettingsError that names every bad value."""
        env = {**_dotenv(Path(".env")), **os.environ} if env is None else env
        problems: list[str] = []
        corpus = Path(env["ASESOR_CORPUS"]) if env.get("ASESOR_CORPUS") else _corpus_beside_code()
        home = Path(env["ASESOR_HOME"]) if env.get("ASESOR_HOME") else _home_beside_code()
        if not corpus.is_dir():
            problems.append(f"ASESOR_CORPUS: no existe la carpeta «{corpus}»")
        port = _number(env, "ASESOR_PORT", 8000, 0, 65535, problems)
        threads = _number(env, "ASESOR_DESK_THREADS", 4, 1, 64, problems)
        vectors = env.get("ASESOR_VECTORS") or "directory"
        if vectors not in ("directory", "numpy") and not vectors.startswith("chroma+http"):
            problems.append("ASESOR_VECTORS: usa «directory», «numpy» o «chroma+http://servidor:puerto»")
        store = env.get("ASESOR_STORE") or f"sqlite+aiosqlite:///{home / 'asesor.db'}"
        if not store.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
            problems.append("ASESOR_STORE: usa «sqlite+aiosqlite:///archivo.db» o «postgresql+asyncpg://…»")
        today = None
        if env.get("ASESOR_TODAY"):
            try:
                today = date.fromisoformat(env["ASESOR_TODAY"])
            except ValueError:
                problems.append(f"ASESOR_TODAY: «{env['ASESOR_TODAY']}» no es una fecha AAAA-MM-DD")
        if problems:
            raise SettingsError("Hay ajustes que corregir:\n" + "\n".join(f"  · {p}" for p in problems))
        return cls(
            corpus=corpus,
            home=home,
            models=_models_beside_code(),
            store=store,
            vectors=vectors,
            encoder=env.get("ASESOR_ENCODER") or "propio",
            reranker=env.get("ASESOR_RERANKER") or None,
            host=env.get("ASESOR_HOST") or "127.0.0.1",
            port=port,
            today=today,
            desk_threads=threads,
        )

    def clock(self) -> date:
        """Today, or the day that ASESOR_TODAY fixes."""
        return self.today or date.today()


def is_checkout() -> bool:
    """True when the code runs from a clone with its corpus beside it."""
    return (CHECKOUT / "corpus").is_dir() and (CHECKOUT / "pyproject.toml").is_file()


def _corpus_beside_code() -> Path:
    return CHECKOUT / "corpus" if is_checkout() else PACKAGE / "_corpus"


def _models_beside_code() -> Path:
    return CHECKOUT / "models" if is_checkout() else PACKAGE / "_models"


def _home_beside_code() -> Path:
    return CHECKOUT / "var" if is_checkout() else Path(platformdirs.user_data_dir("asesor"))


def _number(env: Mapping[str, str], key: str, default: int, low: int, high: int, problems: list[str]) -> int:
    raw = env.get(key)
    if not raw:
        return default
    if not raw.isdigit() or not low <= int(raw) <= high:
        problems.append(f"{key}: «{raw}» no es un número entre {low} y {high}")
        return default
    return int(raw)


def _dotenv(file: Path) -> dict[str, str]:
    """KEY=VALUE lines of a .env file; comments and blank lines are skipped."""
    if not file.is_file():
        return {}
    pairs = (line.partition("=") for line in file.read_text("utf-8").splitlines() if "=" in line and not line.lstrip().startswith("#"))
    return {k.strip(): v.strip().strip("'\"") for k, _, v in pairs if k.strip().startswith("ASESOR_")}


