"""Word search with tantivy: stems and character 4-grams, tokenised here so that index and question agree."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy

from asesor.errors import IndexDamaged
from asesor.language.folding import grams, stems

HEAP_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find. `group` restricts a search; `names`, `asked` and `body` are plain text."""

    id: str
    group: str
    names: str
    asked: str
    body: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("group", stored=False, tokenizer_name="raw")
    for name in ("names", "text", "asked", "grams"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def build(folder: Path, entries: Iterable[Entry]) -> int:
    """Write an index of `entries` into a new `folder`; returns how many."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    count = 0
    for entry in entries:
        everything = f"{entry.names} {entry.asked} {entry.body}"
        document = tantivy.Document()
        document.add_text("id", entry.id)
        document.add_text("group", entry.group)
        document.add_text("names", " ".join(stems(entry.names)))
        document.add_text("text", " ".join(stems(everything)))
        document.add_text("asked", " ".join(stems(entry.asked)) if entry.asked else "")
        document.add_text("grams", " ".join(grams(everything)))
        writer.add_document(document)
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


class Lexical:
    """An open index; searching is thread-safe."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index(_schema(), path=str(folder), reuse=True)
            self._index.reload()
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise IndexDamaged(f"El índice de palabras en «{folder}» está dañado: corre «asesor indexar».") from error
        self._schema = self._index.schema

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        words: Iterable[tuple[str, float]],
        n_grams: Iterable[str],
        weights: dict[str, float],
        limit: int,
        groups: tuple[str, ...] = (),
    ) -> list[tuple[str, float]]:
        """Best (id, BM25 sum). `words` are (stem, weight); `weights` names the fields text, names, asked, grams."""
        parts = [
            (tantivy.Occur.Should, _boosted(tantivy.Query.term_query(self._schema, field, stem, "freq"), weights[field] * weight))
            for stem, weight in words
            for field in ("text", "names", "asked")
            if weights.get(field)
        ]
        if weights.get("grams"):
            parts += [
                (tantivy.Occur.Should, _boosted(tantivy.Query.term_query(self._schema, "grams", gram, "freq"), weights["grams"]))
                for gram in n_grams
            ]
        if not parts:
            return []
        query = tantivy.Query.boolean_query(parts)
        if groups:
            wanted = tantivy.Query.term_set_query(self._schema, "group", list(groups))
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(wanted, 0.0))]
            )
        hits = self._searcher.search(query, limit, count=False).hits
        found = [(str(self._searcher.doc(address)["id"][0]), float(score)) for score, address in hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
