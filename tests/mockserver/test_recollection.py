"""A read that is answered from memory is answered as if it were worked out."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.document import Source, from_source
from contract.model import Contract
from contract.validation import Clerk
from mockserver.behaviours import Call
from mockserver.gate import Gate
from mockserver.generic import GenericSystem
from mockserver.messages import MockReply, SentReply
from mockserver.serving import Mock, make_mock
from mockserver.world import Clock, World
from tests.mockserver.asking import ask
from tests.mockserver.playing import callers_of, mock_of, names_of, new_world
from tests.mockserver.resources.client import START
from tests.mockserver.resources.test_state import BOOKSHOP, CONTRACTS

_FORGETFUL_BOOKSHOP = make_mock(str(CONTRACTS / "bookshop.yaml"), judging="sample")
_DIFY = "dify@2026-06-12"
_FORGETFUL_DIFY = make_mock(_DIFY, judging="sample")

_LISTS = ("GET /authors", "GET /authors?page_size=1", "GET /authors?search=ada", "HEAD /authors")
_STEPS = st.lists(
    st.one_of(
        st.sampled_from(_LISTS),
        st.tuples(st.sampled_from(("GET", "PATCH", "DELETE")), st.integers(0, 4)),
        st.integers(0, 9).map(lambda number: {"name": "Ada", "email": f"{number}@example.com"}),
        st.floats(1, 1e6),
    ),
    max_size=25,
)


def _told(reply: SentReply) -> Any:
    return reply.status, reply.headers, reply.body


@settings(max_examples=60, deadline=None)
@given(_STEPS)
def test_a_mock_that_recalls_says_what_one_without_memory_says(steps):
    """In every order of reads, changes and waiting."""
    mocks = (BOOKSHOP, _FORGETFUL_BOOKSHOP)
    worlds = [World(0, Clock(START)) for _ in mocks]
    for mock, world in zip(mocks, worlds, strict=True):
        mock.gate.system.seed(world)
    ids = [
        each["id"] for each in orjson.loads(_ask(mocks[0], worlds[0], "GET /authors").body)["data"]
    ]
    for step in steps:
        if isinstance(step, float):
            for world in worlds:
                world.clock.advance(step)
            continue
        sent: dict[str, Any] = {}
        if isinstance(step, dict):
            request, sent = "POST /authors", {"json": step}
        elif isinstance(step, tuple):
            request = f"{step[0]} /authors/{ids[step[1] % len(ids)]}"
            sent = {"json": {"bio": "Wrote it"}} if step[0] == "PATCH" else {}
        else:
            request = step
        told = [
            _told(_ask(mock, world, request, **sent))
            for mock, world in zip(mocks, worlds, strict=True)
        ]
        assert told[0] == told[1], request
        if told[0][0] == 201:
            ids.append(orjson.loads(told[0][2])["id"])


def _ask(mock: Mock, world: World, request: str, **sent: Any) -> SentReply:
    method, _, path = request.partition(" ")
    base = mock.contract.operations[0].base_paths[0]
    return ask(mock.gate, world, f"{method} {base}{path}", **sent)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (
                "GET /account", "GET /account/sessions", "GET /workspaces",
                "GET /apps?workspace_id=<Analytical Engines>", "GET /nowhere",
                "DELETE /account/sessions/self", "wait a day", "wait a year",
            )
        ),
        max_size=12,
    )
)  # fmt: skip
def test_whoever_may_no_longer_read_is_told_so(steps):
    """A login that ends, or runs out, ends what it was told as well."""
    mocks = (mock_of(_DIFY), _FORGETFUL_DIFY)
    worlds = [new_world(_DIFY, {}, seed=1) for _ in mocks]
    named = names_of(worlds[0])["Analytical Engines"]
    for step in steps:
        if step.startswith("wait"):
            for world in worlds:
                world.clock.advance(86_400 * (365 if "year" in step else 1))
            continue
        method, _, path = step.replace("<Analytical Engines>", str(named)).partition(" ")
        told = [
            _told(
                ask(
                    mock.gate,
                    world,
                    f"{method} /openapi/v1{path}",
                    headers=callers_of(mock, world)["ada"],
                )
            )
            for mock, world in zip(mocks, worlds, strict=True)
        ]
        assert told[0] == told[1], step


# --- what is worked out, and how often ------------------------------------------------------------

_TEXT = """
openapi: 3.2.0
info: {title: Made up, version: "1"}
paths:
  /pets:
    get: {responses: {"200": {description: All, content: {application/json: {schema: {}}}}}}
    post: {responses: {"200": {description: One, content: {application/json: {schema: {}}}}}}
