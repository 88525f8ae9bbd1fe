"""kill -9 while writing: what was acknowledged is there, what is there is whole."""

import asyncio
import os
import signal
import subprocess
import sys
import time

from asesor.store import Store

WRITE = """
import asyncio, sys
from asesor.store import Entry, Store

async def write(store, conversation):
    for turn in range(1, 10_000):
        await store.record(Entry(conversation, f"{conversation}-{turn}", "texto " * 50, "{}", "answered", {"turns": turn},
                                 turn - 1 or None, "web"))
        print(conversation, turn, flush=True)

async def main():
    store = await Store.open(sys.argv[1])
    await asyncio.gather(*(write(store, f"c{n}") for n in range(8)))

asyncio.run(main())
"""


def test_a_killed_writer_leaves_whole_turns_and_all_it_acknowledged(url):
    process = subprocess.Popen([sys.executable, "-c", WRITE, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(400)]
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    lines += process.communicate()[0].splitlines()
    acknowledged: dict[str, int] = {}
    for line in lines:
        if len(parts := line.split()) == 2:
            acknowledged[parts[0]] = int(parts[1])
    found = asyncio.run(_read(url, acknowledged))
    assert len(found) == 8
    for name, (rev, state, turns) in found.items():
        assert rev >= acknowledged[name]
        assert turns == list(range(1, rev + 1))
        assert state == {"turns": rev}


async def _read(url, names):
    store = await Store.open(url)
    found = {}
    for name in names:
        known, export = await store.load(name), await store.export(name)
        found[name] = (known.rev, known.state, [int(m["message_id"].rpartition("-")[2]) for m in export["messages"]])
    await store.close()
    return found
