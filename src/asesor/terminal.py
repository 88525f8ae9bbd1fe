"""What the terminal shows, with rich."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from asesor.answer import phrasing
from asesor.conversation import state as states
from asesor.corpus.fiches import Problem
from asesor.domain import AnswerStatus, DialogueState, Reply, Turn
from asesor.index.snapshot import Change
from asesor.settings import Settings
from asesor.texts import text

if TYPE_CHECKING:
    from asesor.conversation.desk import Desk

WIDTH = 96
_COLOURS = {"answered": "green", "partial": "yellow", "not_covered": "yellow", "out_of_scope": "yellow", "refused": "red", "failed": "red"}


def console() -> Console:
    """A console no wider than reads well."""
    made = Console(highlight=False)
    return Console(highlight=False, width=min(WIDTH, made.width))


def say(message: str) -> None:
    """One plain line."""
    console().print(message)


def show(reply: Reply, desk: Desk) -> None:
    """The answer in a frame, its sources with dates, and what to ask next."""
    answer = reply.answer
    title = desk.index.fiches[answer.fiche].title if answer.fiche else text(f"status.{answer.status}")
    out = console()
    body = [Markdown(_markdown(answer.text))]
    out.print(Panel(Group(*body), title=f"[bold]{title}[/]", title_align="left", border_style=_COLOURS.get(answer.status, "cyan"), padding=(1, 2)))
    if answer.citations:
        used = {n for marks in answer.numbers[: len(answer.sentences)] for n in marks}
        for citation in answer.citations:
            if citation.n in used:
                out.print(Padding(Text(phrasing.source_line(citation)), (0, 2)))
                out.print(Text(f"      {citation.source.url or citation.source.title}", style="dim"), soft_wrap=True)
    if answer.suggestions:
        out.print(Padding(Text("También: " + " · ".join(answer.suggestions), style="cyan"), (1, 2, 0, 2)))
    out.print(Padding(Text(f"{text(f'status.{answer.status}')} en {reply.latency_ms:.0f} ms", style="dim"), (0, 2)))


def explain(reply: Reply) -> None:
    """How the question was read and why these fiches."""
    query, hits = reply.answer.query, reply.answer.hits
    out = console()
    if query is None:
        return
    read = Table(title="Cómo se leyó", title_justify="left", box=None, show_header=False, padding=(0, 1))
    rows: list[tuple[str, Iterable[object]]] = [
        ("palabras", query.words), ("corregidas", (f"{a} → {b}" for a, b in query.corrected)), ("agregadas", query.extra),
        ("nombra", query.named), ("secciones", query.sections), ("estados", query.states), ("países", query.countries),
        ("instituciones", query.institutions), ("productos", query.products), ("años", query.years),
        ("persona", (query.person,) if query.person else ()), ("sigue de", (query.topic,) if query.topic else ()),
    ]
    for name, values in rows:
        joined = ", ".join(str(v) for v in values)
        if joined:
            read.add_row(f"[dim]{name}[/]", Text(joined))
    out.print(read)
    found = Table(title="Fichas", title_justify="left", box=None, padding=(0, 1))
    for name in ("ficha", "puntaje", "de dónde sale"):
        found.add_column(name)
    for hit in hits:
        found.add_row(hit.fiche.id, f"{hit.score:.2f}", " + ".join(f"{k} {v:.2f}" for k, v in sorted(hit.parts.items(), key=lambda p: -p[1])))
    out.print(found)
    if hits:
        claims = Table(title=f"Afirmaciones de {hits[0].fiche.id}", title_justify="left", box=None, padding=(0, 1))
        for name in ("puntaje", "sección", "texto"):
            claims.add_column(name)
        for claim in hits[0].claims[:8]:
            claims.add_row(f"{claim.score:.2f}", claim.claim.section, Text(claim.claim.text))
        out.print(claims)
    if reply.answer.reason:
        out.print(Text(reply.answer.reason, style="dim"))


def show_problems(problems: list[Problem], fiches: int) -> None:
    """The report of a review, errors in red."""
    out = console()
    for problem in problems:
        out.print(Text(str(problem), style="red" if problem.is_error else "yellow"), soft_wrap=True)
    errors = sum(p.is_error for p in problems)
    out.print(f"{fiches} fichas, {errors} errores, {len(problems) - errors} avisos.")


def show_change(change: Change, warnings: list[Problem]) -> None:
    """What a build added, changed and removed."""
    out = console()
    for problem in warnings:
        out.print(Text(str(problem), style="yellow"), soft_wrap=True)
    for sign, style, names in (("+", "green", change.added), ("~", "yellow", change.changed), ("-", "red", change.removed)):
        for name in names[:20]:
            out.print(Text(f"{sign} {name}", style=style))
        if len(names) > 20:
            out.print(Text(f"{sign} … y {len(names) - 20} más", style=style))
    if change.nothing:
        out.print("Nada cambió en las fichas.")
    out.print(
        f"{len(change.added)} agregadas, {len(change.changed)} cambiadas, {len(change.removed)} quitadas; "
        f"{change.passages} pasajes, {change.encoded} afirmaciones codificadas. Sirve el índice {change.snapshot}."
    )
    if change.retrain:
        out.print(Text(f"Hay {change.untrained} preguntas que el lector entrenado no ha visto: conviene correr «make models».", style="yellow"))


def show_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values in two columns."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for name, value in pairs:
        table.add_row(f"[dim]{name}[/]", Text(value))
    console().print(table)


def show_table(table: Any) -> None:
    """A renderable as wide as the terminal allows."""
    Console(highlight=False).print(table)


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """A spinner that names the step; plain lines when nobody watches."""
    out = Console(highlight=False, stderr=True)
    with out.status(f"{title}…") as status:
        yield lambda step: status.update(f"{title}: {step}…")


def converse(desk: Desk, settings: Settings, site: str | None) -> None:
    """A chat until Ctrl-D or «salir»; every turn is kept in the store."""
    asyncio.run(_converse(desk, settings, site))


async def _converse(desk: Desk, settings: Settings, site: str | None) -> None:
    import json
    import uuid

    from asesor.conversation import records
    from asesor.store.conversations import Entry, Store

    settings.home.mkdir(parents=True, exist_ok=True)
    store = await Store.open(settings.store)
    conversation, rev, current = str(uuid.uuid4()), None, DialogueState()
    say("Escribe tu pregunta; «salir» o Ctrl-D para terminar.")
    try:
        while (asked := await asyncio.to_thread(_ask)) is not None:
            reply, current = desk.reply(Turn(asked, "web", site), current)
            show(reply, desk)
            message = str(uuid.uuid4())
            body = json.dumps(records.to_json(reply, conversation, message), ensure_ascii=False)
            await store.record(Entry(conversation, message, asked, body, reply.answer.status, states.dump(current), rev, "terminal", site))
            rev = (rev or 0) + 1
            if reply.answer.status is AnswerStatus.DONE:
                await store.erase(conversation)
                conversation, rev = str(uuid.uuid4()), None
    finally:
        await store.close()


def _ask() -> str | None:
    try:
        asked = input("\n› ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if asked.lower() in ("salir", "exit") else asked


def _markdown(answer: str) -> str:
    """WhatsApp marks as Markdown: *bold* -> **bold**, bullets, brackets kept, lines kept apart."""
    strong = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"**\1**", answer)
    lines = ["- " + line[2:] if line.startswith("• ") else line for line in strong.split("\n")]
    out: list[str] = []
    for line in lines:
        if out and not (line.startswith("- ") and out[-1].startswith("- ")):
            out.append("")
        out.append(line.replace("[", r"\["))
    return "\n".join(out)
