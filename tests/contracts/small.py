"""A corpus of five fiches with its lexicon, written where a test wants it; the trained models are the repository's.

The ids are those of real fiches, so that the trained reader knows them; what they say is made up for the tests.
"""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from asesor import wiring
from asesor.settings import CHECKOUT, Settings

TODAY = date(2026, 11, 21)
LEXICON = """
[chat]
q = "que"
pa = "para"
xq = "porque"
[sinonimos]
lana = "dinero"
[necesidades]
"ponerle el aguila" = "sello marca"
[apodos]
aguilita = ["hecho-en-mexico"]
inaden = ["fondo-pyme-inadem-fne"]
devolucion = ["drawback", "drawback-mexico"]
[lugares.estados]
jalisco = ["jalisco", "guadalajara", "tapatio"]
nuevo-leon = ["nuevo leon", "monterrey"]
[lugares.paises]
mexico = ["mexico"]
canada = ["canada"]
[instituciones]
se = ["secretaria de economia"]
[productos]
miel = ["miel", "mieles"]
[secciones]
costo = ["cuanto cuesta", "cobran", "costo"]
requisitos = ["requisitos", "que necesito"]
plazo = ["cuanto tarda"]
"""
SOURCES = """
  dof: {titulo: "Acuerdo de marcas", editor: "Diario Oficial", url: "https://dof.gob.mx/acuerdo", fecha: 2025-02-17, tipo: oficial, consultado: 2026-11-21}
  prensa: {titulo: "Nota de prensa", editor: "El Diario", url: "https://eldiario.mx/nota", fecha: 2025-08, tipo: prensa, consultado: 2026-11-21}
"""


def fiche(name: str, body: str, asked: tuple[str, ...], **head: str) -> str:
    """The text of a fiche; `head` overrides or adds lines of the front matter, an empty value takes one out."""
    lines = {
        "id": name, "titulo": f'"{name}"', "tema": "programas", "operador": "Secretaría de Economía", "ambito": "federal",
        "estado": "vigente", "evidencia_al": "2026-01-05", "verificado_el": "2026-11-01",
        "preguntas": "".join(f'\n  - "{q}"' for q in asked),
    } | head  # fmt: skip
    front = "\n".join(f"{key}: {value}" for key, value in lines.items() if value)
    sources = "" if "fuentes" in head else f"fuentes:{SOURCES}"
    return f"---\n{front}\n{sources.rstrip()}\n---\n{body.strip()}\n".replace("\n\n---", "\n---")


