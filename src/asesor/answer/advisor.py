"""The path from question to answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

from asesor.answer import citations, evidence, phrasing, routes
from asesor.answer.writers import Extractive, Writer
from asesor.domain import Answer, AnswerStatus, DialogueState, Draft, Evidence, Fiche, Hit, Query, Sentence
from asesor.errors import WriterError
from asesor.index.snapshot import Index
from asesor.retrieval import hybrid, reading
from asesor.texts import text

Emit = Callable[[Sentence, tuple[int, ...]], None]
SUGGESTIONS = 3
LAST_CLAIMS = 5
"""Claims of the last answer whose sources are told when somebody asks for them."""


def ignore(sentence: Sentence, numbers: tuple[int, ...]) -> None:
    """An emit for callers that want the whole answer only."""


class Advisor:
    """Answers one question from one open index; never raises."""

    def __init__(self, index: Index, clock: Callable[[], date], writer: Writer | None = None) -> None:
        self.index = index
        self._clock = clock
        self._writer = writer or Extractive()

    def answer(
        self, asked: str, earlier: DialogueState, emit: Emit = ignore, deadline: float | None = None, site: str | None = None
    ) -> Answer:
        """The answer to `asked`, verified; a fault becomes the status FAILED."""
        try:
            query = reading.understand(asked, self.index, earlier, site)
            routed = routes.route(query)
            if routed is not None:
                return routed
            if earlier.shown and reading.asks_source(query):
                return self._sources(query, earlier)
            said: frozenset[str] = frozenset()
            if earlier.question and reading.wants_more(query):
                query, said = reading.understand(earlier.question, self.index, earlier, site), frozenset(earlier.shown)
            hits = hybrid.search(query, self.index)
            found = evidence.select(query, hits, self.index, self._clock(), said)
            if found.status is not AnswerStatus.ANSWERED:
                return _held_back(query, hits, found)
            draft = citations.verify(self._draft(query, found), found)
            return self._finished(query, hits, found, draft, emit)
        except Exception:  # the promise of this function: a person gets a sentence, the log gets the trace
            _log_fault()
            return Answer(AnswerStatus.FAILED, text("answer.failed"))

    def _sources(self, query: Query, earlier: DialogueState) -> Answer:
        """Where the last answer was read, source by source, with addresses."""
        claims = tuple(self.index.claims[c] for c in earlier.shown if c in self.index.claims)[-LAST_CLAIMS:]
        sentences = tuple(Sentence(c.text, (c,)) for c in claims)
        cited, _marks = citations.number(sentences, {c.fiche: self.index.fiches[c.fiche].standing for c in claims})
        lines = [text("answer.source_of", source=phrasing.source_line(c).partition("] ")[2], where=c.source.url or c.source.title) for c in cited]
        said = "\n".join([text("answer.sources_of"), *lines])
        return Answer(AnswerStatus.ANSWERED, said, (), (), sentences, cited, fiche=earlier.fiche, query=query)

    def _draft(self, query: Query, found: Evidence) -> Draft:
        try:
            return self._writer.write(query, found)
        except WriterError:
            return Extractive().write(query, found)

    def _finished(self, query: Query, hits: tuple[Hit, ...], found: Evidence, draft: Draft, emit: Emit) -> Answer:
        assert found.fiche is not None
        if not draft.sentences:
            return _held_back(query, hits, dataclasses.replace(found, status=AnswerStatus.NOT_COVERED))
        standings = {c.fiche: self.index.fiches[c.fiche].standing for s in (*draft.sentences, *draft.rest) for c in s.claims}
        cited, marks = citations.number((*draft.sentences, *draft.rest), standings)
        for sentence, numbers in zip(draft.sentences, marks, strict=False):
            emit(sentence, numbers)
        line = phrasing.standing_line(found.fiche)
        instead = text("answer.today_instead", titles=" · ".join(f.title for f in found.successors)) if found.successors else ""
        neighbours = [self.index.fiches[i] for i in found.fiche.see_also if i in self.index.fiches]
        return Answer(
            status=AnswerStatus.ANSWERED,
            text=phrasing.lead(draft.sentences, marks[: len(draft.sentences)], instead, line),
            sentences=draft.sentences,
            numbers=marks,
            rest=draft.rest,
            citations=cited,
            suggestions=tuple(_question(f) for f in neighbours[:SUGGESTIONS]),
            fiche=found.fiche.id,
            standing_line=line,
            reviewed=found.fiche.reviewed,
            query=query,
            hits=hits,
            reason=found.reason,
        )


def _held_back(query: Query, hits: tuple[Hit, ...], found: Evidence) -> Answer:
    """Say that the corpus does not hold it, and what it does hold nearby."""
    if found.status is AnswerStatus.OUT_OF_SCOPE:
        return Answer(found.status, text("answer.out_of_scope"), query=query, hits=hits, reason=found.reason)
    lines = [text("answer.not_covered")]
    titles = tuple(f.title for f in found.nearest)
    if titles:
        lines += [text("answer.nearest"), *(text("answer.nearest_item", title=t) for t in titles), text("answer.ask_again")]
    return Answer(
        found.status, "\n".join(lines), actions=tuple((f.title, _question(f)) for f in found.nearest),
        query=query, hits=hits, reason=found.reason,
    )


def _question(fiche: Fiche) -> str:
    """What to send to get at a fiche: its first question, or its title."""
    return fiche.questions[0] if fiche.questions else fiche.title


def _log_fault() -> None:
    """The trace without local values: what a person wrote stays out of the log."""
    import traceback

    import structlog

    structlog.get_logger("asesor").error("answer_failed", trace=traceback.format_exc(limit=-8))
