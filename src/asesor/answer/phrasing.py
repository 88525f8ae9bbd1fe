"""A checked draft -> the words of one message: headings, marks, standing line and sources block."""

from __future__ import annotations

from collections.abc import Sequence

from asesor.domain import Answer, Citation, Fiche, Sentence, Standing
from asesor.language import dates
from asesor.texts import text

PHONE = 900
"""Characters before the sources on WhatsApp and Telegram."""
WARNING_SECTIONS = ("quien-no-puede", "errores-comunes", "discrepancias")


def lead(sentences: Sequence[Sentence], marks: Sequence[tuple[int, ...]], *closing: str) -> str:
    """The first sentence plain, the rest as bullets under a bold heading for each section."""
    lines: list[str] = []
    for i, (sentence, numbers) in enumerate(zip(sentences, marks, strict=True)):
        marked = sentence.text + (" " + "".join(f"[{n}]" for n in numbers) if numbers else "")
        if i == 0:
            lines.append(marked)
            continue
        alone = i + 1 == len(sentences) or sentences[i + 1].heading is not None
        if sentence.heading and sentence.claims[0].section != sentences[0].claims[0].section:
            if alone:
                lines.append(f"*{sentence.heading}:* {marked}")
                continue
            lines.append(f"*{sentence.heading}:*")
        lines.append(f"• {marked}")
    return "\n".join([*lines, *(c for c in closing if c)])


def standing_line(fiche: Fiche) -> str:
    """How current the fiche is, in words; empty for an open thing without dated evidence."""
    key = {
        Standing.CERRADO: "closed_line",
        Standing.SUSTITUIDO: "closed_line",
        Standing.SIN_VERIFICAR: "unverified_line",
        Standing.POR_ABRIR: "opening_line",
    }.get(fiche.standing, "standing_line")
    if not fiche.evidence:
        return text(f"answer.{key}_undated")
    return text(f"answer.{key}", evidence=dates.spell(fiche.evidence))


def sources_block(citations: Sequence[Citation]) -> str:
    """ "Fuentes:" and one short line a source."""
    if not citations:
        return ""
    return "\n".join([text("answer.sources"), *(source_line(c) for c in citations)])


def source_line(citation: Citation) -> str:
    """ "[1] El Economista, 9 de diciembre de 2025"."""
    source = citation.source
    when = dates.spell(source.published) if source.published else text("answer.source_undated", when=dates.spell(source.consulted or ""))
    return text("answer.source", n=citation.n, publisher=source.publisher or source.title, when=when)


def message(answer: Answer) -> str:
    """The whole message: the lead and the sources it uses; what else is known stays in `rest`."""
    used = {n for marks in answer.numbers[: len(answer.sentences)] for n in marks}
    block = sources_block([c for c in answer.citations if c.n in used])
    reviewed = text("answer.reviewed", when=dates.spell(answer.reviewed)) if answer.reviewed and block else ""
    return "\n\n".join(part for part in (answer.text, "\n".join(p for p in (block, reviewed) if p)) if part)
