"""The order of events: what the extension may say, and what a checker finds in a stream."""

import asyncio
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import yaml12
from contract.catalog import find
from contract.errors import ContractError, InvalidDocument
from contract.streams import EventOrder, OrderChecker, Sequence
from mockserver.messages import NOTHING, ServerSentEvent
from mockserver.world import World
from tests.mockserver.asking import ask, events_of
from tests.mockserver.playing import callers_of, mock_of, names_of, new_world

#: A ship at a time is unloaded; bells may ring throughout.
HARBOUR: Final[dict[str, Any]] = {
    "event": "/data/event",
    "constant": {
        "ship": ["/data/ship", {"at": "/data/id", "in": ["moored"]}],
        "tide": ["/data/tide"],
    },
    "sequences": [
        {
            "first": ["moored"],
            "last": ["left", "sunk"],
            "trailing": ["bell"],
            "events": ["moored", "up", "sway", "down", "paid", "left", "sunk", "bell"],
            "next": {"paid": ["left"]},
            "after": {"paid": ["down", "up"]},
            "pairs": [
                {"open": "moored", "close": ["left"]},
                {"open": "up", "inside": ["sway"], "close": ["down"], "by": "/data/crate"},
            ],
        },
        {"first": ["passed"], "last": ["passed"]},
    ],
}
ORDER: Final = EventOrder.from_value(HARBOUR, "harbour.yaml")


def item(name: str, **members: Any) -> dict[str, Any]:
    return {"data": {"event": name, **members}}


def items(course: str) -> list[dict[str, Any]]:
    """Write a stream in short: `moored up:1 down:1 left`, a number being a crate."""
    written = [each.partition(":") for each in course.split()]
    return [item(name, **({"crate": crate} if crate else {})) for name, _, crate in written]


