"""Migrations make exactly the tables that the code expects, whoever starts first."""

import asyncio
import sqlite3
import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from asesor.store import Store
from asesor.store.tables import METADATA


async def test_the_migrated_schema_is_the_one_in_the_code(store, tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/casa/asesor.db")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


async def test_opening_twice_migrates_once(store, url, tmp_path):
    await (await Store.open(url)).close()
    connection = sqlite3.connect(tmp_path / "casa" / "asesor.db")
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    connection.close()


async def test_stores_that_open_together_in_one_process_all_work(url):
    stores = await asyncio.gather(*(Store.open(url) for _ in range(4)))
    for store in stores:
        await store.check()
        await store.close()


def test_processes_that_start_together_all_work(url):
    code = (
        "import asyncio, sys\nfrom asesor.store import Store\n"
        "async def main():\n    store = await Store.open(sys.argv[1])\n    await store.check()\n    await store.close()\n"
        "asyncio.run(main())"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, url], stderr=subprocess.PIPE) for _ in range(4)]
    ends = [(process.communicate()[1], process.returncode) for process in started]
    assert [code for _, code in ends] == [0] * 4, ends
