"""What a reader of a web page does not see is taken out of its tree."""

from __future__ import annotations

import re
from typing import Any

_NO_TEXT = ("script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title", "textarea", "select")
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
        element = element.getparent()
    return "#ffffff"


def _hiding_rules(root: Any) -> list[list[tuple[str, frozenset[str], str]]]:
    """Simple selectors (`.a`, `#b`, `p.c`, `.a .b`) that the page's own style sheets hide on screens."""
    rules = []
    for sheet in root.iter("style"):
        css = _CONDITIONAL.sub("", re.sub(r"/\*.*?\*/", "", sheet.text or "", flags=re.S))
        for selectors, declarations in _RULE.findall(css):
            style = _squeezed(declarations)
            ink, ground = _COLOUR.search(style), _GROUND.search(style)
            if not _OFF.search(style) and not (ink and ground and _colour(ink[1]) == _colour(ground[1])):
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
