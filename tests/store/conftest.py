"""A store on a real SQLite file."""

import pytest

from asesor.store import Entry, Store


@pytest.fixture
def url(tmp_path):
    """The address of a file that does not exist yet, in a folder that does not either."""
    return f"sqlite+aiosqlite:///{tmp_path}/casa/asesor.db"


@pytest.fixture
async def store(url):
    """An open store."""
    store = await Store.open(url)
    yield store
    await store.close()


@pytest.fixture
def entry():
    """Make the entry of a turn: `entry("c", 1)` is the first of a new conversation, `entry("c", 2)` the second."""

    def make(conversation="c", turn=1, **fields):
        return Entry(
            **{
                "conversation_id": conversation,
                "message_id": f"{conversation}-{turn}",
                "text": f"texto {turn}",
                "reply": f'{{"n":{turn}}}',
                "status": "answered",
                "state": {"version": 1, "turns": turn},
                "rev": turn - 1 or None,
                "channel": "web",
                **fields,
            }
        )

    return make
