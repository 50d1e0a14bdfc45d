"""Event streams of any contract."""

from typing import Any

import pytest
import yaml

from contract.document import Source, from_source
from contract.streams import EventOrder
from mockserver.http.problems import VIOLATIONS_HEADER
from mockserver.messages import NOTHING, ServerSentEvent
from mockserver.serving import Mock, make_mock
from mockserver.world import World
from tests.mockserver.asking import ask, events_of

Json = dict[str, Any]

_JOB = {"type": "string", "format": "uuid"}


def _event(name: str, **members: Json) -> Json:
    properties = {"event": {"const": name}, "job": _JOB, **members}
    return {"type": "object", "required": [*properties], "properties": properties}


_DATA = {
    "type": "string",
    "contentMediaType": "application/json",
    "contentSchema": {
        "oneOf": [
            _event("error", message={"type": "string"}),
            _event("finished"),
            _event("step_finished", step={"type": "string"}),
            _event("step_started", step={"type": "string"}),
            _event("started"),
        ]
    },
}
_ITEMS = {"type": "object", "required": ["data"], "properties": {"data": _DATA}}
_ORDER = {
    "event": "/data/event",
    "constant": {"job": ["/data/job"]},
    "sequences": [
        {
            "first": ["started"],
            "last": ["finished", "error"],
            "pairs": [{"open": "step_started", "close": ["step_finished"], "by": "/data/step"}],
        }
    ],
}


def _mock(media_type: Json, replies: Json | None = None, **others: Json) -> Mock:
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Streams", "version": "1"},
        "paths": {
            "/run": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {}}}},
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {"text/event-stream": media_type, **others},
                        },
                        **(replies or {}),
                    },
                }
            }
        },
    }
    source = Source("streams.yaml", yaml.safe_dump(document, sort_keys=False))
    return make_mock(from_source(source), settings={"pace_seconds": 0})


async def _events(mock: Mock, json: Any = NOTHING, **headers: str) -> list[ServerSentEvent]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await events_of(ask(mock.gate, mock.world, "POST /run", json=json, headers=named))


def _names(events: list[ServerSentEvent]) -> list[str]:
    return [each.data["event"] for each in events]


async def test_there_is_an_event_of_every_kind():
    """But of errors, each by a valid item; the gate lets no other pass."""
    events = await _events(_mock({"itemSchema": _ITEMS}))
    assert _names(events) == ["finished", "step_finished", "step_started", "started"]


async def test_events_keep_to_their_order():
    """First, last, pairs, and what stays the same."""
    events = await _events(_mock({"itemSchema": _ITEMS, "x-event-order": _ORDER}))
    assert _names(events) == ["started", "step_started", "step_finished", "finished"]
    checker = EventOrder.from_value(_ORDER, "streams.yaml").checker()
    assert not [problem for each in events for problem in checker.event({"data": each.data})]
    assert not checker.end()
    assert len({each.data["job"] for each in events}) == 1
    assert events[1].data["step"] == events[2].data["step"]


def _data(**properties: Json) -> Json:
    members = {"type": "object", "required": [*properties], "properties": properties}
    return {"type": "object", "required": ["data"], "properties": {"data": members}}


@pytest.mark.parametrize(
    ("name", "limits", "expected"),
    [
        pytest.param("index", {}, [0, 1, 2], id="a place"),
        pytest.param("sequence_number", {}, [1, 2, 3], id="a number"),
        pytest.param("seqNo", {"maximum": 2}, [0, 1, 2], id="from 0, as it may"),
        pytest.param("position", {"minimum": 1}, [1, 2, 3], id="from 1, as it must"),
    ],
)
async def test_what_numbers_events_counts_up(name, limits, expected):
    """From the first, as far as the schema admits it."""
    events = await _events(_mock({"itemSchema": _data(**{name: {"type": "integer", **limits}})}))
    assert [each.data[name] for each in events] == expected


async def test_what_may_not_count_up_stays_valid():
    """A constant is one."""
    events = await _events(_mock({"itemSchema": _data(index={"const": 7})}))
    assert [each.data["index"] for each in events] == [7, 7, 7]


