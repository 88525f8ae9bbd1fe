"""Other people's text made plain: what nobody sees is removed, and what gives orders is never a claim."""

from __future__ import annotations

import html
import re
from typing import Any

from asesor.language.folding import clean, fold

_LOOKALIKES = str.maketrans(
    "аеорсухівкмнтАВЕКМНОРСТХУІЅѕјЈһԁԛԝёїЁЇ" + "αβεηικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧόάέίύ",
    "aeopcyxibkmhtABEKMHOPCTXYISsjJhdqweiEI" + "aBenikvoptuxyABEZHIKMNOPTYXoaeiu",
)
"""Cyrillic and Greek letters that look like Latin ones."""
_FOREIGN = re.compile(r"[Ͱ-ϿЀ-ԯ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+")

_BLOB = re.compile(r"[A-Za-z0-9+/=]{41,}")
_WORDS_AND_SLASHES = re.compile(r"(?:/?(?:[a-z]{1,25}|[A-Z][a-z]{1,25}|[A-Z]{1,15}))+/?")

_TAG = re.compile(
    r"</?(?:a|b|article|br|button|center|code|del|details|div|em|font|h[1-6]|hr|i|iframe|img|input|kbd|li|mark|noscript|"
    r"object|ol|p|pre|q|s|script|section|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|"
    r"th|thead|title|tr|u|ul|video)\b[^<>]*>",
    re.I,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_NO_TEXT = ("script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title", "textarea", "select")
_LINE_TAGS = "p div li br tr h1 h2 h3 h4 h5 h6 ul ol table section article details summary hr pre blockquote".split()

_FENCE = re.compile(r"^ {0,3}(?:> ?)*(`{3,}|~{3,})")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*(?:<[^>\n]*>|\S+)"
    r"(?:[ \t]*\n?[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.M,
)
_IN_PARENTHESES = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_IMAGE = re.compile(rf"!\[[^\]\n]*\](?:{_IN_PARENTHESES}|\[[^\]\n]*\])")
_LINK = re.compile(rf"\[([^\[\]\n]*)\](?:{_IN_PARENTHESES}|\[[^\]\n]*\](?!\[))")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\n]+\]:[ \t]*", re.M)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\n]+\]")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)([^\n]+?)(?<=\S)\1|(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+?)(?<=\S)\3(?![\w*])|`+([^`\n]+)`+")


def clean_text(text: str) -> str:
    """Text without invisible characters, lookalike letters and encoded blobs; line breaks stay."""
    text = _WORD.sub(_latin, clean(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(re.sub(r" {2,}", " ", _BLOB_TOKEN.sub(_without_blob, line)).strip() for line in text.split("\n")).strip()


_BLOB_TOKEN = re.compile(r"\S{41,}")


def _latin(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOKALIKES) if _FOREIGN.search(word) and _LATIN.search(word) else word


def _without_blob(match: re.Match[str]) -> str:
    token = match[0]
    if re.match(r"[(<\[«\"']*data:", token, re.I):
        return ""
    if re.match(r"[(<\[«\"']*(?:https?://|www\.)", token, re.I):
        return token
    return _BLOB.sub(lambda m: m[0] if _WORDS_AND_SLASHES.fullmatch(m[0]) else "", token)


def clean_document(text: str) -> str:
    """Markdown or plain text as a reader sees it: no comments, hidden HTML, code, images, link targets or blobs."""
    text = _COMMENT.sub("", clean(text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _without_fences(text)
    text = re.sub(r"<((?:https?://|mailto:)?[^<>\s]+[.@][^<>\s]+)>", r"\1", text)
    if _TAG.search(text):
        text = _without_html(text)
    text = clean_text(html.unescape(text))
    text = _DEFINITION.sub("", text)
    text = _FOOTNOTE.sub("", text)
    text = _FOOTNOTE_MARK.sub("", _IMAGE.sub("", text))
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(lambda m: m[2] or m[4] or m[5] or "", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n|$)", "", text)).strip()


def _without_fences(text: str) -> str:
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            kept.append(line)
    return "\n".join(kept)


def _without_html(text: str) -> str:
    from lxml import html as pages  # type: ignore[import-untyped]

    root = pages.fragment_fromstring(text.encode(), create_parent="div", parser=pages.HTMLParser(encoding="utf-8"))
    clean_tree(root)
    for element in list(root.iter()):
        if element.tag in ("td", "th"):
            element.text = f"| {element.text or ''}"
            element.tail = " " + (element.tail or "").strip()
        elif element.tag in _LINE_TAGS:
            bullet = "- " if element.tag == "li" else ""
            level = f"{'#' * int(element.tag[1])} " if re.fullmatch("h[1-6]", element.tag) else ""
            element.text = f"\n{level or bullet}{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
    return str(root.text_content())


# Hidden parts of a page.
_OFF = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0*\.?0*(?![.\d])|font-size:0*\.?0*(?:px|pt|em|rem|%)?(?![.\w%])|"
    r"font-size:(?:0?\.\d+|1)px|(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}|"
    r"clip:rect\(0|clip-path:inset\((?:50|100)%|transform:scale\(0\)|content-visibility:hidden|"
    r"(?<!-)(?:max-)?(?:height|width):0(?:px)?(?![.\d%\w])[^}]*overflow:hidden|overflow:hidden[^}]*(?<!-)(?:max-)?(?:height|width):0(?:px)?(?![.\d%\w])"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;]+)")
_NAMED = {"white": "#ffffff", "black": "#000000", "transparent": "transparent", "rgb(255,255,255)": "#ffffff", "rgb(0,0,0)": "#000000"}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CONDITIONAL = re.compile(r"@(?:media[^{]*(?:print|\()|supports|keyframes|font-face)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_COMPOUND = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)", re.I)


def clean_tree(root: Any) -> None:
    """Removes from an lxml tree, in place, what a reader of the page does not see."""
    rules = _hiding_rules(root)
    for element in list(root.iter()):
        if element is root or (element.getparent() is None):
            continue
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT or _is_hidden(element) or any(_matches(element, r) for r in rules):
            _drop(element)


def _drop(element: Any) -> None:
    """Takes an element out and leaves the text after it."""
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if element.tag == "input" or (element.tag == "font" and _colour(element.get("color", "")) == _ground(element)):
        return True
    style = _squeezed(element.get("style") or "")
    return bool(style) and (bool(_OFF.search(style)) or _is_invisible_ink(element, style))


def _squeezed(style: str) -> str:
    return re.sub(r"\s+|!important|/\*.*?\*/", "", style.lower())


def _is_invisible_ink(element: Any, style: str) -> bool:
    ink = _COLOUR.search(style)
    if not ink:
        return False
    colour = _colour(ink[1])
    return colour == "transparent" or bool(re.fullmatch(r"(?:rgba|hsla)\(.*,0*\.?0*\)", colour)) or colour == _ground(element)


def _colour(value: str) -> str:
    value = _NAMED.get(value.strip().lower(), value.strip().lower())
    return "#" + "".join(c * 2 for c in value[1:]) if re.fullmatch(r"#[0-9a-f]{3}", value) else value


def _ground(element: Any) -> str:
    """The background an element stands on; a page without one is white, a picture is none of the colours."""
    while element is not None:
        ground = _GROUND.search(_squeezed(element.get("style") or ""))
        value = ground[1] if ground else element.get("bgcolor") or ""
        if value and _colour(value) not in ("transparent", "none", "inherit"):
            return _colour(value)
        if element.get("class"):
            return "unknown"  # a style sheet may colour it: white text on a dark banner must stay
        element = element.getparent()
    return "#ffffff"


def _hiding_rules(root: Any) -> list[list[tuple[str, frozenset[str], str]]]:
    """Simple selectors (`.a`, `#b`, `p.c`, `.a .b`) that the page's own style sheets hide on screens."""
    rules = []
    for sheet in root.iter("style"):
        css = _CONDITIONAL.sub("", re.sub(r"/\*.*?\*/", "", sheet.text or "", flags=re.S))
        for selectors, declarations in _RULE.findall(css):
            if not _OFF.search(_squeezed(declarations)):
                continue
            for selector in selectors.split(","):
                steps = [_COMPOUND.fullmatch(step) for step in selector.replace(">", " ").split()]
                if steps and all(step and step[0] for step in steps):
                    rules.append([_step(step) for step in steps if step])
    return rules


def _step(match: re.Match[str]) -> tuple[str, frozenset[str], str]:
    marks = re.findall(r"([.#])([\w-]+)", match[2] or "")
    return (match[1] or "").lower(), frozenset(n for m, n in marks if m == "."), next((n for m, n in marks if m == "#"), "")


def _matches(element: Any, rule: list[tuple[str, frozenset[str], str]]) -> bool:
    if not _fits(element, rule[-1]):
        return False
    wanted = rule[:-1]
    while wanted and (element := element.getparent()) is not None:
        if _fits(element, wanted[-1]):
            wanted = wanted[:-1]
    return not wanted


def _fits(element: Any, step: tuple[str, frozenset[str], str]) -> bool:
    tag, classes, identity = step
    return (
        (not tag or element.tag == tag)
        and (not identity or element.get("id") == identity)
        and classes <= set((element.get("class") or "").split())
    )
