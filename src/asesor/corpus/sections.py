"""The closed list of sections of a fiche and how their titles are written."""

SECTIONS: dict[str, str] = {
    "que-es": "Qué es",
    "quien-puede": "Quién puede",
    "quien-no-puede": "Quién no puede",
    "requisitos": "Requisitos",
    "pasos": "Pasos",
    "costo": "Costo",
    "montos": "Montos",
    "plazo": "Plazo",
    "donde": "Dónde",
    "contacto": "Contacto",
    "vigencia": "Vigencia",
    "resultados": "Resultados",
    "base-legal": "Base legal",
    "errores-comunes": "Errores comunes",
    "consejos": "Consejos",
    "discrepancias": "Discrepancias",
}
SECTION_OF_TITLE = {title.lower(): slug for slug, title in SECTIONS.items()}
CONTENT = "contenido"
"""Section of other people's documents, which have their own headings."""
