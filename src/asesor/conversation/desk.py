"""One message in, one reply and the next state out; synchronous, and it never touches the store."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from asesor.answer import phrasing
from asesor.answer.advisor import Advisor, Emit, ignore
from asesor.domain import Answer, AnswerStatus, DialogueState, Passage, Reply, Turn
from asesor.errors import AsesorError
from asesor.index.snapshot import Index
from asesor.retrieval import hybrid, reading

MAX_CHARACTERS = 4000
SHOWN_KEPT = 40


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage found for /v1/search."""

    passage: Passage
    score: float


class Desk:
    """Answers turns from the index that serves now; `open_index` is called again when a newer one appears."""

    def __init__(self, open_index: Callable[[], Index], serving: Callable[[], str], clock: Callable[[], date]) -> None:
        self._open, self._serving, self._clock = open_index, serving, clock
        self._advisor: Advisor | None = None
        self._problem: str | None = None
        self.refresh()

    @property
    def index(self) -> Index:
        """The open index. Raises the problem that keeps it from opening."""
        if self._advisor is None:
            raise AsesorError(self._problem or "")
        return self._advisor.index

    def ready(self) -> str | None:
        """None when questions can be answered, else the reason in Spanish."""
        return None if self._advisor else self._problem

    def refresh(self) -> bool:
        """Take up a newer snapshot if there is one; the old one serves on when the new one cannot be opened."""
        try:
            if self._advisor and self._serving() == self._advisor.index.id:
                return False
            fresh = Advisor(self._open(), self._clock)
        except AsesorError as error:
            self._problem = str(error)
            return False
        old, self._advisor, self._problem = self._advisor, fresh, None
        if old:
            old.index.vectors.close()
        return True

    def reply(self, turn: Turn, state: DialogueState, emit: Emit = ignore, deadline: float | None = None) -> tuple[Reply, DialogueState]:
        """The reply to a turn and the state after it; never raises."""
        began = time.perf_counter()
        if self._advisor is None:
            return Reply(Answer(AnswerStatus.FAILED, self._problem or ""), self._problem or ""), state
        answer = self._advisor.answer(turn.text[:MAX_CHARACTERS], state, emit, deadline, turn.site)
        reply = Reply(answer, phrasing.message(answer), (time.perf_counter() - began) * 1000)
        return reply, _after(state, answer, turn)

    def search(self, text: str, k: int, site: str | None = None) -> tuple[PassageHit, ...]:
        """The best `k` passages for a text, best first; no answer is written."""
        index = self.index
        query = reading.understand(text[:MAX_CHARACTERS], index, site=site)
        best: dict[str, PassageHit] = {}
        for hit in hybrid.search(query, index, top_k=max(5, k), all_claims=True):
            scores = {c.claim.id: c.score for c in hit.claims}
            for passage in index.passages_of(hit.fiche.id):
                score = hit.score * max(scores.get(c.id, 0.0) for c in passage.claims)
                best[passage.id] = PassageHit(passage, score)
        return tuple(sorted(best.values(), key=lambda p: (-p.score, p.passage.id))[:k])

    def close(self) -> None:
        """Free the index."""
        if self._advisor:
            self._advisor.index.vectors.close()


def _after(state: DialogueState, answer: Answer, turn: Turn) -> DialogueState:
    if answer.status is AnswerStatus.DONE:
        return DialogueState()
    if answer.status is not AnswerStatus.ANSWERED or answer.query is None:
        return dataclasses.replace(state, turns=state.turns + 1)
    shown = (*state.shown, *(c.id for s in answer.sentences for c in s.claims)) if answer.fiche == state.fiche else tuple(c.id for s in answer.sentences for c in s.claims)
    return dataclasses.replace(
        state,
        fiche=answer.fiche,
        person=answer.query.person or state.person,
        question=answer.query.text,
        shown=shown[-SHOWN_KEPT:],
        turns=state.turns + 1,
    )
