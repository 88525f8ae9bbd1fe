"""What the documents promise exists, and one example of the README is run."""

import re
import subprocess

import pytest
import typer

from asesor.cli import app
from asesor.settings import CHECKOUT

WRITTEN = ["README.md", "README.es.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{f.name}" for f in (CHECKOUT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"```console\n\$ asesor preguntar \"(.+?)\"\n(.*?)```", re.S)
COMMAND = re.compile(r"\basesor ((?:corpus )?[a-z]{5,})\b")
PLACES = re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w+)/")
BINARY = {".npz", ".safetensors", ".png", ".pdf", ".docx"}


def read(name):
    """A document of the checkout."""
    return (CHECKOUT / name).read_text("utf-8")


def commands():
    """Every command of the program, "corpus revisar" too."""
    group = typer.main.get_command(app)
    below = {f"{n} {m}" for n, c in group.commands.items() for m in getattr(c, "commands", {})}
    return {n for n, c in group.commands.items() if not hasattr(c, "commands")} | below


def code(text):
    """What stands in code spans and code blocks."""
    return "\n".join((*re.findall(r"```.*?```", text, re.S), *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)))


@pytest.mark.parametrize("name", WRITTEN)
def test_every_command_that_a_document_names_exists(name):
    assert set(COMMAND.findall(code(read(name)))) <= commands()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_make_target_that_a_document_names_exists(name):
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)\b", code(read(name)))) <= targets


def test_the_readme_names_every_command():
    assert {c for c in commands() if f"asesor {c}" not in read("README.md")} == set()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_file_that_a_document_links_to_exists(name):
    links = [t.partition("#")[0] for t in re.findall(r"\]\(([^)]+)\)", read(name)) if "://" not in t]
    assert [t for t in links if t and not ((CHECKOUT / name).parent / t).exists()] == []


def test_the_example_of_the_readme_is_answered_as_it_shows(command):
    question, shown = EXAMPLE.search(read("README.md")).groups()
    done = command("preguntar", question)
    assert done.returncode == 0, done.stderr
    title = re.search(r"╭─ (.+?) ─", shown)[1]
    assert title in done.stdout
    assert "[1]" in done.stdout
    said, expected = (" ".join(re.sub(r"[│╭╮╰╯─•]", " ", t).split()) for t in (done.stdout, shown))
    first = expected.partition(title)[2].partition(" [")[0].strip()
    assert first in said


def test_no_file_names_a_folder_of_somebodys_machine():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [CHECKOUT / name for name in listed.stdout.splitlines()]
    text = {f: f.read_text("utf-8", "replace") for f in files if f.is_file() and f.suffix not in BINARY}
    assert [str(f.relative_to(CHECKOUT)) for f, content in text.items() if PLACES.search(content)] == []
