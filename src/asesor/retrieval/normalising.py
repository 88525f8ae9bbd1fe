"""Spelling of a question brought to the corpus's: folding, chat spellings; the same for training and asking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from asesor.corpus import lexicon as lexicons
from asesor.corpus.lexicon import Lexicon
from asesor.language.folding import clean, words


def tokens(text: str, lexicon: Lexicon) -> list[str]:
    """Folded words with chat spellings written out."""
    out: list[str] = []
    for word in words(clean(text)):
        out += lexicon.chat.get(word, (word,))
    return out


def normalised(lexicon_file: Path) -> Callable[[str], str]:
    """A function text -> normalised text for the lexicon in a file."""
    lexicon = lexicons.read(lexicon_file)
    return lambda text: " ".join(tokens(text, lexicon))
