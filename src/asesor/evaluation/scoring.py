"""One reply against one case: everything that the report counts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from asesor.corpus.sections import SECTIONS
from asesor.domain import Answer, AnswerStatus, DialogueState, Fiche, Reply, Turn
from asesor.evaluation import figures
from asesor.evaluation.gold import Case, Dialogue
from asesor.evaluation.patterns import Match, match, without_sources

PHONE = "whatsapp"
WEB = "web"

_ANSWERED = frozenset({AnswerStatus.ANSWERED, AnswerStatus.PARTIAL})
STATUSES: Mapping[str, frozenset[AnswerStatus]] = {
    "responde": _ANSWERED,
    "abstiene": frozenset({AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE}),
    "rechaza": frozenset({AnswerStatus.REFUSED}),
    "pide_aclarar": frozenset({AnswerStatus.CLARIFY}),
    "saluda": frozenset({AnswerStatus.SMALL_TALK}),
    "humano": frozenset({AnswerStatus.HANDED_OFF}),
    "deriva": frozenset({AnswerStatus.REFUSED, AnswerStatus.NOT_COVERED, AnswerStatus.HANDED_OFF}),
    "cita_fuente": _ANSWERED,
    "borra_datos": frozenset({AnswerStatus.DONE, AnswerStatus.ANSWERED}),
    "cambia_idioma": frozenset({AnswerStatus.DONE, AnswerStatus.ANSWERED}),
}
"""Which ends count as which behaviour (gold/README.md); cita_fuente also needs a source."""


class HasFiches(Protocol):
    """What scoring reads of an index."""

    @property
    def fiches(self) -> Mapping[str, Fiche]:
        """All fiches by id."""


class Desk(Protocol):
    """What scoring asks of a desk: asesor.conversation.desk.Desk, or a fake."""

    @property
    def index(self) -> HasFiches:
        """The index that answers."""

    def reply(self, turn: Turn, state: DialogueState) -> tuple[Reply, DialogueState]:
        """One turn of a conversation; never raises."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scored case; `web` is None where only the phone was asked (dialogues, perturbed questions)."""

    case: Case
    status: AnswerStatus
    behaved: bool
    phone: Match
    web: Match | None
    rank: int | None
    cited: bool
    reply: str
    first: str | None
    unasked: int
    sentences: int
    unsupported: tuple[str, ...]
    figures: int
    ms: float

    @property
    def answered(self) -> bool:
        """True for answered or partial."""
        return self.status in _ANSWERED

    @property
    def falsely_answered(self) -> bool:
        """True when it was answered and no admitted behaviour allows that."""
        return self.answered and not self.behaved

    @property
    def offered(self) -> bool:
        """True when a forbidden pattern stands in the first message or in the full text."""
        return bool(self.phone.forbidden or (self.web and self.web.forbidden))

    @property
    def length(self) -> int:
        """Characters of the first message before its sources."""
        return len(self.reply)

    @property
    def is_right(self) -> bool:
        """Behaviour and patterns right, as turns and refusals are judged."""
        return self.behaved and self.phone.is_right


@dataclass(frozen=True, slots=True)
class DialogueOutcome:
    """A scored dialogue."""

    dialogue: Dialogue
    turns: tuple[Outcome, ...]

    @property
    def is_perfect(self) -> bool:
        """True when every turn is right."""
        return all(t.is_right for t in self.turns)


