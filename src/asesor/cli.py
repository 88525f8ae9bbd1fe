"""asesor at the terminal. Heavy imports happen inside the commands: `asesor --help` answers at once."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asesor.errors import AsesorError, CorpusError

if TYPE_CHECKING:
    from asesor.conversation.desk import Desk
    from asesor.domain import DialogueState, Turn
    from asesor.settings import Settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Asesor de PyMEs mexicanas: respuestas con fuentes y fechas.",
)
corpus_app = typer.Typer(no_args_is_help=True, help="Revisar y probar las fichas.")
app.add_typer(corpus_app, name="corpus")

Question = Annotated[str, typer.Argument(help="La pregunta, como la escribirías en el teléfono.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Imprime el objeto de POST /v1/messages.")]
Site = Annotated[str | None, typer.Option("--sitio", help="Sitio que pregunta (corpus/sitios.toml).")]
Channel = Annotated[str, typer.Option("--canal", help="whatsapp (primer mensaje) o web (todo).")]


@app.command()
def preguntar(
    pregunta: Annotated[str | None, typer.Argument(help="La pregunta, como la escribirías en el teléfono.", show_default=False)] = None,
    as_json: AsJson = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Lee {conversation_id, text, channel?} por línea y escribe una respuesta por línea.")] = False,
    sitio: Site = None,
    canal: Channel = "web",
    explica: Annotated[bool, typer.Option("--explica", help="Muestra cómo se leyó la pregunta y por qué estas fichas.")] = False,
) -> None:
    """Contesta una pregunta con sus fuentes."""
    from asesor.domain import DialogueState, Turn

    with _spanish_errors():
        if canal not in ("web", "whatsapp"):
            raise AsesorError(f"No conozco el canal «{canal}»: usa «web» o «whatsapp».")
        if not jsonl and pregunta is None:
            raise AsesorError("Falta la pregunta: asesor preguntar \"¿qué necesito para exportar?\"")
        desk = _desk()
        if jsonl:
            _batch(desk, canal, sitio)
            return
        assert pregunta is not None
        turn = Turn(pregunta, canal, sitio)
        reply, _ = desk.reply(turn, DialogueState())
        if as_json:
            print(json.dumps(_as_object(reply, None), ensure_ascii=False))
            return
        from asesor import terminal

        terminal.show(reply, desk)
        if explica:
            terminal.explain(reply)


@app.command()
def conversar(sitio: Site = None) -> None:
    """Platica en la terminal; la conversación se guarda."""
    with _spanish_errors():
        from asesor import terminal

        terminal.converse(_desk(), _settings(), sitio)


@app.command()
def indexar(
    carpeta: Annotated[Path | None, typer.Option("--carpeta", help="Agrega documentos de esta carpeta (PDF, DOCX, HTML, Markdown).")] = None,
    quitar: Annotated[Path | None, typer.Option("--quitar", help="Olvida una carpeta agregada antes.")] = None,
    sitio: Site = None,
    volver: Annotated[bool, typer.Option("--volver", help="Vuelve al índice anterior.")] = False,
    esperar: Annotated[float, typer.Option("--esperar", help="Segundos que espera a otro «asesor indexar».")] = 600.0,
) -> None:
    """Construye el índice y dice qué se agregó, cambió o quitó."""
    with _spanish_errors():
        from asesor import terminal, wiring
        from asesor.corpus import folders
        from asesor.index import snapshot

        settings = _settings()
        if volver:
            terminal.say(f"Ahora sirve el índice {snapshot.roll_back(settings.home)}.")
            return
        if carpeta:
            folders.remember(settings.home, carpeta, sitio)
        if quitar:
            folders.forget(settings.home, quitar)
        with terminal.progress("Indexando") as step:
            change, warnings = wiring.build_index(settings, step, wait_s=esperar)
        terminal.show_change(change, warnings)


@corpus_app.command()
def revisar(
    fichas: Annotated[list[str] | None, typer.Argument(help="Solo estas fichas (id).", show_default=False)] = None,
    vencidos: Annotated[bool, typer.Option("--vencidos", help="Solo lo que hay que volver a leer.")] = False,
) -> None:
    """Busca errores y avisos en el corpus; sale con 1 si hay errores."""
    with _spanish_errors():
        from asesor import terminal
        from asesor.corpus import reading

        settings = _settings()
        corpus, found = reading.read(settings.corpus, settings.clock())
        wanted = set(fichas or [])
        shown = [p for p in found if not wanted or Path(p.path).stem in wanted]
        if vencidos:
            shown = [p for p in shown if "leída por última vez" in p.text or "ya pasó" in p.text]
        terminal.show_problems(shown, len(corpus.fiches))
        if any(p.is_error for p in shown):
            raise typer.Exit(1)


@corpus_app.command()
def afirmaciones(ficha: Annotated[str, typer.Argument(help="El id de la ficha.")]) -> None:
    """Lista las afirmaciones de una ficha con su marca, para corpus/preguntas/ID.txt."""
    with _spanish_errors():
        from asesor import terminal
        from asesor.corpus import reading

        settings = _settings()
        corpus, _ = reading.read(settings.corpus, settings.clock())
        found = next((f for f in corpus.fiches if f.id == ficha), None)
        if found is None:
            raise AsesorError(f"No hay ficha «{ficha}».")
        terminal.show_pairs((c.anchor, c.text) for c in found.claims)


@corpus_app.command()
def probar(archivo: Annotated[Path, typer.Argument(help="La ficha por probar.")], pregunta: Question) -> None:
    """Contesta una pregunta con una ficha nueva o cambiada, sin tocar el índice que sirve."""
    with _spanish_errors():
        from asesor import terminal, wiring
        from asesor.domain import DialogueState, Turn

        with wiring.trial_desk(_settings(), archivo) as desk:
            reply, _ = desk.reply(Turn(pregunta, "web"), DialogueState())
            terminal.show(reply, desk)
            terminal.explain(reply)


@app.command()
def servir(
    puerto: Annotated[int | None, typer.Option("--puerto", help="Puerto (por omisión ASESOR_PORT o 8000).")] = None,
) -> None:
    """Sirve la API y la página de prueba."""
    with _spanish_errors():
        import dataclasses

        from asesor_api.serving import serve

        settings = _settings()
        serve(settings if puerto is None else dataclasses.replace(settings, port=puerto))


@app.command()
def evaluar(
    gold: Annotated[list[Path] | None, typer.Option("--gold", help="Carpeta con casos de evaluación (se puede repetir).")] = None,
    mitad: Annotated[str, typer.Option("--mitad", help="desarrollo, prueba o todas.")] = "todas",
    semillas: Annotated[int, typer.Option("--semillas", help="Cuántas semillas de preguntas alteradas.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Imprime las cifras como JSON.")] = False,
    fallas: Annotated[Path | None, typer.Option("--fallas", help="Escribe los casos fallados (JSONL).")] = None,
    umbrales: Annotated[Path | None, typer.Option("--umbrales", help="Compara con estos umbrales y sale con 1 si falta algo.")] = None,
) -> None:
    """Califica conjuntos de casos y muestra cada cifra con su intervalo."""
    with _spanish_errors():
        from asesor import evaluation, terminal
        from asesor.settings import CHECKOUT

        folders = gold or [f for f in (CHECKOUT / "tests" / "gold",) if f.is_dir()]
        with terminal.progress("Evaluando") as step:
            report = evaluation.run(
                _desk(), folders, mitad, seeds=evaluation.SEEDS[:semillas],
                progress=lambda stage, done, total: step(f"{stage} {done} de {total}"),
            )
        if fallas:
            fallas.write_text(report.failures_jsonl(), "utf-8")
        if as_json:
            print(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            terminal.show_table(report.table())
        short = report.check(umbrales) if umbrales else []
        for shortfall in short:
            print(shortfall, file=sys.stderr)
        if short:
            raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Muestra los ajustes (sin secretos) y si el índice y los modelos están listos."""
    with _spanish_errors():
        from asesor import terminal, wiring

        terminal.show_pairs(wiring.diagnose(_settings()))


