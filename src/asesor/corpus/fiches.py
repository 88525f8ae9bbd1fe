"""One Markdown file -> one Fiche, with every problem found on the way (never only the first)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from asesor.corpus.sections import SECTION_OF_TITLE, SECTIONS
from asesor.domain import Claim, Fiche, Source, Standing
from asesor.language import dates
from asesor.language.folding import clean, fold

TOPICS = ("programas", "exportacion", "mercado", "comercio_digital", "logistica", "financiamiento", "fiscal")
KINDS = ("oficial", "prensa", "despacho", "empresa", "semilla")
KEYS = frozenset(
    "id titulo tema operador ambito estado vigente_desde vigente_hasta evidencia_al verificado_el alias preguntas "
    "ver_tambien equivale sustituye sustituido_por fuentes".split()
)
REQUIRED = ("id", "titulo", "tema", "operador", "ambito", "estado", "verificado_el", "preguntas", "fuentes")
SOURCE_KEYS = frozenset("titulo editor url fecha tipo consultado pagina documento".split())
ATTRIBUTES = frozenset("desde hasta persona lugar producto".split())
NOTHING = "ninguno"
"""`sustituido_por: ninguno` says that nothing replaced a closed thing."""

_MARKS = re.compile(r"((?:\[\^[^\]]+\])+)\s*(?:\{([^}]*)\})?\s*$")
_ANY_MARK = re.compile(r"\[\^([^\]]+)\]")
_RULER = re.compile(r"\|[\s:|-]+\|?|-{3,}")
"""The line under a table's header, or a horizontal rule."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextDates(_LOADER):  # type: ignore[misc, valid-type]
    """YAML without its own dates: ours may be partial."""


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in _LOADER.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where, what, and whether it stops the index."""

    path: str
    line: int
    text: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'error' if self.is_error else 'aviso'}: {self.text}"


def claim_id(fiche: str, section: str, text: str) -> str:
    """`fiche#section.hash`, stable while the folded text is the same."""
    return f"{fiche}#{section}.{hashlib.blake2s(fold(text).encode(), digest_size=4).hexdigest()}"


def load_yaml(text: str) -> Any:
    """YAML with dates as text. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_TextDates)


