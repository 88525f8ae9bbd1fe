"""Settings are read once, and everything wrong with them is said at once."""

import re
from datetime import date

import pytest

from asesor.errors import SettingsError
from asesor.settings import CHECKOUT, Settings

WRONG = {
    "ASESOR_CORPUS": "/no/existe",
    "ASESOR_PORT": "ochenta",
    "ASESOR_DESK_THREADS": "0",
    "ASESOR_VECTORS": "pinecone",
    "ASESOR_STORE": "mysql://aqui",
    "ASESOR_TODAY": "21/11/2026",
}


def test_one_error_names_every_wrong_setting():
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(WRONG)
    assert re.findall(r"· (ASESOR_\w+):", str(raised.value)) == ["ASESOR_CORPUS", "ASESOR_PORT", "ASESOR_DESK_THREADS", "ASESOR_VECTORS",
                                                               "ASESOR_STORE", "ASESOR_TODAY"]  # fmt: skip


def test_without_settings_a_checkout_uses_its_own_corpus_and_var():
    settings = Settings.from_env({})
    assert (settings.corpus, settings.home, settings.models) == (CHECKOUT / "corpus", CHECKOUT / "var", CHECKOUT / "models")
    assert settings.store == f"sqlite+aiosqlite:///{CHECKOUT / 'var' / 'asesor.db'}"


def test_an_empty_value_is_the_default():
    assert Settings.from_env(dict.fromkeys(WRONG, "")) == Settings.from_env({})


def test_today_can_be_fixed():
    assert Settings.from_env({"ASESOR_TODAY": "2026-11-21"}).clock() == date(2026, 11, 21)


def test_the_settings_that_the_code_reads_are_the_ones_the_readme_lists():
    code = (CHECKOUT / "src" / "asesor" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'"(ASESOR_\w+)"', code))
    for name in ("README.md", "docs/operate.md"):
        assert set(re.findall(r"^\| `(ASESOR_\w+)`", (CHECKOUT / name).read_text("utf-8"), re.M)) == read, name
