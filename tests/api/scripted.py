"""A desk for tests: says what it heard, or what a test told it to say. Loaded by conftest.py and load.py."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from asesor.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    DialogueState,
    Passage,
    Reply,
    Sentence,
    Source,
    Standing,
    Turn,
)

SOURCE = Source(
    key="acuerdo",
    title="Acuerdo del sello",
    publisher="DOF",
    url="https://www.dof.gob.mx/acuerdo",
    published="2025-02-17",
    consulted="2026-11-21",
    kind="oficial",
    page="3",
)
CLAIM = Claim(
    id="hecho-en-mexico#requisitos.1a2b3c4d",
    fiche="hecho-en-mexico",
    section="Requisitos",
    text="Identificación oficial vigente.",
    sources=(SOURCE,),
)
QUOTED = replace(CLAIM, id="carpeta:guia/a.pdf#p1.00000000", text="Texto citado.", literal=True)
LIMIT = replace(CLAIM, id="hecho-en-mexico#plazo.5e6f7a8b", section="Plazo", text="Diez días hábiles.")


@dataclass(frozen=True)
class Found:
    """A passage with its score."""

    passage: Passage
    score: float


class ScriptedDesk:
    """Echoes the text with two sentences and one folded one; counts turns in the state."""

    def __init__(self, status: AnswerStatus = AnswerStatus.ANSWERED, busy_ms: float = 0.0, pause: float = 0.0) -> None:
        self.status = status
        self.busy_ms = busy_ms
        self.pause = pause
        self.unready: str | None = None
        self.fault: Exception | None = None
        self.fault_after = 0
        self.heard: list[Turn] = []
        self.refreshed = threading.Event()
        self.closed = False

    def reply(self, turn, state, emit=lambda *_: None, deadline=None):
        """One reply; burns `busy_ms` of processor time and sleeps `pause` seconds."""
        started = time.perf_counter()
        self.heard.append(turn)
        lead = (Sentence(f"Oí: {turn.text}", (CLAIM,)), Sentence("Tarda diez días hábiles.", (LIMIT, QUOTED)))
        for i, sentence in enumerate(lead):
            if self.fault is not None and i >= self.fault_after:
                raise self.fault
            emit(sentence, (i + 1,))
            if self.pause:
                time.sleep(self.pause)
        worked = time.thread_time()
        while (time.thread_time() - worked) * 1000 < self.busy_ms:
            sum(range(200))
        answer = Answer(
            status=self.status,
            text=f"Oí: {turn.text} [1]",
            sentences=lead,
            numbers=((1,), (2,)),
            rest=(Sentence("También cuenta esto.", (CLAIM,)),),
            citations=(
                Citation(1, "hecho-en-mexico", Standing.VIGENTE, SOURCE, (CLAIM,)),
                Citation(2, "hecho-en-mexico", Standing.CERRADO, replace(SOURCE, url=None), (LIMIT, QUOTED)),
            ),
            suggestions=("¿Cuánto cuesta?", "¿Dónde se tramita?"),
            actions=(("Hablar con una persona", "persona"),),
        )
        said = Reply(answer, answer.text, (time.perf_counter() - started) * 1000)
        return said, DialogueState(question=turn.text[:600], turns=state.turns + 1)

    def search(self, text, k, site):
        """One passage, whatever is asked."""
        if self.fault is not None:
            raise self.fault
        return (Found(Passage("hecho-en-mexico#requisitos", "hecho-en-mexico", "Requisitos", (CLAIM,)), 0.75),)[:k]

    def ready(self):
        """None, or what a test says is missing."""
        return self.unready

    def refresh(self):
        """Remember that it was asked to."""
        self.refreshed.set()

    def close(self):
        """Remember that it was closed."""
        self.closed = True
