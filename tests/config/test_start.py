"""What a command imports and how soon it answers."""

import subprocess
import sys
import time

HEAVY = ("torch", "sentence_transformers", "sklearn", "langchain", "langchain_core", "telegram", "fastapi", "chromadb")
PROGRAM = """
import sys
sys.argv = ["asesor", *{arguments!r}]
from asesor.cli import app
try:
    app()
except SystemExit as end:
    assert not end.code, end.code
print("\\nIMPORTED", *sorted(sys.modules))
"""


def imported(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(arguments=list(arguments))], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.rpartition("IMPORTED")[2].split())


def test_help_imports_no_heavy_library():
    assert not imported("--help").intersection((*HEAVY, "numpy", "tantivy", "rich.markdown", "sqlalchemy"))


def test_one_question_is_answered_without_torch_langchain_telegram_fastapi_and_chromadb(command):
    modules = imported("preguntar", "¿qué es el programa IMMEX?")
    assert not {m.partition(".")[0] for m in modules} & set(HEAVY)
    assert "asesor.answer.advisor" in modules


def test_help_answers_within_a_second():
    def seconds() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "asesor.cli", "--help"], capture_output=True, check=True)
        return time.perf_counter() - began

    assert min(seconds() for _ in range(5)) <= 1.0  # .2 s on a quiet machine