@dataclass(frozen=True, slots=True)
class Judge:
    """A desk with what scoring knows of its fiches."""

    desk: Desk

    def score(self, case: Case, sections: frozenset[str] = frozenset(), *, web: bool = True) -> Outcome:
        """A single message, on the phone and (unless told otherwise) on the web."""
        reply, _, ms = self._ask(case.question, PHONE, DialogueState())
        outcome = self._judge(case, reply, ms, sections)
        if not web:
            return outcome
        full, _, _ = self._ask(case.question, WEB, DialogueState())
        text = full_text(full)
        bad, checked = self._unsupported(full)
        return replace(
            outcome,
            web=match(text, case.expected, case.forbidden),
            unsupported=tuple(dict.fromkeys((*outcome.unsupported, *bad))),
            figures=max(outcome.figures, checked),
        )

    def converse(self, dialogue: Dialogue) -> DialogueOutcome:
        """All turns of a dialogue in one conversation on the phone."""
        state = DialogueState()
        turns = []
        for case in dialogue.turns:
            reply, state, ms = self._ask(case.question, PHONE, state)
            turns.append(self._judge(case, reply, ms, frozenset()))
        return DialogueOutcome(dialogue, tuple(turns))

    def covers(self, fiches: Iterable[str]) -> bool:
        """True when the corpus has one of these fiches or an equivalent, or none is named."""
        named = tuple(fiches)
        return not named or bool(self.right(named) & self.desk.index.fiches.keys())

    def right(self, fiches: Iterable[str]) -> frozenset[str]:
        """These fiches and those that either side declares equivalent."""
        named = frozenset(fiches)
        known = self.desk.index.fiches
        declared = {e for f in named if f in known for e in known[f].equals}
        return named | declared | {f.id for f in known.values() if named & set(f.equals)}

    def _ask(self, text: str, channel: str, state: DialogueState) -> tuple[Reply, DialogueState, float]:
        start = time.perf_counter()
        reply, state = self.desk.reply(Turn(text, channel=channel), state)
        return reply, state, (time.perf_counter() - start) * 1000

    def _judge(self, case: Case, reply: Reply, ms: float, sections: frozenset[str]) -> Outcome:
        answer = reply.answer
        right = self.right(case.fiches)
        bad, checked = self._unsupported(reply)
        unasked, sentences = _unasked(answer, sections) if sections and answer.status in _ANSWERED else (0, 0)
        return Outcome(
            case=case,
            status=answer.status,
            behaved=any(behaves(answer, b) for b in case.behaviours),
            phone=match(reply.text, case.expected, case.forbidden),
            web=None,
            rank=next((n for n, hit in enumerate(answer.hits, 1) if hit.fiche.id in right), None),
            cited=any(c.fiche in right for c in answer.citations),
            reply=without_sources(reply.text),
            first=answer.hits[0].fiche.id if answer.hits else None,
            unasked=unasked,
            sentences=sentences,
            unsupported=bad,
            figures=checked,
            ms=ms,
        )

    def _unsupported(self, reply: Reply) -> tuple[tuple[str, ...], int]:
        answer = reply.answer
        if answer.status not in _ANSWERED:
            return (), 0
        known = self.desk.index.fiches
        ids = {c.fiche for c in answer.citations} | {c.fiche for s in answer.sentences for c in s.claims}
        cited = [known[f] for f in sorted(ids | {answer.fiche or ""}) if f in known]
        return figures.unsupported(answer, reply.text, cited)


def behaves(answer: Answer, behaviour: str) -> bool:
    """True when an answer ended as `behaviour` says."""
    if answer.status not in STATUSES[behaviour]:
        return False
    return behaviour != "cita_fuente" or any(c.source.url or c.source.title for c in answer.citations)


def full_text(reply: Reply) -> str:
    """The whole web text: the message before its sources, with the folded rest where the text leaves it out."""
    text = without_sources(reply.text)
    return "\n".join((text, *(s.text for s in reply.answer.rest if s.text not in text)))


def _unasked(answer: Answer, sections: frozenset[str]) -> tuple[int, int]:
    """Sentences of the lead whose claims all lie in sections that were not asked for, and sentences with a section."""
    cited = [{c.section for c in s.claims} & SECTIONS.keys() for s in answer.sentences]
    counted = [found for found in cited if found]
    return sum(not (found & sections) for found in counted), len(counted)
