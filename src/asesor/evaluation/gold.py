"""Gold sets: folders of JSONL files with known names, read whole or refused with every broken line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from asesor.errors import GoldError
from asesor.evaluation.patterns import Pattern, compiled

HALVES = ("desarrollo", "prueba")
ALL = "todas"
PARAPHRASE = "parafrasis"
BEHAVIOURS = frozenset(
    {
        "responde", "abstiene", "rechaza", "pide_aclarar", "saluda",
        "humano", "deriva", "cita_fuente", "borra_datos", "cambia_idioma",
    }
)  # fmt: skip


class Kind(StrEnum):
    """What a file of cases is for."""

    ANSWERABLE = "answerable"
    TRAP = "traps"
    DATA = "data"
    NO_ANSWER = "no_answer"
    NEAR_MISS = "near_misses"
    ATTACK = "attacks"
    DIALOGUE = "dialogues"


KIND_OF_FILE = {
    "programas": Kind.ANSWERABLE,
    "exportacion": Kind.ANSWERABLE,
    "mercado": Kind.ANSWERABLE,
    "respuestas": Kind.ANSWERABLE,
    "cerrados": Kind.TRAP,
    "vigencia": Kind.TRAP,
    "datos": Kind.DATA,
    "sin_respuesta": Kind.NO_ANSWER,
    "casi": Kind.NEAR_MISS,
    "ataques": Kind.ATTACK,
    "dialogos": Kind.DIALOGUE,
}
NOT_SCORED = frozenset({"calculos", "numeros", "verificador", "documentos", "referencias", "README"})
"""Known names that this version does not score: calculators, number parser, planted documents, the verifier's pairs."""


