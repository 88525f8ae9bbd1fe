"""Words as the index sees them: folded before stemmed, so that a lost accent costs nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
"""Zero-width, bidirectional, variation and tag characters: nobody types them, so they only hide things."""

# Amounts stay whole: "1,250.50", "70%", "3.5"; words keep an inner hyphen only in "t-mec" (handled by lexicon).
WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[a-zñ]+|\d+")

STOP_WORDS = frozenset(
    "a al algo algun alguna algunas algunos ante aqui asi aun bien cada como con cual cuales cuando de del desde donde dos e el ella "
    "ellas ellos en entre era es esa esas ese eso esos esta estan estas este esto estos estoy fue ha han hasta hay "
    "he la las le les lo los mas me mi mis mismo muy nada ni no nos nosotros o os otra otro para pero por porque pues "
    "que quien quienes se ser si sin sobre solo son soy su sus tal tambien te tengo tener ti tiene tienen todo todos tu "
    "tus un una unas uno unos va van vamos voy y ya yo oye oiga oigan hola buenas buenos dias tardes noches favor gracias "
    "quiero quisiera puedo puede pueden puedes hacer hago hace necesito saber decir dime digan verdad nomas ahi ahorita "
    "entonces q u pa porfa cuanto cuanta cuantos cuantas onda".split()
)
"""Words that carry no topic in a question; kept by the intent reader, dropped by the index."""

_STEMMER = Stemmer.Stemmer("spanish")


def clean(text: str) -> str:
    """Text in NFKC without invisible and control characters, spaces collapsed; line breaks stay."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    return re.sub(r"[ \t]+", " ", text).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents; ñ becomes n, as people type it."""
    lowered = text.lower()
    return lowered if lowered.isascii() else _MARKS.sub("", unicodedata.normalize("NFD", lowered))


_MARKS = re.compile("[\u0300-\u036f]+")


def words(text: str) -> list[str]:
    """Folded words and amounts in order."""
    return WORD.findall(fold(text).replace("t-mec", "tmec").replace("t mec", "tmec"))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Spanish Snowball stem of a folded word; amounts and short words stay as they are."""
    return word if len(word) < 4 or word[0].isdigit() else _STEMMER.stemWord(word)


def content(tokens: list[str] | tuple[str, ...]) -> list[str]:
    """Tokens without stop words; all of them when nothing would be left."""
    kept = [t for t in tokens if t not in STOP_WORDS]
    return kept or list(tokens)


def stems(text: str) -> list[str]:
    """Stems of the content words of a text."""
    return [stem(t) for t in content(words(text))]


def grams(text: str, n: int = 4) -> list[str]:
    """Character n-grams of each content word with its borders: "iva" -> "<iva", "iva>"."""
    out: list[str] = []
    for token in content(words(text)):
        padded = f"<{token}>"
        out += [padded[i : i + n] for i in range(max(1, len(padded) - n + 1))]
    return out