async def test_numbers_go_through_a_stream_and_places_through_events_of_a_kind():
    """The first block begins and ends; each of its events has a number of its own."""
    count = {"type": "integer"}
    kinds = [
        _event(f"block_{what}", block={"type": "object", "properties": {"index": count}}, seq=count)
        for what in ("begins", "grows", "ends")
    ]
    item = {"type": "object", "properties": {"data": {"oneOf": kinds}}, "required": ["data"]}
    events = await _events(_mock({"itemSchema": item}))
    assert [each.data["seq"] for each in events] == [1, 2, 3]
    assert [each.data["block"].get("index") for each in events] == [0, 0, 0]


async def test_names_may_be_listed():
    """An enumeration of names is as good as one schema each."""
    item = {
        "type": "object",
        "properties": {"event": {"enum": ["tick", "tock"]}, "data": {"type": "string"}},
    }
    events = await _events(_mock({"itemSchema": item}))
    assert [each.event for each in events] == ["tick", "tock"]


@pytest.mark.parametrize(
    "example",
    [
        pytest.param('event: a\ndata: {"n": 1}\n\n: comment\n\ndata: [DONE]\n\n', id="text"),
        pytest.param([{"event": "a", "data": {"n": 1}}, {"data": "[DONE]"}], id="items"),
    ],
)
async def test_an_example_is_sent_as_it_is(example):
    """As it goes over the wire, or as items."""
    events = await _events(_mock({"example": example}))
    assert [(each.event, each.data) for each in events] == [("a", {"n": 1}), ("", "[DONE]")]


async def test_an_example_may_tell_when_to_come_back():
    """Browsers wait so long before they connect again."""
    told = "retry: 1500\nid: a\ndata: 1\n\nid: b\ndata: 2\n\n"
    reply = ask(_mock({"example": told}).gate, World(), "POST /run", json={})
    assert ("Cache-Control", "no-cache") in reply.headers
    assert [event.retry async for event in reply.events] == [1500, None]


async def test_a_stream_goes_on_behind_the_last_event_seen():
    """And is the same every time."""
    mock = _mock({"itemSchema": _ITEMS})
    whole = await _events(mock)
    assert await _events(mock) == whole
    assert [each.id for each in whole] == ["1", "2", "3", "4"]
    assert await _events(mock, Last_Event_ID="2") == whole[2:]
    assert await _events(mock, Last_Event_ID="unheard of") == whole


@pytest.mark.parametrize(
    ("documented", "told"),
    [
        pytest.param({"204": {"description": "No more."}}, False, id="documented"),
        pytest.param({}, True, id="a word of the protocol alone"),
    ],
)
def test_who_has_heard_a_whole_stream_is_told_that_there_is_no_more(documented, told):
    """204 stops a browser; where the contract does not have it, the reply says so."""
    mock = _mock({"itemSchema": _ITEMS}, replies=documented)
    reply = ask(mock.gate, mock.world, "POST /run", json={}, headers={"Last-Event-ID": "4"})
    assert (reply.status, reply.body, reply.events) == (204, b"", None)
    assert (VIOLATIONS_HEADER in dict(reply.headers)) is told


async def test_an_item_that_has_no_id_gets_none():
    """Where the contract admits no other members."""
    item = {**_ITEMS, "additionalProperties": False}
    assert {each.id for each in await _events(_mock({"itemSchema": item}))} == {""}


@pytest.mark.parametrize(
    ("json", "headers", "is_stream"),
    [
        pytest.param({"stream": True}, {}, True, id="by the body"),
        pytest.param({"stream": False}, {"Accept": "text/event-stream"}, False, id="not"),
        pytest.param({"response_mode": "streaming"}, {}, True, id="by the mode"),
        pytest.param({}, {"Accept": "text/event-stream"}, True, id="by the header"),
        pytest.param({}, {}, False, id="nothing said"),
    ],
)
def test_where_there_is_a_choice_the_client_has_it(json, headers, is_stream):
    """The same operation answers JSON or a stream."""
    plain = {"application/json": {"schema": {"type": "object"}}}
    mock = _mock({"itemSchema": _ITEMS}, **plain)
    reply = ask(mock.gate, mock.world, "POST /run", json=json, headers=headers)
    assert (reply.events is not None) is is_stream
    assert reply.status == 200
