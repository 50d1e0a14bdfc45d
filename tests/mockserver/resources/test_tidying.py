"""Records that nobody has changed may be forgotten: asked for again, they are the same."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.resources import records
from mockserver.world import Clock, World
from tests.mockserver.asking import ask
from tests.mockserver.resources.client import START
from tests.mockserver.resources.test_state import BOOKSHOP

_BASE = BOOKSHOP.contract.operations[0].base_paths[0]
_PLACES = st.sampled_from(
    (
        *("/authors", "/authors?page_size=1", "/authors/{0}", "/authors/{1}", "/authors/{2}"),
        *("/authors/{0}/books", "/authors/{1}/books", "/authors/{2}/books", "/settings"),
    )
)
_STEPS = st.lists(
    st.tuples(st.sampled_from(("GET", "GET", "GET", "POST", "PATCH", "DELETE")), _PLACES)
    | st.floats(1, 1e6),
    max_size=25,
)


def _answer(world: World, method: str, path: str, number: int) -> Any:
    sent: dict[str, Any] = {}
    if method in ("POST", "PATCH"):
        told = {"name": f"Ada {number}", "title": f"Tales {number}", "theme": "dark"}
        email = {"email": f"{number}@example.com"} if path == "/authors" else {}
        sent = {"json": {**told, **email}}
    reply = ask(BOOKSHOP.gate, world, f"{method} {_BASE}{path}", **sent)
    return reply.status, reply.headers, reply.body


@settings(max_examples=60, deadline=None)
@given(_STEPS)
def test_a_world_that_forgets_says_what_one_that_does_not_says(steps):
    """In every order of reads, changes and waiting."""
    worlds = [World(0, Clock(START)) for _ in range(2)]
    for world in worlds:
        BOOKSHOP.gate.system.seed(world)
    first = _answer(worlds[0], "GET", "/authors", 0)
    assert first == _answer(worlds[1], "GET", "/authors", 0)
    ids = [each["id"] for each in orjson.loads(first[2])["data"]]
    for number, step in enumerate(steps):
        if isinstance(step, float):
            for world in worlds:
                world.clock.advance(step)
            continue
        method, path = step
        asked = method, path.format(*ids), number
        kept = _answer(worlds[0], *asked)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(records, "MOST_PLACES", 0)
            assert _answer(worlds[1], *asked) == kept, asked


def test_reads_of_ever_new_places_do_not_grow_the_state(monkeypatch):
    """What is known stays bounded, and what a client has made stays."""
    monkeypatch.setattr(records, "MOST_PLACES", 10)
    world = World(0, Clock(START))
    gate = BOOKSHOP.gate
    gate.system.seed(world)
    made = ask(gate, world, f"POST {_BASE}/authors", json={"name": "Ada", "email": "a@example.com"})
    place = f"{_BASE}/authors/{orjson.loads(made.body)['id']}"
    for number in range(200):
        ask(gate, world, f"GET {_BASE}/authors/{number}/books?page={number}")
        for author in orjson.loads(ask(gate, world, f"GET {_BASE}/authors").body)["data"]:
            ask(gate, world, f"GET {_BASE}/authors/{author['id']}/books")
    assert len(world.store.names()) <= 30
    assert ask(gate, world, f"GET {place}").body == made.body