def _settings() -> Settings:
    from asesor.settings import Settings

    return Settings.from_env()


def _desk() -> Desk:
    """A desk for one process that asks a few questions: exact vectors, so that Chroma need not be imported."""
    import dataclasses

    from asesor.wiring import build_desk

    settings = _settings()
    desk = build_desk(dataclasses.replace(settings, vectors="numpy") if settings.vectors == "directory" else settings)
    problem = desk.ready()
    if problem:
        raise AsesorError(problem)
    return desk


def _batch(desk: Desk, channel: str, site: str | None) -> None:
    """One JSON object a line in, one out; conversations are remembered for the run."""
    from asesor.domain import DialogueState, Turn

    states: dict[str, DialogueState] = {}
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            text = asked["text"]
            conversation = asked.get("conversation_id")
            if not isinstance(text, str) or not isinstance(conversation, str | None):
                raise TypeError
        except (ValueError, KeyError, TypeError, AttributeError):
            print(json.dumps({"error": f"línea {number}: se espera {{\"conversation_id\": …, \"text\": \"…\"}}"}, ensure_ascii=False), flush=True)
            continue
        state = states.get(conversation, DialogueState()) if conversation else DialogueState()
        turn: Turn = Turn(text, asked.get("channel") or channel, asked.get("site") or site)
        reply, after = desk.reply(turn, state)
        if conversation:
            states[conversation] = after
        print(json.dumps(_as_object(reply, conversation), ensure_ascii=False), flush=True)


def _as_object(reply: Any, conversation: str | None) -> dict[str, Any]:
    import uuid

    from asesor.conversation import records

    return records.to_json(reply, conversation or str(uuid.uuid4()), str(uuid.uuid4()))


@contextmanager
def _spanish_errors() -> Iterator[None]:
    """An error of ours is a sentence and exit code 2, never a trace."""
    try:
        yield
    except CorpusError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except AsesorError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except BrokenPipeError:
        raise typer.Exit(0) from None


if __name__ == "__main__":
    app()
