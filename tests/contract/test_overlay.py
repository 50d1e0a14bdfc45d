"""Overlays: amendments by JSONPath."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import InvalidOverlay
from contract.overlay import Overlay, apply

DOCUMENT: dict[str, Any] = {
    "info": {"title": "Pets"},
    "tags": [{"name": "a"}, {"name": "b"}],
    "paths": {"/a": {"get": {"x": 1}}, "/b": {"get": {"x": 2}, "post": {}}},
}


def overlay(*actions: dict[str, Any]) -> Overlay:
    info = {"title": "amendments", "version": "1"}
    value = {"overlay": "1.1.0", "info": info, "actions": list(actions)}
    return Overlay.from_value(value, "o.yaml")


def amended(*actions: dict[str, Any]) -> dict[str, Any]:
    return apply(DOCUMENT, overlay(*actions))[0]


def test_an_update_is_merged_member_by_member():
    """Objects are merged, everything else is replaced."""
    result = amended({"target": "$.info", "update": {"version": "2", "title": "Cats"}})
    assert result["info"] == {"title": "Cats", "version": "2"}


def test_every_match_is_updated():
    """One action may touch many places."""
    result = amended({"target": "$.paths.*.get", "update": {"security": []}})
    assert [result["paths"][path]["get"]["security"] for path in ("/a", "/b")] == [[], []]


def test_an_update_of_a_list_is_appended():
    """A list grows by the value, or by the values of a list."""
    assert amended({"target": "$.tags", "update": {"name": "c"}})["tags"][-1] == {"name": "c"}
    assert len(amended({"target": "$.tags", "update": [{"name": "c"}, {}]})["tags"]) == 4


def test_overlay_1_0_appends_a_list_as_one_item():
    """Joining lists is new in 1.1."""
    info = {"title": "amendments", "version": "1"}
    action = {"target": "$.tags", "update": [{"name": "c"}, {}]}
    first = Overlay.from_value({"overlay": "1.0.0", "info": info, "actions": [action]}, "o.yaml")
    assert apply(DOCUMENT, first)[0]["tags"][2:] == [[{"name": "c"}, {}]]


def test_removing_takes_every_match():
    """Items of a list go without disturbing each other."""
    assert amended({"target": "$.tags[*]", "remove": True})["tags"] == []
    assert "post" not in amended({"target": "$.paths['/b'].post", "remove": True})["paths"]["/b"]


def test_a_copy_takes_over_what_it_names():
    """Overlay 1.1 copies an element into the target."""
    result = amended({"target": "$.paths['/b'].post", "copy": "$.paths['/a'].get"})
    assert result["paths"]["/b"]["post"] == {"x": 1}


def test_actions_apply_in_order_each_to_the_result_before():
    """A later action sees what an earlier one wrote."""
    result = amended(
        {"target": "$.info", "update": {"contact": {}}},
        {"target": "$.info.contact", "update": {"name": "me"}},
    )
    assert result["info"]["contact"] == {"name": "me"}


def test_an_action_that_matches_nothing_is_told():
    """It changes nothing, but hardly anybody meant that."""
    result, warnings = apply(DOCUMENT, overlay({"target": "$.nowhere", "update": {}}))
    assert result == DOCUMENT
    assert warnings == ["o.yaml: action 1: $.nowhere matches nothing"]


def test_the_document_itself_stays_as_it_was():
    """A change is a new value."""
    before = repr(DOCUMENT)
    amended({"target": "$.tags", "update": {}}, {"target": "$.info", "update": {"x": []}})
    assert repr(DOCUMENT) == before


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([], id="a list"),
        pytest.param({"openapi": "3.2.0"}, id="another document"),
        pytest.param({"overlay": "2.0.0", "info": {}, "actions": []}, id="another version"),
        pytest.param({"overlay": "1.0.0", "info": {}, "actions": []}, id="no title"),
        pytest.param(
            {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": []},
            id="no actions",
        ),
        pytest.param(
            {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [{}]},
            id="no target",
        ),
        pytest.param(
            {
                "overlay": "1.0.0",
                "info": {"title": "t", "version": "1"},
                "actions": [{"target": "$.a", "copy": "$.b"}],
            },
            id="a copy before 1.1",
        ),
        pytest.param(
            {
                "overlay": "1.1.0",
                "info": {"title": "t", "version": "1"},
                "actions": [{"target": "$.a", "updates": {}}],
            },
            id="nothing to do",
        ),
    ],
)
def test_what_is_no_overlay_is_refused(value):
    """One sentence says what is missing."""
    with pytest.raises(InvalidOverlay):
        Overlay.from_value(value, "o.yaml")


@pytest.mark.parametrize(
    "action",
    [
        pytest.param({"target": "$..[", "update": {}}, id="no JSONPath"),
        pytest.param({"target": "$", "remove": True}, id="the whole document"),
        pytest.param({"target": "$.info", "update": 1}, id="an object by a number"),
        pytest.param({"target": "$.info", "copy": "$.tags[*]"}, id="a copy of several"),
    ],
)
def test_an_action_that_cannot_be_carried_out_is_refused(action):
    """Nothing is half applied in silence."""
    with pytest.raises(InvalidOverlay, match="action 1"):
        apply(DOCUMENT, overlay(action))


@given(st.dictionaries(st.sampled_from("abc"), st.integers()))
def test_updating_twice_is_updating_once(update):
    """Members that are no lists keep no count."""
    action = {"target": "$.info", "update": update}
    assert amended(action, action) == amended(action)
