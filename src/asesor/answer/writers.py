"""Evidence -> Draft. The extractive writer uses the claims' own words and adds nothing."""

from __future__ import annotations

from typing import Protocol

from asesor.domain import Claim, Draft, Evidence, Query, Sentence
from asesor.texts import text


class Writer(Protocol):
    """Proposes sentences, each with the claims it rests on. Raises WriterError."""

    def write(self, query: Query, evidence: Evidence) -> Draft:
        """A draft; it is verified before anybody sees it."""
        ...


class Extractive:
    """The direct answer first, then the others gathered under the heading of their section."""

    def write(self, query: Query, evidence: Evidence) -> Draft:
        """One sentence a claim, in the order of the evidence."""
        lead = _gathered(evidence.claims)
        return Draft(lead, _gathered(evidence.more))


def _gathered(claims: tuple[Claim, ...]) -> tuple[Sentence, ...]:
    """Claims of one section stand together, sections in order of their best claim; each first one carries the heading."""
    order = list(dict.fromkeys(c.section for c in claims))
    out: list[Sentence] = []
    for section in order:
        same = [c for c in claims if c.section == section]
        out += [Sentence(c.text, (c,), text(f"sections.{section}") if i == 0 else None) for i, c in enumerate(same)]
    return tuple(out)
