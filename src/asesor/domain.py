"""The nouns of asesor: frozen values that every stage takes and returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """Whether what a fiche describes can be used today."""

    VIGENTE = "vigente"
    POR_ABRIR = "por_abrir"
    CERRADO = "cerrado"
    SUSTITUIDO = "sustituido"
    SIN_VERIFICAR = "sin_verificar"

    @property
    def is_over(self) -> bool:
        """True when the thing must never be offered as open."""
        return self in (Standing.CERRADO, Standing.SUSTITUIDO)


class AnswerStatus(StrEnum):
    """How an exchange ended; each has its text in texts/es_mx.toml."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    NOT_COVERED = "not_covered"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    HANDED_OFF = "handed_off"
    SMALL_TALK = "small_talk"
    DONE = "done"
    FAILED = "failed"

    @property
    def abstained(self) -> bool:
        """True when the question stays unanswered because the corpus does not hold it."""
        return self in (AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim was read. Dates are ISO, possibly partial ("2025", "2025-08")."""

    key: str
    title: str
    publisher: str
    url: str | None
    published: str | None
    consulted: str | None
    kind: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a fiche with the sources it was written from."""

    id: str
    fiche: str
    section: str
    text: str
    sources: tuple[Source, ...]
    since: str | None = None
    until: str | None = None
    person: str | None = None
    place: str | None = None
    product: str | None = None
    line: int = 0
    literal: bool = False

    @property
    def anchor(self) -> str:
        """`section.hash`, the part of the id that question labels use."""
        return self.id.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Fiche:
    """One Markdown file of the corpus; `claims` in reading order."""

    id: str
    title: str
    topic: str
    operator: str
    scope: str
    standing: Standing
    since: str | None
    until: str | None
    evidence: str | None
    reviewed: str | None
    aliases: tuple[str, ...]
    questions: tuple[str, ...]
    see_also: tuple[str, ...]
    equals: tuple[str, ...]
    replaces: tuple[str, ...]
    replaced_by: tuple[str, ...]
    claims: tuple[Claim, ...]
    path: str = ""
    site: str | None = None

    @property
    def state(self) -> str | None:
        """The state ("jalisco") a state fiche is about."""
        return self.scope.partition(":")[2] or None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question written for a fiche, with the anchors of the claims that answer it."""

    text: str
    fiche: str | None
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """At most eight claims of one section of one fiche."""

    id: str
    fiche: str
    section: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV with its sidecar; `rows` are strings as written."""

    name: str
    title: str
    description: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: Source
    period: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that the editors wrote. `unanswerable` are messages that must not be answered."""

    fiches: tuple[Fiche, ...]
    asked: tuple[Asked, ...]
    unanswerable: tuple[str, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """How a question was read.

    `typed` are folded words with chat spellings written out, `words` the same corrected; `extra` are words added by synonyms and needs; `named` are fiches that
    a nickname or alias names; `sections` are the sections asked for, likeliest first.
    """

    text: str
    words: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    person: str | None = None
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    topic: str | None = None
    follows_up: bool = False
    site: str | None = None

    @property
    def folded(self) -> str:
        """The words as one string."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class ClaimHit:
    """A claim with its score for this question (0 to about 1, comparable within one fiche)."""

    claim: Claim
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A fiche found for a question; `score` is the weighted sum, `parts` say where it came from.

    `claims` are scored for the fiches that may be answered from; `ours` is the reader's probability (0 to 1) that
    the question is one of ours and `sections` its shares of sections, both the same for all hits of a question.
    """

    fiche: Fiche
    score: float
    claims: tuple[ClaimHit, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)
    ours: float = 1.0
    sections: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be said: the chosen fiche, its claims in order of use, and why the rest was left."""

    status: AnswerStatus
    fiche: Fiche | None = None
    claims: tuple[Claim, ...] = ()
    more: tuple[Claim, ...] = ()
    nearest: tuple[Fiche, ...] = ()
    successors: tuple[Fiche, ...] = ()
    reason: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of an answer and the claims that carry it."""

    text: str
    claims: tuple[Claim, ...]
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes; nothing in it has been checked yet."""

    sentences: tuple[Sentence, ...]
    rest: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source with the claims of this answer that rest on it."""

    n: int
    fiche: str
    standing: Standing
    source: Source
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. `text` is the lead for one message; `sentences[i].n` give citation numbers."""

    status: AnswerStatus
    text: str
    sentences: tuple[Sentence, ...] = ()
    numbers: tuple[tuple[int, ...], ...] = ()
    rest: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    fiche: str | None = None
    standing_line: str = ""
    reviewed: str | None = None
    query: Query | None = None
    hits: tuple[Hit, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a person."""

    text: str
    channel: str = "web"
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back for one turn, in the words of that channel."""

    answer: Answer
    text: str
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What a conversation remembers; JSON of at most 8 kB with a version."""

    version: int = 1
    fiche: str | None = None
    person: str | None = None
    place: str | None = None
    question: str = ""
    shown: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    turns: int = 0
