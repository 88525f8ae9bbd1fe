"""A reply as the JSON object of POST /v1/messages, which `asesor preguntar --json` prints too."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from asesor.domain import Citation, Reply, Sentence


def to_json(reply: Reply, conversation_id: str, message_id: str) -> dict[str, Any]:
    """The answer object of the HTTP contract: lead sentences first, then the rest."""
    answer = reply.answer
    cited = _numbers(answer.citations)
    lead = [
        sentence_json(sentence, answer.numbers[i] if i < len(answer.numbers) else _cited(sentence, cited))
        for i, sentence in enumerate(answer.sentences)
    ]
    return {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "text": reply.text,
        "status": answer.status.value,
        "abstained": answer.status.abstained,
        "answer": lead + [sentence_json(sentence, _cited(sentence, cited)) for sentence in answer.rest],
        "citations": [_citation_json(citation) for citation in answer.citations],
        "suggestions": list(answer.suggestions),
        "actions": [{"label": label, "send": send} for label, send in answer.actions],
        "attachments": [],
        "latency_ms": round(reply.latency_ms, 2),
    }


def sentence_json(sentence: Sentence, numbers: Iterable[int]) -> dict[str, Any]:
    """One element of `answer`, also the data of a `token` event."""
    return {"text": sentence.text, "claim_ids": [claim.id for claim in sentence.claims], "n": list(numbers)}


def encode(record: dict[str, Any]) -> str:
    """Compact JSON text that UTF-8 can carry: halves of surrogate pairs become question marks."""
    dumped = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return dumped if dumped.isascii() else dumped.encode("utf-8", "replace").decode("utf-8")


def _numbers(citations: tuple[Citation, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for citation in citations:
        for claim in citation.claims:
            found.setdefault(claim.id, []).append(citation.n)
    return found


def _cited(sentence: Sentence, numbers: dict[str, list[int]]) -> list[int]:
    return sorted({n for claim in sentence.claims for n in numbers.get(claim.id, ())})


def _citation_json(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "n": citation.n,
        "fiche": citation.fiche,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
        "consulted": source.consulted,
        "kind": source.kind,
        "standing": citation.standing.value,
        "page": source.page,
        "claims": [
            {
                "id": claim.id,
                "section": claim.section,
                "quote": claim.text,
                "quote_kind": "literal" if claim.literal else "fiche",
            }
            for claim in citation.claims
        ],
    }