"""


class _Counting:
    """A behaviour that counts how often it is asked."""

    def __init__(self, look: Any) -> None:
        self.times = 0
        self._look = look

    def __call__(self, call: Call) -> MockReply:
        self.times += 1
        return MockReply(200, self._look(call))


def _gate(behaviour: _Counting, **made: Any) -> Gate:
    contract = Contract.from_document(from_source(Source("made-up.yaml", _TEXT)).content)
    system = GenericSystem(contract, None)
    system.behaviours = {"GET /pets": behaviour, "POST /pets": behaviour}
    return Gate(contract, system, Clerk(contract), **made)


_LOOKS = {
    "nothing": (lambda call: "same", 1),
    "records": (lambda call: len(call.world.store["pets"]), 1),
    "a moment ahead": (lambda call: call.world.clock.is_ahead(START + 60), 1),
    "a moment gone by": (lambda call: call.world.clock.is_ahead(START - 60), 1),
    "the time": (lambda call: call.world.clock.now(), 3),
    "a count": (lambda call: call.world.count("asked"), 3),
    "a change": (lambda call: call.world.store["pets"].put("1", {}), 3),
    "much": (lambda call: "x" * 70_000, 3),
    "a fault": (lambda call: 1 / 0, 3),
}


@pytest.mark.parametrize("what", _LOOKS)
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_have_changed_is_worked_out_once(what):
    """What depends on the time itself, or changes something, each time; and what is large."""
    look, times = _LOOKS[what]
    behaviour = _Counting(look)
    gate, world = _gate(behaviour), World(0, Clock(START))
    told = [ask(gate, world, "GET /pets") for _ in range(3)]
    assert behaviour.times == times
    assert len(world.journal) == 3
    assert {each.operation for each in world.journal} == {"GET /pets"}
    assert {each.status for each in world.journal} == {told[0].status}


def test_a_change_is_seen_at_once():
    """Of a record, of the time beyond a moment that counted, of the world."""
    behaviour = _Counting(
        lambda call: [len(call.world.store["pets"]), call.world.clock.is_ahead(START + 60)]
    )
    gate, world = _gate(behaviour), World(0, Clock(START))

    def told(world: World) -> Any:
        return orjson.loads(ask(gate, world, "GET /pets").body)

    assert told(world) == told(world) == [0, True]
    world.store["pets"].put("1", {})
    assert told(world) == told(world) == [1, True]
    world.clock.advance(59)
    assert told(world) == [1, True]
    assert behaviour.times == 2
    world.clock.advance(1)
    assert told(world) == told(world) == [1, False]
    assert told(World(0, Clock(START))) == [0, True]
    world.store["pets"].delete("1")
    assert told(world) == [0, False]


def test_requests_that_differ_are_not_mixed_up():
    """In their query, in a header, in who sends them; what is no read is never recalled."""
    behaviour = _Counting(lambda call: [call.request.query, call.request.headers.get("X-A")])
    gate, world = _gate(behaviour), World()
    seen = [
        orjson.loads(ask(gate, world, request, headers=headers).body)
        for request in ("GET /pets", "GET /pets?a=1", "HEAD /pets", "POST /pets")
        for headers in ({}, {"X-A": "1"}, {"X-A": "2"}, {})
    ]
    assert seen[:4] == [["", None], ["", "1"], ["", "2"], ["", None]]
    assert seen[4:8] == [["a=1", None], ["a=1", "1"], ["a=1", "2"], ["a=1", None]]
    assert behaviour.times == 3 + 3 + 3 + 4


def test_what_is_recalled_is_bounded():
    """However many different reads there are."""
    behaviour = _Counting(lambda call: call.request.query)
    gate, world = _gate(behaviour), World()
    for number in range(1000):
        ask(gate, world, f"GET /pets?number={number}")
    ask(gate, world, "GET /pets?number=999")
    assert behaviour.times == 1000
    ask(gate, world, "GET /pets?number=0")
    assert behaviour.times == 1001
    for _ in range(3):
        ask(gate, world, "GET /pets", headers={"X-Large": "x" * 20_000})
    assert behaviour.times == 1004


def test_behaviours_of_a_users_own_are_always_asked():
    """They may be made from anything: a file, the time of the machine, chance."""
    behaviour = _Counting(lambda call: "same")
    gate, world = _gate(_Counting(lambda call: ""), own={"GET /pets": behaviour}), World()
    for _ in range(3):
        ask(gate, world, "GET /pets")
    assert behaviour.times == 3


def test_a_judge_that_is_to_see_all_sees_all():
    """Recalling would keep messages from it."""
    behaviour = _Counting(lambda call: "same")
    contract = Contract.from_document(from_source(Source("made-up.yaml", _TEXT)).content)
    system = GenericSystem(contract, None)
    system.behaviours = {"GET /pets": behaviour}
    gate, world = Gate(contract, system, Clerk(contract, "all")), World()
    for _ in range(3):
        ask(gate, world, "GET /pets")
    assert behaviour.times == 3
