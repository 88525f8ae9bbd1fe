"""Messages that are no search: small talk, wishes about the conversation, and what must be refused."""

from __future__ import annotations

import re

from asesor.domain import Answer, AnswerStatus, Query
from asesor.texts import text

_COURTESY = {
    "goodbye": frozenset("adios bye chao hasta luego pronto vemos cuidate cuidese".split()),
    "thanks": frozenset("gracias grax thanks thank you agradezco agradece amable ok okey oki sale va vale listo perfecto excelente super genial entendido orale chido quedo".split()),
    "greeting": frozenset("hola ola holi holis hey buenas buenos buen dia dias tarde tardes noche noches saludos hello hi onda tal disculpa disculpe".split()),
}
"""Words that make a message small talk when it has nothing else but fillers; the first kind found decides."""
_FILLERS = frozenset(
    "a al ahi ayuda bien bueno buena cierto como con claro de del el en es esta estas este eres fue gran he la las le lo los me mil mucha muchas "
    "muchisimas mucho muy nos nada o por porfa favor pues que se servicial si su tan te tenga tengas tiempo todo toda tu tus un una usted ya y jaja jajaja oye oiga amigo amiga joven senorita don lic que"
    " datos dato informacion info respuesta puede puedes atender atiende atienden alguien disponible usted ustedes bonito bonita linda lindo modos todos igual".split()
)
_WHO = re.compile(r"\b(?:quien eres|eres (?:un )?(?:robot|bot|humano|persona|maquina|una? ia)|como te llamas|que (?:puedes|sabes) hacer|para que sirves|que eres)\b")
_PERSON = re.compile(
    r"\b(?:hablar|platicar|comunic\w*|pasame|pasar|conectame|atienda|quiero|necesito|contactar)\b.{0,25}\b(?:con )?(?:una? )?(?:persona real|persona de verdad|persona|humano|alguien real|alguien de verdad|asesor humano|ejecutivo|agente humano|ser humano)\b(?! (?:fisica|moral))"
    r"|\b(?:persona|asesor|alguien|humano|ejecutivo) (?:de carne y hueso|de verdad)\b"
)
_ERASE = re.compile(
    r"\b(?:no guardes?|borr\w*|elimin\w*|quit\w*|olvid\w*)\b.{0,25}\bmi (?:numero|curp|rfc|nombre|correo|telefono|direccion)\b|\bno guardes?\b|"
    r"\b(?:borra|borre|borrar|elimina|eliminar|olvida)\b.{0,20}\b(?:mis datos|mi informacion|mi conversacion|la conversacion|lo que (?:te )?(?:dije|llevamos)|mi historial|todo lo mio)\b"
)
_RULES = re.compile(
    r"\b(?:ignora\w*|olvida\w*|omite|desobedece|salta\w*|ignore|forget|disregard|bypass)\b.{0,40}\b(?:instruccion\w*|reglas|indicaciones|anterior\w*|restriccion\w*|prompt|instructions?|rules|filtros?|previous)\b"
    r"|\b(?:system prompt|prompt de sistema|tu prompt|tus instrucciones|modo (?:dios|desarrollador|administrador|debug|sin (?:filtros|restricciones))|developer mode|jailbreak|dan mode)\b"
    r"|\b(?:actua|comportate|finge|pretend|act)\b.{0,25}\b(?:como si|sin (?:reglas|restricciones|filtros)|que eres|as if|unrestricted)\b"
    r"|\bmuestra\w*\b.{0,30}\b(?:configuracion|instrucciones internas|contrasena|api key|claves? (?:secreta|de api)|codigo fuente|base de datos|variables? de entorno)\b"
)
_ILLEGAL = re.compile(
    r"\b(?:factura\w*|valor|precio|declar\w*|monto)\b.{0,30}\b(?:mas bajo|menos (?:valor|precio|de lo)|menor (?:valor|precio)?(?: del real| al real)|falso|falsa|falsos|inventad\w+|subfactur\w*)\b.{0,60}"
    r"|\b(?:poner(?:le)?|pongo|pongamos|declar\w*)\b.{0,15}\bmenos (?:valor|precio|lana|dinero)\b|\bsubfactur\w*"
    r"|\b(?:falsific\w*|sobornar|soborno|mordida|dar(?:le)? (?:una )?(?:lana|mochada|moche|feria)\b.{0,20}\b(?:aduan\w*|inspector|oficial|funcionari\w*|vista)|contraband\w*|evadir|facturas? falsas?|factureras?|lavar dinero|lavado de dinero|prestanombre\w*|comprar facturas?|sin que (?:se den cuenta|se entere|me cachen|lo detecten)|esconder(?:lo|la|los)?\b.{0,30}\b(?:aduana|caja|revis\w*))\b"
    r"|\b(?:clonar?|piratear|pirata|hackear|hackeo)\b"
)
_ASKS_LAWFULLY = re.compile(r"\b(?:multa|sancion|que pasa si|castig\w*|me pueden|denunci\w*|evitar|como (?:reconozco|detecto|se si)|penal|carcel|es (?:delito|ilegal)|protegerme)\b")
_CHATTER = re.compile(
    r"\b(?:escribe(?:me)?|haz(?:me)?|componme|redacta(?:me)?|inventa(?:me)?|cuenta(?:me)?|dime|make|write)\b.{0,15}\b(?:poema|cancion|chiste|cuento|historia|ensayo|tarea|codigo|script|programa en python|rap|carta de amor|poem|joke|song|essay)\b"
)


def route(query: Query) -> Answer | None:
    """An answer that needs no search, or None."""
    if not query.words:
        return _said(AnswerStatus.NOT_COVERED, "answer.nothing_read", query)
    return _route(query, query.typed) or (_route(query, query.words) if query.corrected else None)


def _route(query: Query, words: tuple[str, ...]) -> Answer | None:
    """The same for the words as typed, then as corrected: the speller knows the corpus, not courtesies."""
    folded = " ".join(words)
    if _RULES.search(folded):
        return _said(AnswerStatus.REFUSED, "answer.refused_rules", query)
    if _ILLEGAL.search(folded) and not _ASKS_LAWFULLY.search(folded):
        return _said(AnswerStatus.REFUSED, "answer.refused_illegal", query)
    if _CHATTER.search(folded):
        return _said(AnswerStatus.OUT_OF_SCOPE, "answer.out_of_scope", query)
    courtesy = _courtesy(words)
    if courtesy:
        return _said(AnswerStatus.SMALL_TALK, f"answer.{courtesy}", query)
    if _PERSON.search(folded):
        return _said(AnswerStatus.HANDED_OFF, "answer.handed_off", query)
    if _ERASE.search(folded):
        return _said(AnswerStatus.DONE, "answer.erased", query)
    if _WHO.search(folded) and len(words) < 10:
        return _said(AnswerStatus.SMALL_TALK, "answer.who", query)
    return None


def _courtesy(words: tuple[str, ...]) -> str | None:
    """Which kind of small talk a message is that says nothing else."""
    rest = set(words) - _FILLERS
    kinds = {word: kind for kind, known in _COURTESY.items() for word in known}
    if len(words) > MOST_COURTESY_WORDS or not set(words) & set(kinds) or rest - set(kinds):
        return None
    return next(kind for kind in _COURTESY if set(words) & _COURTESY[kind])


MOST_COURTESY_WORDS = 16


def _said(status: AnswerStatus, key: str, query: Query) -> Answer:
    return Answer(status=status, text=text(key), query=query)
