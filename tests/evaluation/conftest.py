"""A desk that says what it is told to, and tiny gold sets on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from asesor.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    ClaimHit,
    DialogueState,
    Fiche,
    Hit,
    Reply,
    Sentence,
    Source,
    Standing,
    Turn,
)

SOURCE = Source(
    "dof", "Acuerdo de cinco años", "DOF", "https://dof.gob.mx", "2025-02-17", "2026-11-21", "oficial"
)


def claim(fiche: str, section: str, text: str) -> Claim:
    return Claim(f"{fiche}#{section}.{abs(hash(text)):x}", fiche, section, text, (SOURCE,))


def fiche(name: str, *claims: tuple[str, str], equals: tuple[str, ...] = ()) -> Fiche:
    return Fiche(
        id=name, title=name, topic="programas", operator="", scope="federal", standing=Standing.VIGENTE, since=None, until=None,
        evidence=None, reviewed=None, aliases=(), questions=(), see_also=(), equals=equals, replaces=(), replaced_by=(),
        claims=tuple(claim(name, section, text) for section, text in claims),
    )  # fmt: skip


@dataclass
class FakeIndex:
    fiches: dict[str, Fiche]


@dataclass
class FakeDesk:
    """Answers with `said[text]` (or `said[(channel, text)]`); anything unknown is not covered."""

    index: FakeIndex
    said: dict[Any, Reply] = field(default_factory=dict)
    heard: list[tuple[str, str, int]] = field(default_factory=list)

    def reply(self, turn: Turn, state: DialogueState) -> tuple[Reply, DialogueState]:
        self.heard.append((turn.channel, turn.text, state.turns))
        nothing = Reply(Answer(AnswerStatus.NOT_COVERED, "No lo tengo."), "No lo tengo.")
        reply = self.said.get((turn.channel, turn.text)) or self.said.get(turn.text) or nothing
        return reply, DialogueState(turns=state.turns + 1)

    def says(
        self,
        question: Any,
        text: str,
        *fiches: str,
        status: AnswerStatus = AnswerStatus.ANSWERED,
        cites: tuple[Claim, ...] = (),
        sentences: tuple[Sentence, ...] | None = None,
        rest: tuple[Sentence, ...] = (),
    ) -> FakeDesk:
        """Make `question` be answered with `text`, these fiches ranked and these claims cited."""
        hits = tuple(
            Hit(self.index.fiches[f], 1.0, tuple(ClaimHit(c, 1.0) for c in self.index.fiches[f].claims))
            for f in fiches
        )
        if sentences is None:
            sentences = tuple(Sentence(c.text, (c,)) for c in cites)
        citations = tuple(
            Citation(n, c.fiche, Standing.VIGENTE, SOURCE, (c,)) for n, c in enumerate(cites, 1)
        )
        answer = Answer(status, text, sentences=sentences, rest=rest, citations=citations, hits=hits)
        self.said[question] = Reply(answer, text)
        return self


@pytest.fixture
def desk() -> FakeDesk:
    sello = fiche(
        "sello",
        ("vigencia", "La autorización dura 5 años."),
        ("costo", "El trámite es gratuito."),
    )
    return FakeDesk(
        FakeIndex(
            {
                "sello": sello,
                "immex": fiche("immex", ("plazo", "Dura 4 años.")),
                "gemela": fiche("gemela", equals=("sello",)),
            }
        )
    )


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, *records: dict[str, Any], folder: str = "gold") -> Path:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        (place / f"{name}.jsonl").write_text(
            "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8"
        )
        return place

    return put


def question(name: str = "t-1", **changes: Any) -> dict[str, Any]:
    """An answerable case of the test fiche."""
    base: dict[str, Any] = {
        "id": name, "estilo": "coloquial", "tema": "programas", "ficha": ["sello"], "hechos": ["h-1"], "pregunta": "cuanto dura el sello",
        "esperados": [{"patron": "(?:5|cinco) anos", "explica": "cinco años"}],
        "prohibidos": [{"patron": "10 anos", "explica": "plazo falso"}], "mitad": "desarrollo",
    }  # fmt: skip
    return {**base, **changes}


@pytest.fixture
def case() -> Callable[..., dict[str, Any]]:
    return question