def found(order: EventOrder, stream: Iterable[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Check a whole stream; gives the rules that were broken, and by what."""
    checker = order.checker()
    violations = [each for one in stream for each in checker.event(one)] + checker.end()
    return [(each.keyword, each.value) for each in violations]


# --- courses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "course",
    [
        pytest.param("passed", id="one event"),
        pytest.param("moored left", id="shortest"),
        pytest.param("moored up:1 down:1 paid left", id="whole"),
        pytest.param("moored up:1 up:2 sway:1 down:1 sway:2 down:2 paid left", id="side by side"),
        pytest.param("moored up:1 sunk", id="something is left open"),
        pytest.param("moored bell up:1 bell sunk bell bell", id="trailing"),
        pytest.param("moored up:1 down:1 up:1 down:1 left", id="opened anew"),
    ],
)
def test_a_stream_in_order_breaks_nothing(course):
    assert found(ORDER, items(course)) == []


@pytest.mark.parametrize(
    ("course", "broken"),
    [
        pytest.param("", [("last", None)], id="nothing"),
        pytest.param("moored", [("last", "moored")], id="no end"),
        pytest.param("up:1 down:1", [("first", "up")], id="no beginning"),
        pytest.param("moored left up:1", [("last", "up")], id="behind the end"),
        pytest.param("moored left left", [("last", "left")], id="two ends"),
        pytest.param("passed passed", [("last", "passed")], id="end of another course"),
        pytest.param("moored passed left", [("events", "passed")], id="of another course"),
        pytest.param("moored paid left", [("after", "paid")], id="too early"),
        pytest.param("moored up:1 paid down:1 left", [("next", "down")], id="something between"),
        pytest.param("moored down:1 left", [("pairs", "down")], id="never opened"),
        pytest.param("moored up:1 down:2 left", [("pairs", "down")], id="another one opened"),
        pytest.param("moored up:1 up:1 down:1 left", [("pairs", "up")], id="opened twice"),
        pytest.param("moored up:1 down:1 down:1 left", [("pairs", "down")], id="closed twice"),
        pytest.param("moored up:1 down:1 sway:1 left", [("pairs", "sway")], id="inside, outside"),
        pytest.param("moored moored left", [("pairs", "moored")], id="begun twice"),
    ],
)
def test_each_rule_finds_what_breaks_it(course, broken):
    """And only that: one fault is told once."""
    assert found(ORDER, items(course)) == broken


def test_a_violation_says_what_came_and_what_was_expected():
    checker = ORDER.checker()
    checker.event(item("moored"))
    [violation] = checker.event(item("paid"))
    assert (violation.part, violation.path) == ("body", ("data", "event"))
    assert violation.message == "paid came before down or up"
    assert violation.expected == ["down", "up"]


def test_items_without_a_name_are_not_looked_at():
    """Pings between events, and behind the last one."""
    ping = {"event": "ping"}
    unnamed = [ping, {"data": {"event": 1}}, {"data": "text"}, {}]
    assert found(ORDER, [ping, *items("moored left"), *unnamed]) == []


@pytest.mark.parametrize(
    ("stream", "broken"),
    [
        pytest.param([item("moored", ship=1), item("left", ship=1)], [], id="same"),
        pytest.param([item("moored", ship=1), item("left", ship=2)], [2], id="another"),
        pytest.param([item("moored", ship=1), item("left")], [], id="absent"),
        pytest.param([item("moored", ship=None), item("left", ship=1)], [], id="null"),
        pytest.param([item("moored", ship=1, id=1), item("left", id=2)], [], id="not in this one"),
        pytest.param([item("moored", ship=1, id=2), item("left", ship=1)], [2], id="two places"),
        pytest.param(
            [item("moored", ship=1, tide=2), item("left", tide=2)], [], id="two constants"
        ),
    ],
)
def test_constant_values_do_not_change(stream, broken):
    """Whatever the places say, it is one value; null and nothing tell none."""
    assert found(ORDER, stream) == [("constant", each) for each in broken]


def test_what_may_be_opened_again_is_closed_as_often():
    pair = {"open": "up", "close": ["down"], "mayReopen": True}
    order = EventOrder.from_value(
        {"event": "/data/event", "sequences": [{"last": ["left"], "pairs": [pair]}]}, "x"
    )
    assert found(order, items("up up down down left")) == []
    assert found(order, items("up up down down down left")) == [("pairs", "down")]


def test_a_stream_that_may_break_off_ends_anywhere():
    """But nothing comes behind what ends it."""
    order = EventOrder.from_value(
        {"event": "/data/event", "sequences": [{"last": ["left"], "mayBreakOff": True}]}, "x"
    )
    for course in ("", "up", "up left"):
        assert found(order, items(course)) == []
    assert found(order, items("left up")) == [("last", "up")]


# --- laws -----------------------------------------------------------------------------------------

names = st.sampled_from(["moored", "up", "sway", "down", "paid", "left", "sunk", "bell", "passed"])
streams = st.lists(
    st.builds(
        lambda name, crate, ship: item(name, crate=crate, ship=ship),
        names,
        st.sampled_from(["1", "2", None]),
        st.sampled_from([1, 2, None]),
    ),
    max_size=12,
)


@given(streams, st.integers(0, 12))
def test_what_was_found_does_not_depend_on_what_comes_later(stream, cut):
    """The violations of a beginning are the beginning of the violations."""
    whole, beginning = ORDER.checker(), ORDER.checker()
    told = [each for one in stream for each in whole.event(one)]
    first = [each for one in stream[:cut] for each in beginning.event(one)]
    assert told[: len(first)] == first


@given(streams)
def test_pings_change_nothing(stream):
    """They carry no event, so an order sees through them."""
    between = [each for one in stream for each in ({"event": "ping"}, one)]
    assert found(ORDER, between) == found(ORDER, stream)


@given(st.integers(1, 200))
def test_memory_is_bounded_by_what_is_open(count):
    """However many were opened and closed, nothing of them is kept."""
    checker = ORDER.checker()
    checker.event(item("moored"))
    checker.event(item("up", crate="kept"))
    checker.event(item("down", crate="kept"))
    size = _size(checker)
    for number in range(count):
        assert checker.event(item("up", crate=number)) == []
        assert checker.event(item("down", crate=number)) == []
        assert checker.event(item("sway", crate=number)) != []
        assert checker.event(item(f"never heard of {number}")) != []
    assert _size(checker) == size


def _size(checker: OrderChecker) -> int:
    """Count the values that a checker keeps."""
    kept = [getattr(checker, name) for name in OrderChecker.__slots__]
    return sum(len(each) for each in kept if isinstance(each, set | dict | list)) + sum(
        len(each) for each in checker._open
    )


# --- the extension --------------------------------------------------------------------------------

_LAST: Final = {"last": ["left"]}


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        pytest.param([], "", id="no object"),
        pytest.param({"event": "/data/event"}, "", id="no sequences"),
        pytest.param({"event": "data", "sequences": [_LAST]}, "/event", id="no pointer"),
        pytest.param({"event": "/e", "sequences": []}, "/sequences", id="no sequence"),
        pytest.param({"event": "/e", "sequences": [{}]}, "/sequences/0", id="no end"),
        pytest.param(
            {"event": "/e", "sequences": [{**_LAST, "fist": ["up"]}]}, "/sequences/0", id="misspelt"
        ),
        pytest.param(
            {"event": "/e", "sequences": [{**_LAST, "next": {"up": []}}]},
            "/sequences/0/next/up",
            id="nothing next",
        ),
        pytest.param(
            {"event": "/e", "sequences": [_LAST, {**_LAST, "first": ["up"]}]},
            "/sequences/0",
            id="never reached",
        ),
        pytest.param(
            {"event": "/e", "sequences": [{**_LAST, "first": ["a"]}, {**_LAST, "first": ["a"]}]},
            "/sequences/1/first/0",
            id="ambiguous",
        ),
        pytest.param(
            {"event": "/e", "sequences": [{**_LAST, "events": ["left"], "trailing": ["up"]}]},
            "/sequences/0/trailing/0",
            id="unknown name",
        ),
        pytest.param(
            {"event": "/e", "constant": {"a": ["/x", {"at": "/y"}]}, "sequences": [_LAST]},
            "/constant/a/1",
            id="place in no events",
        ),
    ],
)  # fmt: skip
def test_a_broken_extension_is_refused_by_its_place(value, pointer):
    """With a pointer to what is wrong, below the place of the extension itself."""
    with pytest.raises(InvalidDocument) as caught:
        EventOrder.from_value(value, "a.yaml", "/paths/x-event-order")
    assert caught.value.pointer == f"/paths/x-event-order{pointer}"
    assert str(caught.value).startswith("a.yaml#/paths/x-event-order")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["/data", "up", "left", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*HARBOUR, *HARBOUR["sequences"][0], "at", "in", "by"]), inner
        )
    ),
    max_leaves=8,
)


@given(json_values | st.fixed_dictionaries({"event": st.just("/e"), "sequences": json_values}))
def test_any_value_is_an_order_or_refused(value):
    """Never another error than one that says where."""
    try:
        order = EventOrder.from_value(value, "a.yaml")
    except ContractError:
        return
    assert isinstance(found(order, items("moored up left")), list)


# --- the streams of the mock ----------------------------------------------------------------------

_VERSIONS: Final = [f"dify@{each.version}" for each in find("dify")[0].releases]
_RUN, _EVENTS = "POST /apps/{app_id}/run", "GET /apps/{app_id}/tasks/{task_id}/events"
_APPS: Final = (
    "echo-workflow", "approval", "two-approvals", "survey", "broken-workflow", "helpdesk",
    "small-talk", "researcher", "summary", "broken-chat",
)  # fmt: skip
_ASKED: Final = ("helpdesk", "small-talk", "researcher", "broken-chat")


@cache
def order_of(version: str, key: str) -> EventOrder:
    reply = mock_of(version).contract.operation(key).reply_for(200)
    assert reply is not None
    [media] = reply.media_types
    return EventOrder.from_value(media.event_order, version, f"{media.pointer}/x-event-order")


class Run:
    """A new world, and what Ada asks in it."""

    def __init__(self, version: str) -> None:
        self._mock = mock_of(version)
        self._version = version
        self.world: World = new_world(version, {})
        self._ids = names_of(self.world)
        self._headers = callers_of(self._mock, self.world)["ada"]

    def ask(self, request: str, json: Any = NOTHING) -> Any:
        for name, each in self._ids.items():
            request = request.replace(f"<{name}>", str(each))
        method, _, path = request.partition(" ")
        target = f"{method} /openapi/v1{path}"
        return ask(self._mock.gate, self.world, target, headers=self._headers, json=json)

    async def run(self, name: str, inputs: dict[str, Any], query: str) -> list[dict[str, Any]]:
        asked = {"inputs": inputs, **({"query": query} if name in _ASKED else {})}
        return read(await events_of(self.ask(f"POST /apps/<{name}>/run", asked)))

    async def joined(self, query: str) -> tuple[list[dict[str, Any]], str]:
        """Pause a run, join it, answer its form; gives the stream that was joined, and its path."""
        told = [
            each["data"] for each in await self.run("approval", {"x": "y"}, "") if "data" in each
        ]
        path = f"GET /apps/<approval>/tasks/{told[0]['workflow_run_id']}/events{query}"
        reading = asyncio.ensure_future(events_of(self.ask(path)))
        await asyncio.sleep(0)
        [form] = [each["data"] for each in told if each["event"] == "human_input_required"]
        answer = {"action": "approve", "inputs": {"note": "n"}}
        self.ask(f"POST /apps/<approval>/form/human_input/{form['form_token']}", answer)
        return read(await reading), path

    def check(self, key: str, stream: list[dict[str, Any]]) -> None:
        shown = [each.get("data", {}).get("event") for each in stream]
        assert found(order_of(self._version, key), stream) == [], shown


def read(events: list[ServerSentEvent]) -> list[dict[str, Any]]:
    """Give events as a checker takes them."""
    return [
        {"event": each.event}
        if each.data is NOTHING
        else {"data": json.loads(json.dumps(each.data))}
        for each in events
    ]


@pytest.mark.parametrize(
    ("version", "name"),
    # The first version knew no form like that of the survey.
    [(v, name) for v in _VERSIONS for name in _APPS if (v, name) != (_VERSIONS[0], "survey")],
)
def test_runs_of_every_mode_keep_to_their_order(version, name):
    """Those that succeed, fail, wait for a person, or cannot begin."""

    async def play() -> None:
        for inputs in ({"x": "y"}, {}):
            here = Run(version)
            stream = await here.run(name, inputs, "what now")
            here.check(_RUN, stream)

    asyncio.run(play())


@pytest.mark.parametrize("pieces", range(1, 6))
@pytest.mark.parametrize("name", ["echo-workflow", "helpdesk", "small-talk", "researcher"])
def test_runs_that_are_stopped_keep_to_their_order(name, pieces):
    """Wherever they are when they are told to stop."""

    async def play() -> None:
        here = Run(_VERSIONS[-1])
        asked = {"inputs": {"x": "a b c"}, **({"query": "a b c"} if name in _ASKED else {})}
        told = []
        async for event in here.ask(f"POST /apps/<{name}>/run", asked).events:
            told += read([event])
            if len(told) == pieces and "data" in told[-1]:
                here.ask(f"POST /apps/<{name}>/tasks/{told[-1]['data']['task_id']}/stop")
        here.check(_RUN, told)

    asyncio.run(play())


@pytest.mark.parametrize("query", ["", "?include_state_snapshot=true", "?continue_on_pause=true"])
def test_streams_that_are_joined_later_keep_to_their_order(query):
    """From the pause on or from the beginning, up to the end; and again when all is over."""

    async def play() -> None:
        here = Run(_VERSIONS[-1])
        stream, path = await here.joined(query)
        here.check(_EVENTS, stream)
        here.check(_EVENTS, read(await events_of(here.ask(path))))

    asyncio.run(play())


def test_a_stream_that_is_kept_goes_on_behind_a_pause():
    """With the state so far: the pause, and the resumption next to it."""

    async def play() -> None:
        here = Run(_VERSIONS[-1])
        stream, _ = await here.joined("?include_state_snapshot=true&continue_on_pause=true")
        told = [each["data"]["event"] for each in stream if "data" in each]
        assert told.count("workflow_started") == 2
        assert told[told.index("workflow_paused") + 1] == "workflow_started"
        here.check(_EVENTS, stream)

    asyncio.run(play())


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("echo-workflow", "workflow_started"),
        ("echo-workflow", "node_started"),
        ("echo-workflow", "workflow_finished"),
        ("approval", "workflow_paused"),
        ("small-talk", "message_end"),
        ("broken-chat", "error"),
    ],
)
def test_a_run_without_one_of_its_events_is_out_of_order(name, left_out):
    """The order of the contract finds what the schema of an item cannot."""

    async def play() -> None:
        here = Run(_VERSIONS[-1])
        told = await here.run(name, {"x": "y"}, "what now")
        kept = [each for each in told if each.get("data", {}).get("event") != left_out]
        assert found(order_of(_VERSIONS[-1], _RUN), kept) != []

    asyncio.run(play())


@pytest.mark.parametrize("version", _VERSIONS)
@pytest.mark.parametrize("key", [_RUN, _EVENTS])
def test_an_order_names_only_events_that_have_a_schema(version, key):
    """A name that no event has would never be met."""
    order = order_of(version, key)
    union = mock_of(version).contract.document["components"]["schemas"]["StreamEvent"]
    named = {name for each in order.sequences for name in _names(each)}
    assert named <= union["discriminator"]["mapping"].keys()


def _names(sequence: Sequence) -> set[str]:
    rules = [*sequence.next.items(), *sequence.after.items()]
    pairs = [{each.opens} | each.closes | each.inside for each in sequence.pairs]
    lists = [sequence.first or set(), sequence.last, sequence.trailing, sequence.events or set()]
    return set().union(*lists, *pairs, *({name} | others for name, others in rules))


# --- the documentation ----------------------------------------------------------------------------


def test_what_the_documentation_shows_is_true(capsys):
    """Its example of the extension is one, and its code prints what it says."""
    text = (Path(__file__).parents[2] / "docs" / "event-order.md").read_text("utf-8")
    [shown] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    [printed] = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    order = yaml12.load(shown, "docs")["text/event-stream"]["x-event-order"]
    assert len(EventOrder.from_value(order, "docs").sequences) == 2
    exec(compile(code, "docs/event-order.md", "exec"), {})
    assert capsys.readouterr().out == printed
