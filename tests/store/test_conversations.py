"""The store: one transaction a turn, compare-and-set on the revision, nothing left after erasing."""

import asyncio
import sqlite3
from datetime import timedelta

import pytest

from asesor.errors import StoreConflict, StoreError
from asesor.store import Store
from asesor.store.conversations import OPENING_LIFE, now


async def test_what_was_recorded_is_read_back(store, entry):
    await store.record(entry("c", 1))
    await store.record(entry("c", 2, client_message_id="m-2"))
    known = await store.load("c")
    assert (known.id, known.rev, known.state, known.reply) == ("c", 2, {"version": 1, "turns": 2}, None)
    assert (await store.load("c", "m-2")).reply == '{"n":2}'
    assert (await store.load("c", "otro")).reply is None
    assert await store.load("nadie") is None


async def test_a_turn_on_an_old_revision_is_a_conflict_and_leaves_nothing(store, entry):
    await store.record(entry("c", 1))
    await store.record(entry("c", 2))
    with pytest.raises(StoreConflict, match="al mismo tiempo"):
        await store.record(entry("c", 2, message_id="otro"))
    assert [m["message_id"] for m in (await store.export("c"))["messages"]] == ["c-1", "c-2"]


async def test_a_turn_of_an_erased_conversation_is_a_conflict(store, entry):
    await store.record(entry("c", 1))
    await store.erase("c")
    with pytest.raises(StoreConflict):
        await store.record(entry("c", 2))
    assert await store.load("c") is None


async def test_one_of_a_group_at_fault_does_not_harm_the_others(store, entry):
    await store.record(entry("viejo", 1))
    writes = [store.record(entry(f"c{i}", 1)) for i in range(20)]
    writes.insert(7, store.record(entry("viejo", 1)))
    writes.insert(9, store.record(entry("viejo", 3)))
    ends = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(e) for e in ends if e is not None] == [StoreConflict, StoreConflict]
    assert [(await store.load(f"c{i}")).rev for i in range(20)] == [1] * 20


async def test_a_client_message_id_is_used_once_in_a_conversation(store, entry):
    await store.record(entry("c", 1, client_message_id="m"))
    with pytest.raises(StoreConflict):
        await store.record(entry("c", 2, client_message_id="m"))
    assert (await store.load("c")).rev == 1
    await store.record(entry("d", 1, client_message_id="m"))


async def test_an_opening_finds_its_reply_while_young_and_is_free_afterwards(store, entry):
    old = now() - OPENING_LIFE - timedelta(seconds=1)
    await store.record(entry("vieja", 1, opening="llave", at=old))
    assert await store.opened("llave") is None
    await store.record(entry("nueva", 1, opening="llave"))
    assert await store.opened("llave") == '{"n":1}'
    with pytest.raises(StoreConflict):
        await store.record(entry("otra", 1, opening="llave"))
    assert await store.load("otra") is None


async def test_racing_increments_over_two_stores_lose_nothing(url, entry):
    stores = [await Store.open(url), await Store.open(url)]
    await stores[0].record(entry("c", 1, state={"turns": 1}))

    async def add(store, n):
        while True:
            known = await store.load("c")
            try:
                return await store.record(
                    entry("c", known.rev + 1, message_id=f"m{n}", state={"turns": known.state["turns"] + 1})
                )
            except StoreConflict:
                continue

    await asyncio.gather(*(add(stores[n % 2], n) for n in range(40)))
    known = await stores[0].load("c")
    assert (known.rev, known.state) == (41, {"turns": 41})
    assert len((await stores[1].export("c"))["messages"]) == 41
    for store in stores:
        await store.close()


async def test_erasing_leaves_no_trace_in_the_file(store, entry, tmp_path):
    await store.record(entry("c", 1, text="mi secreto", reply="el secreto de la respuesta"))
    await store.rate("c-1", 1, "secreto opinado")
    assert await store.erase("c") is True
    assert await store.erase("c") is False
    await store.close()
    assert all(b"secreto" not in file.read_bytes() for file in (tmp_path / "casa").iterdir())


async def test_an_opinion_needs_its_message_and_the_last_one_counts(store, entry):
    assert await store.rate("c-1", 1, None) is False
    await store.record(entry("c", 1))
    assert await store.rate("c-1", 1, None) is True
    assert await store.rate("c-1", -1, "no") is True
    assert (await store.export("c"))["messages"][0]["feedback"] == {"rating": -1, "comment": "no"}


async def test_an_export_has_everything_in_order(store, entry):
    await store.record(entry("c", 1, site="economia", client_message_id="m"))
    await store.record(entry("c", 2))
    export = await store.export("c")
    assert (export["site"], export["channel"], export["state"]) == ("economia", "web", {"version": 1, "turns": 2})
    assert [m["text"] for m in export["messages"]] == ["texto 1", "texto 2"]
    assert export["messages"][0]["created_at"].endswith("Z")
    assert await store.export("nadie") is None


async def test_a_store_is_there_again_after_closing(url, entry):
    first = await Store.open(url)
    await first.record(entry("c", 1))
    await first.close()
    second = await Store.open(url)
    assert (await second.load("c")).rev == 1
    await second.close()


async def test_writes_accepted_before_closing_are_kept(url, entry):
    store = await Store.open(url)
    writes = [asyncio.create_task(store.record(entry(f"c{i}", 1))) for i in range(30)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writes)
    again = await Store.open(url)
    assert (await again.load("c29")).rev == 1
    await again.close()


async def test_a_caller_who_goes_away_does_not_undo_the_write(store, entry):
    write = asyncio.create_task(store.record(entry("c", 1)))
    await asyncio.sleep(0)
    write.cancel()
    await asyncio.gather(write, return_exceptions=True)
    await store.record(entry("d", 1))
    assert (await store.load("c")).rev == 1


async def test_wal_foreign_keys_and_waiting_are_on(store, tmp_path):
    with sqlite3.connect(tmp_path / "casa" / "asesor.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize("content", [b"esto no es SQLite " * 500, b"SQLite format 3\0" + b"\xff" * 4000])
async def test_a_damaged_file_is_a_sentence(tmp_path, content):
    (tmp_path / "mal.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"No se puede usar el almacén.*ASESOR_STORE"):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path}/mal.db")


@pytest.mark.parametrize("address", ["nada", "mysql://x", "sqlite+aiosqlite:////proc/no/se/puede.db"])
async def test_an_unusable_address_is_a_sentence(address):
    with pytest.raises(StoreError, match="ASESOR_STORE"):
        await Store.open(address)