def parse(text: str, path: str) -> tuple[Fiche | None, list[Problem]]:
    """The fiche of a file's text and all its problems; None when nothing usable is left."""
    problems: list[Problem] = []

    def bad(line: int, message: str) -> None:
        problems.append(Problem(path, line, message))

    head, body, body_line = _split(text)
    if head is None:
        bad(1, "falta el encabezado entre dos líneas «---»")
        return None, problems
    try:
        meta = load_yaml(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        bad((mark.line + 2) if mark else 1, f"el encabezado no es YAML válido: {getattr(error, 'problem', error)}")
        return None, problems
    if not isinstance(meta, dict):
        bad(1, "el encabezado debe ser una lista de «clave: valor»")
        return None, problems
    at = _line_finder(head)
    for key in meta:
        if key not in KEYS:
            bad(at(key), f"clave desconocida «{key}»")
    for key in REQUIRED:
        if not meta.get(key):
            bad(1, f"falta «{key}»")
    sources = _sources(meta.get("fuentes"), at("fuentes"), bad)
    standing = _standing(meta, at, bad)
    for key in ("vigente_desde", "vigente_hasta", "evidencia_al", "verificado_el"):
        if meta.get(key) is not None:
            _date(str(meta[key]), at(key), key, bad)
    if meta.get("tema") and meta["tema"] not in TOPICS:
        bad(at("tema"), f"tema desconocido «{meta['tema']}»; usa uno de: {', '.join(TOPICS)}")
    scope = str(meta.get("ambito") or "")
    if scope and scope not in ("federal", "internacional", "privado") and not re.fullmatch(r"estatal:[a-z-]+", scope):
        bad(at("ambito"), f"ámbito desconocido «{scope}»; usa federal, internacional, privado o estatal:<estado>")
    fiche_id = str(meta.get("id") or "")
    if fiche_id and not re.fullmatch(r"[a-z0-9-]+", fiche_id):
        bad(at("id"), f"el id «{fiche_id}» solo puede llevar minúsculas, cifras y guiones")
    if fiche_id and Path(path).stem != fiche_id:
        bad(at("id"), f"el id «{fiche_id}» no es el nombre del archivo")
    claims = _claims(fiche_id, body, body_line, sources, bad)
    if not claims:
        bad(body_line, "la ficha no tiene ninguna afirmación")
    replaced = meta.get("sustituido_por")
    fiche = Fiche(
        id=fiche_id,
        title=str(meta.get("titulo") or ""),
        topic=str(meta.get("tema") or ""),
        operator=str(meta.get("operador") or ""),
        scope=scope,
        standing=standing,
        since=_text(meta.get("vigente_desde")),
        until=_text(meta.get("vigente_hasta")),
        evidence=_text(meta.get("evidencia_al")),
        reviewed=_text(meta.get("verificado_el")),
        aliases=_texts(meta.get("alias"), at("alias"), "alias", bad),
        questions=_texts(meta.get("preguntas"), at("preguntas"), "preguntas", bad),
        see_also=_texts(meta.get("ver_tambien"), at("ver_tambien"), "ver_tambien", bad),
        equals=_texts(meta.get("equivale"), at("equivale"), "equivale", bad),
        replaces=_texts(meta.get("sustituye"), at("sustituye"), "sustituye", bad),
        replaced_by=(NOTHING,) if replaced == NOTHING else _texts(replaced, at("sustituido_por"), "sustituido_por", bad),
        claims=tuple(claims),
        path=path,
    )
    if standing.is_over and not (fiche.until and fiche.replaced_by):
        bad(at("estado"), "una ficha cerrada o sustituida dice cuándo (vigente_hasta) y qué la reemplazó (sustituido_por, o «ninguno»)")
    return (fiche if fiche_id else None), problems


def _split(text: str) -> tuple[str | None, str, int]:
    match = re.match(r"\A---\n(.*?)\n---[ \t]*\n", text.replace("\r\n", "\n"), re.S)
    if not match:
        return None, "", 1
    return match[1], text.replace("\r\n", "\n")[match.end() :], match[0].count("\n") + 1


def _line_finder(head: str) -> Any:
    lines = head.split("\n")

    def at(key: str) -> int:
        return next((i + 2 for i, line in enumerate(lines) if re.match(rf"{re.escape(str(key))}\s*:", line)), 1)

    return at


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: object, line: int, key: str, bad: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str | int | float) for v in value):
        bad(line, f"«{key}» debe ser una lista de textos (revisa comillas y dos puntos)")
        return ()
    return tuple(str(v) for v in value)


def _date(value: str, line: int, key: str, bad: Any) -> None:
    try:
        dates.parse(value)
    except ValueError:
        bad(line, f"«{key}: {value}» no es una fecha (AAAA, AAAA-MM o AAAA-MM-DD)")


def _standing(meta: dict[str, Any], at: Any, bad: Any) -> Standing:
    try:
        return Standing(str(meta.get("estado") or "sin_verificar"))
    except ValueError:
        bad(at("estado"), f"estado desconocido «{meta['estado']}»; usa uno de: {', '.join(Standing)}")
        return Standing.SIN_VERIFICAR


def _sources(value: object, line: int, bad: Any) -> dict[str, Source]:
    if not isinstance(value, dict):
        if value is not None:
            bad(line, "«fuentes» debe ser «clave: {titulo: …, editor: …, url: …}»")
        return {}
    out: dict[str, Source] = {}
    for key, raw in value.items():
        if not isinstance(raw, dict):
            bad(line, f"la fuente «{key}» debe ser {{titulo: …, editor: …, url: …}}")
            continue
        for unknown in set(raw) - SOURCE_KEYS:
            bad(line, f"fuente «{key}»: clave desconocida «{unknown}»")
        if not (raw.get("url") or raw.get("documento") or raw.get("tipo") == "semilla"):
            bad(line, f"fuente «{key}»: falta url o documento")
        if not (raw.get("fecha") or raw.get("consultado")):
            bad(line, f"fuente «{key}»: falta fecha o consultado")
        if raw.get("tipo") not in KINDS:
            bad(line, f"fuente «{key}»: tipo desconocido «{raw.get('tipo')}»; usa uno de: {', '.join(KINDS)}")
        for field_name in ("fecha", "consultado"):
            if raw.get(field_name) is not None:
                _date(str(raw[field_name]), line, f"{key}.{field_name}", bad)
        out[str(key)] = Source(
            key=str(key),
            title=str(raw.get("titulo") or raw.get("documento") or ""),
            publisher=str(raw.get("editor") or ""),
            url=_text(raw.get("url")),
            published=_text(raw.get("fecha")),
            consulted=_text(raw.get("consultado")),
            kind=str(raw.get("tipo") or ""),
            page=_text(raw.get("pagina")),
        )
    return out