SEAL = fiche(
    "hecho-en-mexico",
    """
## Qué es
- Hecho en México es una marca de certificación de la Secretaría de Economía para productos fabricados en el país.[^dof]
- El sello Hecho en México se relanzó en febrero de 2025 con el águila mexicana.[^prensa]
## Requisitos
- Presenta la constancia de situación fiscal y la opinión de cumplimiento positiva.[^dof]
- La persona física presenta su identificación oficial vigente para pedir el sello.[^dof]{persona=fisica}
- La persona moral presenta el acta constitutiva para pedir el sello.[^dof]{persona=moral}
## Costo
- El trámite del sello Hecho en México es gratuito.[^dof][^prensa]
- El sello tiene una promoción de lanzamiento de $1,250.50 para ferias.[^prensa]{desde=2025-02-17 hasta=2025-06-30}
## Plazo
- La Secretaría de Economía responde la solicitud del sello en 45 días hábiles.[^dof]
## Contacto
- Escribe al correo hechoenmexico@economia.gob.mx para dudas del sello.[^dof]
""",
    (
        "¿Cuánto cuesta el sello Hecho en México?", "¿Qué requisitos pide la Secretaría de Economía para el sello Hecho en México?",
        "que necesito pa ponerle el aguila a mis productos", "cuanto tarda el sello hecho en mexico",
        "soy persona fisica me dan el sello hecho en mexico", "a que correo escribo pa lo del hecho en mexico",
    ),
    titulo='"Marca Hecho en México"', alias="[sello hecho en mexico, logo del aguila]", ver_tambien="[jalisco-projal]",
)  # fmt: skip
CLOSED = fiche(
    "fondo-pyme-inadem-fne",
    """
## Requisitos
- El Fondo PyME pedía registrar el proyecto en el Sistema Emprendedor y aportar recursos propios.[^prensa]
## Montos
- El Fondo PyME del INADEM daba apoyos de hasta 500,000 pesos por proyecto.[^prensa]
## Vigencia
- El INADEM y su Fondo PyME cerraron en 2019: ya no hay convocatorias.[^dof]
""",
    (
        "¿Cuánto daba el Fondo PyME del INADEM?", "¿Sigue abierto el INADEM?", "todavia existe el fondo pyme",
        "que requisitos pide el fondo pyme", "cuanto dinero da el inadem", "q paso con el inadem",
    ),
    titulo='"INADEM y Fondo PyME"', estado="cerrado", vigente_hasta="2019-07-31", sustituido_por="[jalisco-projal]",
    alias="[inadem, fondo pyme]",
)  # fmt: skip
STATE = fiche(
    "jalisco-projal",
    """
## Qué es
- PROJAL es el fondo del gobierno de Jalisco que financia a las MiPyMEs del estado.[^dof]
## Montos
- PROJAL presta de 50,000 a 800,000 pesos a empresas de Jalisco.[^dof]
## Requisitos
- Para PROJAL el negocio debe operar en Jalisco y estar al corriente con el SAT.[^dof]
""",
    (
        "¿Qué apoyos da el gobierno de Jalisco a las pymes?", "¿Cuánto presta PROJAL en Jalisco?", "que creditos hay en jalisco",
        "cuanto me presta projal", "que necesito pa pedir projal", "fondos pa mi negocio en guadalajara",
    ),
    titulo='"PROJAL de Jalisco"', ambito="estatal:jalisco", operador="Gobierno de Jalisco", alias="[projal]",
)  # fmt: skip
TWIN = fiche(
    "drawback",
    """
## Qué es
- El Drawback devuelve el impuesto general de importación pagado por insumos que luego se exportan.[^dof]
## Plazo
- La solicitud de Drawback se presenta en los 12 meses siguientes al pedimento de importación.[^dof]
""",
    (
        "¿Qué es el Drawback?", "¿Cuánto tiempo tengo para pedir el Drawback?", "como recupero el arancel de mis insumos",
        "me regresan el impuesto de importacion si exporto", "que es eso del drawback", "plazo del drawback",
    ),
    titulo='"Drawback (devolución de impuestos de importación)"', equivale="[drawback-mexico]",
)  # fmt: skip
OTHER_TWIN = fiche(
    "drawback-mexico",
    """
## Qué es
- Con el Drawback la Secretaría de Economía devuelve el impuesto de importación de los insumos que se exportan.[^dof]
## Requisitos
- Para el Drawback debes exportar la mercancía en los 60 días siguientes y conservar el pedimento.[^prensa]
""",
    (
        "¿Qué requisitos tiene el Drawback en México?", "¿Quién autoriza el Drawback?", "que piden pal drawback",
        "requisitos del drawback", "drawback mexico", "quien me devuelve el impuesto de importacion",
    ),
    titulo='"Drawback en México"', tema="exportacion", equivale="[drawback]",
)  # fmt: skip
FICHES = {
    "programas/hecho-en-mexico": SEAL, "programas/fondo-pyme-inadem-fne": CLOSED, "programas/jalisco-projal": STATE,
    "programas/drawback": TWIN, "exportacion/drawback-mexico": OTHER_TWIN,
}  # fmt: skip
NEW = fiche(
    "padron-exportadores",
    "## Pasos\n- Inscríbete en el padrón de exportadores sectorial con tu e.firma en el portal del SAT.[^dof]",
    ("¿Cómo me inscribo en el padrón de exportadores?", *(f"padron de exportadores {n}" for n in range(5))),
)


def write(root: Path, fiches: dict[str, str] | None = None, lexicon: str = LEXICON) -> Path:
    """A corpus folder with these fiches (the five by default)."""
    for name, text in (FICHES if fiches is None else fiches).items():
        put(root, name, text)
    (root / "preguntas").mkdir(exist_ok=True)
    (root / "lexico.toml").write_text(lexicon, "utf-8")
    return root


def put(root: Path, name: str, text: str) -> Path:
    """One fiche, new or changed."""
    file = root / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def settings(root: Path, vectors: str = "numpy", **changes: Any) -> Settings:
    """Settings of a small corpus with its home beside it."""
    home = root.parent / "casa"
    made = Settings(root, home, CHECKOUT / "models", f"sqlite+aiosqlite:///{home / 'asesor.db'}", vectors=vectors, today=TODAY)
    return dataclasses.replace(made, **changes)


def built(folder: Path, **changes: Any) -> Settings:
    """Settings of the small corpus, written to `folder` and indexed."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    made = settings(write(folder / "corpus"), **changes)
    wiring.build_index(made)
    return made


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small corpus, indexed once; nobody writes to it."""
    return built(tmp_path_factory.mktemp("chico"))


@pytest.fixture(scope="session")
def small_desk(small: Settings) -> Any:
    """A real desk on the small corpus."""
    made = wiring.build_desk(small)
    yield made
    made.close()


@pytest.fixture(scope="session")
def small_index(small_desk: Any) -> Any:
    """The open index of the small corpus."""
    return small_desk.index


Asesor = Callable[..., subprocess.CompletedProcess[str]]


def asesor(made: Settings, *arguments: str, given: str | bytes = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """`python -m asesor.cli ARGUMENTS` on this corpus and home, in a process of its own."""
    import os

    done = subprocess.run(
        [sys.executable, "-m", "asesor.cli", *arguments],
        input=given if isinstance(given, bytes) else given.encode(), capture_output=True, timeout=seconds, check=False,
        env={
            **os.environ, "ASESOR_CORPUS": str(made.corpus), "ASESOR_HOME": str(made.home), "ASESOR_VECTORS": made.vectors,
            "ASESOR_TODAY": TODAY.isoformat(), "COLUMNS": "100", "PYTHONUTF8": "1",
        },
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