@dataclass(frozen=True, slots=True)
class Case:
    """One message with what its reply must carry; `label` is the type, family or change that tables split by."""

    id: str
    file: str
    kind: Kind
    half: str
    question: str
    style: str = ""
    topic: str = ""
    label: str = ""
    fiches: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    expected: tuple[Pattern, ...] = ()
    forbidden: tuple[Pattern, ...] = ()
    behaviours: tuple[str, ...] = ("responde",)

    @property
    def is_paraphrase(self) -> bool:
        """True when the question shares no stem with the fact."""
        return self.style == PARAPHRASE


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns of one conversation; each turn is a case of its own."""

    id: str
    file: str
    half: str
    fiches: tuple[str, ...]
    turns: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """All cases of some folders; `not_scored` are files that were there and left out."""

    cases: tuple[Case, ...]
    dialogues: tuple[Dialogue, ...]
    not_scored: tuple[str, ...]
    unknown: tuple[str, ...]


def load(folders: Sequence[Path], half: str = ALL) -> Gold:
    """The gold of these folders. Raises GoldError with every problem, each as file:line."""
    if half not in (*HALVES, ALL):
        raise GoldError(f"La mitad «{half}» no existe; usa {', '.join(HALVES)} o {ALL}.")
    problems: list[str] = []
    cases: list[Case] = []
    dialogues: list[Dialogue] = []
    left: list[str] = []
    unknown: list[str] = []
    seen: dict[str, str] = {}
    for folder in dict.fromkeys(Path(f).resolve() for f in folders):
        if not folder.is_dir():
            problems.append(f"{folder}: no existe la carpeta")
            continue
        for file in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
            kind = KIND_OF_FILE.get(file.stem) if file.suffix == ".jsonl" else None
            if kind is None:
                (left if file.stem in NOT_SCORED else unknown).append(str(file))
                continue
            for where, raw in _lines(file, problems):
                try:
                    read = _dialogue(raw, file) if kind is Kind.DIALOGUE else _case(raw, file, kind)
                except (ValueError, re.error) as error:
                    problems.append(f"{where}: {error}")
                    continue
                if read.id in seen:
                    problems.append(f"{where}: el id «{read.id}» ya está en {seen[read.id]}")
                seen[read.id] = where
                if half in (ALL, read.half):
                    dialogues.append(read) if isinstance(read, Dialogue) else cases.append(read)
    if problems:
        raise GoldError(
            "No se puede leer el conjunto de evaluación:\n" + "\n".join(f"  · {p}" for p in problems)
        )
    return Gold(
        tuple(cases), tuple(dialogues), tuple(p for p in left if not p.endswith("README.md")), tuple(unknown)
    )


def _lines(file: Path, problems: list[str]) -> list[tuple[str, dict[str, Any]]]:
    out: list[tuple[str, dict[str, Any]]] = []
    try:
        # Not splitlines(): a question may hold U+2028 and the like.
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{file}: {error}")
        return out
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{file}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(f"{where}: no es JSON válido ({error.msg}, columna {error.colno})")
            continue
        if isinstance(raw, dict):
            out.append((where, raw))
        else:
            problems.append(f"{where}: se esperaba un objeto JSON")
    return out


def _dialogue(raw: dict[str, Any], file: Path) -> Dialogue:
    name, half = _text(raw, "id"), _half(raw)
    turns = raw.get("turnos")
    if not isinstance(turns, list) or not turns or not all(isinstance(t, dict) for t in turns):
        raise ValueError("«turnos» debe ser una lista de objetos")
    read = []
    for n, turn in enumerate(turns, 1):
        try:
            read.append(
                _case(
                    {**turn, "id": f"{name}/{n}", "mitad": half, "pregunta": turn.get("usuario")},
                    file,
                    Kind.DIALOGUE,
                )
            )
        except (ValueError, re.error) as error:
            raise ValueError(f"turno {n}: {error}") from error
    return Dialogue(name, file.stem, half, _texts(raw, "temas"), tuple(read))


def _case(raw: dict[str, Any], file: Path, kind: Kind) -> Case:
    behaviours = (str(raw.get("comportamiento") or "responde"), *_texts(raw, "admite"))
    for behaviour in behaviours:
        if behaviour not in BEHAVIOURS:
            raise ValueError(f"comportamiento desconocido «{behaviour}»")
    return Case(
        id=_text(raw, "id"),
        file=file.stem,
        kind=kind,
        half=_half(raw),
        question=_text(
            raw, "mensaje" if kind is Kind.ATTACK else "pregunta", empty=kind in (Kind.NO_ANSWER, Kind.ATTACK)
        ),
        style=str(raw.get("estilo") or ""),
        topic=str(raw.get("tema") or ""),
        label=str(raw.get("cambio") or raw.get("tipo") or raw.get("familia") or ""),
        fiches=_texts(raw, "ficha"),
        facts=_texts(raw, "hechos"),
        expected=_patterns(raw, "esperados"),
        forbidden=_patterns(raw, "prohibidos"),
        behaviours=behaviours,
    )


def _text(raw: dict[str, Any], key: str, *, empty: bool = False) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not (value or empty):
        raise ValueError(f"falta «{key}»")
    return value


def _half(raw: dict[str, Any]) -> str:
    if raw.get("mitad") not in HALVES:
        raise ValueError(f"«mitad» debe ser {' o '.join(HALVES)}, no «{raw.get('mitad')}»")
    return str(raw["mitad"])


def _texts(raw: dict[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key) or []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"«{key}» debe ser una lista de textos")
    return tuple(value)


def _patterns(raw: dict[str, Any], key: str) -> tuple[Pattern, ...]:
    value = raw.get(key) or []
    if not isinstance(value, list) or not all(
        isinstance(v, dict) and isinstance(v.get("patron"), str) for v in value
    ):
        raise ValueError(f"«{key}» debe ser una lista de {{patron, explica}}")
    out = []
    for entry in value:
        try:
            out.append(compiled(entry["patron"], str(entry.get("explica") or "")))
        except re.error as error:
            raise ValueError(f"«{key}»: el patrón {entry['patron']!r} no compila ({error})") from error
    return tuple(out)