def _claims(fiche: str, body: str, first_line: int, sources: dict[str, Source], bad: Any) -> list[Claim]:
    claims: list[Claim] = []
    seen: set[str] = set()
    section: str | None = None
    for line, text in _blocks(body, first_line):
        if text.startswith("#"):
            title = text.lstrip("#").strip()
            section = SECTION_OF_TITLE.get(title.lower())
            if not text.startswith("## ") or section is None:
                bad(line, f"sección desconocida «{title}»; usa: {' · '.join(SECTIONS.values())}")
            continue
        claim = _claim(fiche, section, text, line, sources, bad)
        if claim is None:
            continue
        if claim.id in seen:
            bad(line, "la misma afirmación está dos veces en la sección")
            continue
        seen.add(claim.id)
        claims.append(claim)
    return claims


def _claim(fiche: str, section: str | None, text: str, line: int, sources: dict[str, Source], bad: Any) -> Claim | None:
    marks = _MARKS.search(text)
    if not marks:
        bad(line, "afirmación sin fuente: termina cada una con su marca, por ejemplo [^sat]")
        return None
    body = clean(text[: marks.start()])
    if _ANY_MARK.search(body):
        bad(line, "las marcas de fuente van juntas al final de la afirmación")
        return None
    keys = _ANY_MARK.findall(marks[1])
    for key in keys:
        if key not in sources:
            bad(line, f"la fuente «{key}» no está en «fuentes»")
    attributes: dict[str, str] = {}
    for pair in (marks[2] or "").split():
        name, _, value = pair.partition("=")
        if name not in ATTRIBUTES or not value:
            bad(line, f"atributo desconocido «{pair}»; usa desde, hasta, persona, lugar o producto con «=»")
        elif name in ("desde", "hasta"):
            _date(value, line, name, bad)
        elif name == "persona" and value not in ("fisica", "moral"):
            bad(line, "persona es «fisica» o «moral»")
        attributes[name] = value
    if section is None or not body:
        if body:
            bad(line, "afirmación fuera de una sección conocida")
        return None
    return Claim(
        id=claim_id(fiche, section, body),
        fiche=fiche,
        section=section,
        text=body,
        sources=tuple(sources[k] for k in keys if k in sources),
        since=attributes.get("desde"),
        until=attributes.get("hasta"),
        person=attributes.get("persona"),
        place=attributes.get("lugar"),
        product=attributes.get("producto"),
        line=line,
    )


def _blocks(body: str, first_line: int) -> list[tuple[int, str]]:
    """Headings, list items, paragraphs and table rows with the line they start on."""
    blocks: list[tuple[int, str]] = []
    open_block = False
    lines = body.split("\n")
    for offset, raw in enumerate(lines):
        line, stripped = first_line + offset, raw.strip()
        item = re.match(r"(?:[-*•]|\d+[.)])\s+(.*)", stripped)
        if not stripped or _RULER.fullmatch(stripped):
            open_block = False
        elif stripped.startswith("|") and offset + 1 < len(lines) and _RULER.fullmatch(lines[offset + 1].strip()):
            open_block = False  # the header row of a table claims nothing
        elif stripped.startswith("#"):
            blocks.append((line, stripped))
            open_block = False
        elif item:
            blocks.append((line, item[1]))
            open_block = True
        elif stripped.startswith("|"):
            row, marks = re.match(r"\|?(.*?)\|?\s*((?:\[\^[^\]]+\])*(?:\{[^}]*\})?)$", stripped).groups()  # type: ignore[union-attr]
            blocks.append((line, " · ".join(cell.strip() for cell in row.split("|") if cell.strip()) + marks))
            open_block = False
        elif open_block:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {stripped}")
        else:
            blocks.append((line, stripped))
            open_block = True
    return blocks
