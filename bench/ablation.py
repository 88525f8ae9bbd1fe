"""What each part of retrieval brings: right fiche with one part left out at a time. `python -m bench.ablation`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from asesor.corpus.lexicon import Lexicon, Phrases
from asesor.domain import Query
from asesor.evaluation import gold as golds
from asesor.evaluation.gold import Case, Kind
from asesor.index.snapshot import Index
from asesor.language.spelling import Speller
from asesor.retrieval import hybrid, reading, weights
from asesor.settings import CHECKOUT, Settings
from asesor.wiring import build_desk

Share = tuple[float, float]


@contextmanager
def changed(**values: object) -> Iterator[None]:
    """Named weights replaced for a while."""
    before = {name: getattr(weights, name) for name in values}
    for name, value in values.items():
        setattr(weights, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(weights, name, value)


def variants(index: Index) -> Iterator[tuple[str, Index, dict[str, object]]]:
    """(name, index, weights): the whole, then one part less each."""
    plain_lexicon = Lexicon(states=index.lexicon.states, countries=index.lexicon.countries)
    yield "everything", index, {}
    yield "without the encoder", index, {"ENCODER": 0.0}
    yield "without the reader", index, {"READER": 0.0}
    yield "without encoder and reader (words only)", index, {"ENCODER": 0.0, "READER": 0.0}
    yield "without words (encoder and reader only)", index, {"LEXICAL": 0.0}
    yield "without character 4-grams", index, {"FICHE_FIELDS": {**weights.FICHE_FIELDS, "grams": 0.0}}
    yield "without spelling correction", dataclasses.replace(index, speller=Speller({}, _Everything())), {}
    yield "without the lexicon", dataclasses.replace(index, lexicon=plain_lexicon), {}
    yield "without names and nicknames", dataclasses.replace(index, names=Phrases()), {}


class _Everything(frozenset):  # type: ignore[type-arg]
    """A vocabulary that knows every word, so that none is corrected."""

    def __contains__(self, word: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())


def shares(cases: list[Case], index: Index, search: Callable[[Query], tuple[str, ...]]) -> Share:
    """(right first, right in five); declared equivalents count."""
    first = five = 0
    for case in cases:
        right = set(case.fiches) | {e for f in case.fiches if f in index.fiches for e in index.fiches[f].equals}
        found = search(reading.understand(case.question, index))
        first += bool(found) and found[0] in right
        five += bool(right & set(found[:5]))
    return first / len(cases), five / len(cases)


def main() -> None:
    """Print a Markdown table for the gold folders beside the checkout."""
    folders = [f for f in (CHECKOUT / "tests" / "gold", CHECKOUT.parent / "shared" / "gold") if f.is_dir()]
    desk = build_desk(dataclasses.replace(Settings.from_env(), vectors="numpy"))
    print("| | dev, ordinary | dev, paraphrases | test, ordinary | test, paraphrases |\n|---|---|---|---|---|")
    groups = [
        [c for c in golds.load(folders, half).cases if c.kind is Kind.ANSWERABLE and c.is_paraphrase == paraphrase]
        for half in ("desarrollo", "prueba")
        for paraphrase in (False, True)
    ]
    for name, index, values in variants(desk.index):
        with changed(**values):
            cells = [
                "{:.3f} / {:.3f}".format(*shares(g, index, lambda q, i=index: tuple(h.fiche.id for h in hybrid.search(q, i))))  # type: ignore[misc]
                for g in groups
            ]
        print(f"| {name} | {' | '.join(cells)} |")
        sys.stdout.flush()
    print(f"\nn = {', '.join(str(len(g)) for g in groups)}; right fiche first / in five; gold of {', '.join(Path(f).parent.name + '/' + Path(f).name for f in folders)}")


if __name__ == "__main__":
    main()
