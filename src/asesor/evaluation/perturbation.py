"""Questions as they look when typed in a hurry: no accents, chat spellings, slips of the finger."""

from __future__ import annotations

import random
import re
import unicodedata

SLIPS = 0.3
"""Share of the words of four letters or more that get one edit."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHAT = {
    "que": "q",
    "por": "x",
    "para": "pa",
    "porque": "xq",
    "tambien": "tmb",
    "donde": "dnd",
    "como": "cmo",
    "cuando": "cnd",
    "cuanto": "cto",
    "quiero": "kiero",
    "aqui": "aki",
    "de": "d",
    "quien": "kien",
    "gracias": "grax",
}
_WORD = re.compile(r"[^\W\d_]+")


def perturb(text: str, seed: int, key: str = "") -> str:
    """The text mistyped; the same `seed` and `key` give the same slips."""
    rng = random.Random(f"{seed}:{key or text}")

    def typed(match: re.Match[str]) -> str:
        word = match[0]
        if short := CHAT.get(word.lower()):
            return short
        return _slip(word, rng) if len(word) >= 4 and rng.random() < SLIPS else word

    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _WORD.sub(typed, bare)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    letter = rng.choice(LETTERS)
    kind = rng.choice(("drop", "add", "change", "swap"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "add":
        return word[:at] + letter + word[at:]
    if kind == "change":
        return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
