"""Other people's text made plain: what nobody sees is removed, and what gives orders is never a claim."""

from __future__ import annotations

import html
import re

from asesor.language.folding import clean, fold

_LOOKALIKES = str.maketrans(
    "аеорсухівкмнтАВЕКМНОРСТХУІЅѕјЈһԁԛԝёїЁЇ" + "αβεηικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧόάέίύ",
    "aeopcyxibkmhtABEKMHOPCTXYISsjJhdqweiEI" + "aBenikvoptuxyABEZHIKMNOPTYXoaeiu",
)
"""Cyrillic and Greek letters that look like Latin ones."""
_FOREIGN = re.compile(r"[Ͱ-ϿЀ-ԯ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+")

_BLOB_TOKEN = re.compile(r"\S{41,}")
_BLOB = re.compile(r"[A-Za-z0-9+/=]{41,}")
_WORDS_AND_SLASHES = re.compile(r"(?:/?(?:[a-z]{1,25}|[A-Z][a-z]{1,25}|[A-Z]{1,15}))+/?")

_TAG = re.compile(
    r"</?(?:a|b|article|br|button|center|code|del|details|div|em|font|h[1-6]|hr|i|iframe|img|input|kbd|li|mark|noscript|"
    r"object|ol|p|pre|q|s|script|section|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|"
    r"th|thead|title|tr|u|ul|video)\b[^<>]*>",
    re.I,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_LINE_TAG = re.compile(r"p|div|li|br|tr|h[1-6]|[uo]l|table|section|article|details|summary|hr|pre|blockquote")

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
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)([^\n]{1,500}?)(?<=\S)\1|(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,500}?)(?<=\S)\3(?![\w*])|`{1,3}([^`\n]{1,500})`{1,3}")


def clean_text(text: str) -> str:
    """Text without invisible characters, lookalike letters and encoded blobs; line breaks stay."""
    text = _WORD.sub(_latin, clean(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(re.sub(r" {2,}", " ", _BLOB_TOKEN.sub(_without_blob, line)).strip() for line in text.split("\n")).strip()


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
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +(?=\n|$)", "", re.sub(r" {2,}", " ", text))).strip()


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

    from asesor.corpus.cleaning_html import clean_tree

    root = pages.fragment_fromstring(text.encode(), create_parent="div", parser=pages.HTMLParser(encoding="utf-8"))
    clean_tree(root)
    for element in list(root.iter()):
        if element.tag in ("td", "th"):
            element.text = f"| {element.text or ''}"
            element.tail = " " + (element.tail or "").strip()
        elif _LINE_TAG.fullmatch(str(element.tag)):
            bullet = "- " if element.tag == "li" else ""
            level = f"{'#' * int(element.tag[1])} " if re.fullmatch("h[1-6]", element.tag) else ""
            element.text = f"\n{level or bullet}{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
    return str(root.text_content())


_CLAUSE = r"(?:^|[.:;!?¡¿,\n\"'«»“”()\[\]*>|·—–-]\s*|\bpor favor,? |\b(?:asistente|ia|please|and|y|then) )"
_TARGET = (
    r"(?:\w+ ){0,4}(?:instruccion(?:es)?|indicacion(?:es)?|ordenes|prompts?|instructions?|guidelines|directions|system message|"
    r"mensaje del sistema|(?:reglas|contexto|mensajes|texto|fuentes|rules|context|messages|text|sources) (?:anterior(?:es)?|previ[oa]s?|"
    r"de arriba|del sistema|above|before)|(?:previous|prior|above|earlier|your) (?:\w+ )?(?:rules|context|messages|text|sources)|"
    r"tus (?:\w+ )?(?:reglas|fuentes))\b"
)
_MODEL = r"(?:asistente|chatbot|bot|ia|ai|inteligencia artificial|modelo(?: de lenguaje)?|llm|gpt|chatgpt|language model|(?:ai )?assistant)"
_ANSWER = r"(?:respond\w*|respuestas|contest[ae]\w*|di|decir|actua\w*|comport\w*|ignor\w+|olvid\w+|recomend\w+|hablas|te llamas)"
_ORDERS = re.compile(
    "|".join(
        (
            # Setting aside what was said, as an order: «el importador ignora las instrucciones» is not one.
            rf"{_CLAUSE}(?:ignor(?:a|e|en|ad|es)|olvid(?:a|e|en|ad|ate de)|descart(?:a|e|en)|desestim(?:a|e)|omit(?:e|a)|"
            rf"haz caso omiso (?:a|de)|no (?:hagas|haga) caso (?:a|de)|ignore|disregard|forget|override|bypass) {_TARGET}",
            rf"\b(?:debes|tienes que|vas a|quiero que|necesito que|you (?:must|should|will)) (?:ignor\w+|olvid\w+|disregard|forget) {_TARGET}",
            r"\b(?:ignor|olvid)(?:a|e|es|en|ar) (?:todas |absolutamente )*(?:tus|todas las|cualquier) (?:instruccion(?:es)?|indicaciones|reglas anteriores)\b",
            r"\b(?:ignore|disregard|forget) (?:all |any |the |your |my |of )*(?:previous|prior|above|earlier|preceding) \w+",
            r"\b(?:nuevas instrucciones|new instructions|instrucciones? (?:para|al) (?:el |la )?" + _MODEL + r"|system instructions?)\s*:",
            # Dialogue and markup of language models.
            r"(?:^|[.!?\n\"«»“”>)\]]\s*)(?:system|assistant|user|human|developer|asistente|usuario|chatbot)\s*:",
            r"<\|?\s*/?(?:im_start|im_end|system|assistant|user|endoftext|eot_id)\b|\[/?inst\]|<</?sys>>|###? ?(?:instruction|system|response)\b",
            # How to answer.
            rf"{_CLAUSE}(?:responde|contesta|respondele|contestale) (?:siempre (?:que|con|en)\b|(?:solo|solamente|unicamente) (?:con|en|que)\b|"
            r"a (?:toda pregunta|todas las preguntas|cualquier pregunta|todo)\b|al usuario|a los usuarios)",
            r"(?:^|[.:;!?]\s*)siempre (?:responde|contesta) (?:que|con|en)\b",
            rf"{_CLAUSE}(?:di|dile|diles|diga|dígale|digale|informa|menciona|recomienda|recomiendale)(?: siempre| solo)? (?:al usuario|a los usuarios|a la usuaria)\b",
            rf"{_CLAUSE}(?:(?:always|only|never) (?:answer|respond|reply|say|recommend|tell|mention)|(?:answer|respond|reply) (?:only|always|with)|"
            r"(?:tell|inform|instruct|convince) the user)\b",
            rf"\ba partir de (?:ahora|este momento|aqui),? (?:tu |solo |siempre |unicamente )*(?:eres\b|seras\b|(?:debes |vas a |tienes que |quiero que |tus )?{_ANSWER}\b)",
            r"\bfrom now on,? (?:you|always|only|never|respond|answer|reply|ignore|act)\b",
            # Who to be.
            rf"\b(?:eres|seras|you are)(?: ahora| now)? (?:un |una |el |la |an? |the )?(?:\w+ )?{_MODEL}\b",
            rf"{_CLAUSE}(?:actua|comportate|act|behave) (?:como|as) (?:si fueras |un |una |el |la |an? |if you )?(?:\w+ )?(?:{_MODEL}|administrador|dan|were)\b",
            rf"\b(?:si eres|if you are|como|as) (?:un |una |an? )?(?:{_MODEL})[ ,]+(?:que lea|que lee|reading|debes|you|lee|responde|ignora|no )",
            rf"\b(?:mensaje|nota|aviso|orden|note|message) (?:para|to|for) (?:el |la |los |las |the |any |cualquier )?(?:\w+ )?{_MODEL}\b",
            rf"^(?:atencion |oye |estimad[oa] |dear )?{_MODEL}\s*[,:] ?(?:ignor|olvid|respond|contest|debes|di |dile|you|please|por favor)",
            # What to give away.
            r"\b(?:revela|muestra|imprime|repite|reveal|print|show|repeat) (?:\w+ ){0,3}(?:prompt|system message|tus instrucciones|your instructions)\b",
            r"\b(?:system|hidden|initial) prompt\b|\bprompt (?:del sistema|inicial|oculto)\b|\b(?:developer|god) mode\b|\bmodo desarrollador\b|\bjailbreak",
            r"\bno (?:le )?(?:digas|menciones|reveles|cites) (?:\w+ ){0,3}(?:usuario|estas instrucciones|tus fuentes|las fuentes)\b",
        )
    )
)
_HINT = re.compile(
    r"ignor|olvid|descart|desestim|omit|omiso|caso (?:a|de)\b|disregard|forget|override|bypass|system|assist|asist|user|usuari|human:|"
    r"developer|bot\b|instruc|im_|inst\]|<</?sys|endoftext|eot_id|respon|contest|siempre|always|only|never|answer|reply|a partir de|from now|"
    r"\beres\b|seras|you are|actua|comport|\bact\b|behave|prompt|god mode|modo desarr|jailbreak|\b(?:ia|ai|llm|chatgpt|gpt)\b|modelo|"
    r"language model|inteligencia art|menciones|digas|reveles|cites"
)
"""One of these is in every order: most sentences have none and need no closer look."""
_FAKE_MARK = re.compile(
    r"(?:[\[【〔〚⟦]\s*(?:\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|(?:fuente|source|cita|ref|nota|citation)\b[^\]】〕〛⟧]{0,80})\s*[\]】〕〛⟧]\s*)+[.;,]?\s*$",
    re.I,
)
_DIALOGUE = re.compile(r"\W*(?:system|assistant|user|human|developer|asistente|usuario|chatbot)\W{0,3}:")


def is_instruction(sentence: str) -> bool:
    """True for orders to an assistant, lines of an invented dialogue and statements with an invented citation mark."""
    folded = re.sub(r"\s+", " ", fold(sentence)).strip()
    return bool((_HINT.search(folded) and _ORDERS.search(folded)) or _FAKE_MARK.search(sentence))


def is_dialogue(text: str) -> bool:
    """True when a paragraph opens as a turn of an invented dialogue; all of it is left out."""
    return bool(_DIALOGUE.match(fold(text)))
