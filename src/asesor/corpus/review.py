"""What an editor must mend before a corpus is indexed, and what is worth a look."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from asesor.corpus.fiches import NOTHING, Problem
from asesor.domain import Claim, Fiche
from asesor.language import dates
from asesor.language.folding import fold, stems

STALE_AFTER_DAYS = 180
MIN_QUESTIONS = 6
_FIGURE = re.compile(r"(?<![\w.,])(?:\$ ?)?\d[\d,.]*\d ?(?:%|pesos|dólares|usd|mxn|mdp)|\d ?%", re.I)
_DEADLINE = re.compile(r"\b\d+ (?:días|meses|años|horas)\b", re.I)


def review(fiches: Iterable[Fiche], today: date) -> list[Problem]:
    """Problems between fiches and of their dates; parsing problems come from `fiches.parse`."""
    fiches = tuple(fiches)
    found: list[Problem] = []
    found += _references(fiches)
    found += _aliases(fiches)
    for fiche in fiches:
        found += _fiche(fiche, today)
    found += _different_figures(fiches)
    return sorted(found, key=lambda p: (p.path, p.line))


def _references(fiches: tuple[Fiche, ...]) -> Iterable[Problem]:
    known: dict[str, str] = {}
    for fiche in fiches:
        if fiche.id in known:
            yield Problem(fiche.path, 1, f"el id «{fiche.id}» ya lo usa {known[fiche.id]}")
        known[fiche.id] = fiche.path
    for fiche in fiches:
        for key, ids in (("ver_tambien", fiche.see_also), ("equivale", fiche.equals), ("sustituye", fiche.replaces),
                         ("sustituido_por", fiche.replaced_by)):
            for other in ids:
                if other != NOTHING and other not in known:
                    yield Problem(fiche.path, 1, f"«{key}» nombra la ficha «{other}», que no existe")
        for other in fiche.equals:
            twin = next((f for f in fiches if f.id == other), None)
            if twin and fiche.id not in twin.equals:
                yield Problem(fiche.path, 1, f"«equivale» debe estar en los dos lados: falta en «{other}»")


def _aliases(fiches: tuple[Fiche, ...]) -> Iterable[Problem]:
    owners: dict[str, Fiche] = {}
    for fiche in fiches:
        for alias in fiche.aliases:
            owner = owners.setdefault(fold(alias), fiche)
            if owner.id != fiche.id:
                yield Problem(fiche.path, 1, f"el alias «{alias}» también es de «{owner.id}»: pásalo a lexico.toml")


def _fiche(fiche: Fiche, today: date) -> Iterable[Problem]:
    if len(fiche.questions) < MIN_QUESTIONS:
        yield Problem(fiche.path, 1, f"pocas preguntas ({len(fiche.questions)} de {MIN_QUESTIONS})", is_error=False)
    reviewed = _day(fiche.reviewed)
    if reviewed and (today - reviewed).days > STALE_AFTER_DAYS:
        yield Problem(fiche.path, 1, f"leída por última vez el {fiche.reviewed}: hace más de {STALE_AFTER_DAYS} días", is_error=False)
    official = any(s.kind == "oficial" for c in fiche.claims for s in c.sources)
    for claim in fiche.claims:
        yield from _claim(fiche, claim, official, today)


def _claim(fiche: Fiche, claim: Claim, official: bool, today: date) -> Iterable[Problem]:
    if (_FIGURE.search(claim.text) or _DEADLINE.search(claim.text)) and any(
        s.kind == "oficial" and not (s.published or s.consulted) for s in claim.sources
    ):
        yield Problem(fiche.path, claim.line, "un monto o plazo con fuente oficial necesita la fecha de la fuente")
    until = _day(claim.until, end=True)
    if until and until < today and not _says_past(claim.text):
        yield Problem(fiche.path, claim.line, f"«hasta={claim.until}» ya pasó", is_error=False)
    if official and all(s.kind == "prensa" for s in claim.sources) and _FIGURE.search(claim.text) and claim.section in ("costo", "montos", "plazo"):
        yield Problem(fiche.path, claim.line, "cifra apoyada solo en prensa; la ficha tiene fuentes oficiales", is_error=False)


def _day(text: str | None, *, end: bool = False) -> date | None:
    """A date, or None where there is none that can be read: `fiches.parse` reports those."""
    try:
        return dates.parse(text, end=end) if text else None
    except ValueError:
        return None


def _says_past(text: str) -> bool:
    return bool(re.search(r"\b(ya no|antes|hasta el|hasta \w+ de \d{4}|fue|era|estuvo|venci[oó]|regía|rigió|cerr[oó]|tuvo)\b", text, re.I))


def _different_figures(fiches: tuple[Fiche, ...]) -> Iterable[Problem]:
    """Claims of two fiches with nearly the same words and another figure."""
    by_shape: dict[frozenset[str], list[Claim]] = defaultdict(list)
    paths = {f.id: f.path for f in fiches}
    for fiche in fiches:
        for claim in fiche.claims:
            words = frozenset(s for s in stems(claim.text) if not s[0].isdigit())
            if len(words) >= 5 and _FIGURE.search(claim.text):
                by_shape[words].append(claim)
    for same in by_shape.values():
        for other in same[1:]:
            if other.fiche != same[0].fiche and set(_FIGURE.findall(other.text)) != set(_FIGURE.findall(same[0].text)):
                yield Problem(paths[other.fiche], other.line, f"otra cifra que en «{same[0].fiche}»: {same[0].text}", is_error=False)
