"""What holds for a Dify mock, whatever is asked in whatever order."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import yaml12
from mockserver.messages import NOTHING, SentReply, ServerSentEvent
from mockserver.world import World
from tests.mockserver.asking import ask, events_of
from tests.mockserver.playing import callers_of, mock_of, names_of, new_world

_CONTRACT = "dify@2026-06-12"
_GATE = mock_of(_CONTRACT).gate
_APPS = ("echo-workflow", "approval", "two-approvals", "survey", "broken-workflow", "helpdesk")
_MODEL_APPS = ("small-talk", "researcher", "summary", "broken-chat")
_LAST = {"workflow_finished", "workflow_paused", "message_end", "error"}


class Story:
    """A new world, and who calls in it."""

    def __init__(self, seed: int = 1) -> None:
        self.world: World = new_world(_CONTRACT, {}, seed=seed)
        self._callers = callers_of(mock_of(_CONTRACT), self.world)
        self.ids = names_of(self.world)

    def ask(self, request: str, *, who: str = "ada", json: Any = NOTHING) -> SentReply:
        """Ask below the base path, names in angle brackets being those of what is there."""
        for name, each in self.ids.items():
            request = request.replace(f"<{name}>", str(each))
        method, _, path = request.partition(" ")
        headers = self._callers[who]
        return ask(_GATE, self.world, f"{method} /openapi/v1{path}", headers=headers, json=json)

    def told(self, request: str, *, who: str = "ada", json: Any = NOTHING) -> Any:
        """Ask for what is expected to be there."""
        reply = self.ask(request, who=who, json=json)
        assert reply.status < 300, reply.body
        return orjson.loads(reply.body)


def in_loop(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Carry out what needs a running loop; runs go on by themselves in one."""
    asyncio.run(work())


# --- listings -------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(
    st.sampled_from(
        (
            "GET /apps?workspace_id=<Analytical Engines>",
            "GET /apps?workspace_id=<Analytical Engines>&mode=workflow",
            "GET /workspaces/<Analytical Engines>/members?limit=20",
            "GET /account/sessions?limit=20",
        )
    ),
    st.integers(1, 18),
)
def test_the_pages_of_a_listing_joined_are_the_listing(listing, limit):
    """No row is lost or told twice, and only the last page has nothing behind it."""
    story = Story()
    whole = story.told(listing)["data"]
    request = listing.replace("?limit=20", "?")
    joined, number, goes_on = [], 0, True
    while goes_on:
        number += 1
        page = story.told(f"{request}&page={number}&limit={limit}")
        joined += page["data"]
        goes_on = page["has_more"]
        assert goes_on == (number * limit < page["total"])
        assert page["total"] == len(whole)
    assert joined == whole


@settings(max_examples=20)
@given(st.lists(st.sampled_from(("Analytical Engines", "Compiler Works")), min_size=1, max_size=6))
def test_switching_leaves_exactly_one_workspace_current(names):
    """Whatever was switched to before, the last one is current, and no other."""
    story = Story()
    for name in names:
        story.told(f"POST /workspaces/<{name}>/switch")
        listed = story.told("GET /workspaces")["workspaces"]
        assert [each["name"] for each in listed if each["current"]] == [name]
    assert story.told("GET /account")["default_workspace_id"] == story.ids[names[-1]]


# --- sessions and device codes --------------------------------------------------------------------


def _login(story: Story, label: str) -> dict[str, Any]:
    body = {"client_id": "difyctl", "device_label": label}
    codes = story.told("POST /oauth/device/code", who="nobody", json=body)
    told = {"user_code": codes["user_code"]}
    story.told("POST /oauth/device/approve", who="console", json=told)
    poll = {"client_id": "difyctl", "device_code": codes["device_code"]}
    token: dict[str, Any] = story.told("POST /oauth/device/token", who="nobody", json=poll)
    return token


@settings(max_examples=20)
@given(st.lists(st.integers(0, 2), max_size=6))
def test_revoking_twice_equals_revoking_once(order):
    """What is listed afterwards does not tell how often a session was revoked."""
    stories = (Story(), Story())
    for story, revoked in zip(stories, (order, sorted(set(order))), strict=True):
        sessions = [_login(story, f"device {number}")["token_id"] for number in range(3)]
        for index in revoked:
            assert story.told(f"DELETE /account/sessions/{sessions[index]}") == {
                "status": "revoked"
            }
    listed = [story.told("GET /account/sessions")["data"] for story in stories]
    assert listed[0] == listed[1]
    assert len(listed[0]) == 4 - len(set(order))


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(("poll", "approve", "deny")) | st.integers(1, 500), min_size=1, max_size=12
    )
)
def test_a_device_code_is_rewarded_at_most_once(steps):
    """Polling follows RFC 8628: too soon is told first, an answer is given once."""
    story = Story()
    body = {"client_id": "difyctl", "device_label": "laptop"}
    codes = story.told("POST /oauth/device/code", who="nobody", json=body)
    poll = {"client_id": "difyctl", "device_code": codes["device_code"]}
    rewards, answer, now, last_poll, ends = 0, "pending", 0, -5, 900
    for step in steps:
        if isinstance(step, int):
            story.world.clock.advance(step)
            now += step
        elif step == "poll":
            reply = story.ask("POST /oauth/device/token", who="nobody", json=poll)
            rewards += reply.status == 200
            told = orjson.loads(reply.body).get("error", "token")
            assert told == _expected_poll(answer, now - last_poll < 5, now >= ends)
            answer = "gone" if told in ("token", "access_denied") else answer
            last_poll = now
        else:
            json = {"user_code": codes["user_code"]}
            reply = story.ask(f"POST /oauth/device/{step}", who="console", json=json)
            if reply.status == 200:
                assert answer == "pending"
                answer, ends = step, max(ends, now + 60)
    assert rewards <= 1


def _expected_poll(answer: str, is_early: bool, is_over: bool) -> str:
    if is_early:
        return "slow_down"
    if is_over or answer == "gone":
        return "expired_token"
    told = {"pending": "authorization_pending", "approve": "token", "deny": "access_denied"}
    return told[answer]


# --- streams --------------------------------------------------------------------------------------


def _named(events: list[ServerSentEvent]) -> list[dict[str, Any]]:
    return [each.data for each in events if each.data is not NOTHING]


def _check_stream(told: list[dict[str, Any]]) -> None:
    names = [each["event"] for each in told]
    ends = [number for number, name in enumerate(names) if name in _LAST]
    # An advanced chat ends its message before its workflow.
    if "workflow_finished" in names:
        ends = [number for number in ends if names[number] != "message_end"]
    assert ends == [len(names) - 1], names
    assert "message_end" not in names[:-2]
    started = set()
    for each in told:
        if each["event"] == "node_started":
            started.add(each["data"]["id"])
        if each["event"] == "node_finished":
            assert each["data"]["id"] in started


def _ids(told: list[dict[str, Any]]) -> dict[str, set[Any]]:
    wanted = ("task_id", "workflow_run_id", "conversation_id", "message_id")
    return {name: {each[name] for each in told if name in each} for name in wanted}


texts = st.text(max_size=12)


@settings(max_examples=40)
@given(st.sampled_from(_APPS + _MODEL_APPS), texts)
def test_every_stream_has_one_last_event_and_the_same_ids_throughout(name, text):
    """One terminal event, nothing behind it; a node that is done was begun."""

    async def story() -> None:
        here = Story()
        asked = {"inputs": {"x": text}}
        if name in ("helpdesk", "small-talk", "researcher", "broken-chat"):
            asked["query"] = f"?{text}"
        told = _named(await events_of(here.ask(f"POST /apps/<{name}>/run", json=asked)))
        _check_stream(told)
        _check_same_run(told)

    in_loop(story)


@settings(max_examples=25)
@given(
    st.sampled_from(("approval", "two-approvals")),
    st.lists(st.sampled_from(("approve", "reject", "perhaps")), max_size=5),
)
def test_a_form_is_accepted_at_most_once_and_the_run_stays_the_same(name, actions):
    """Whatever is submitted, each pause takes one answer, and every id stays what it was."""

    async def story() -> None:
        here = Story()
        reply = here.ask(f"POST /apps/<{name}>/run", json={"inputs": {"x": "y"}})
        part = _named(await events_of(reply))
        told = [*part]
        for action in actions:
            run = told[0]["workflow_run_id"]
            form = [each for each in told if each["event"] == "human_input_required"][-1]["data"]
            rest = here.ask(f"GET /apps/<{name}>/tasks/{run}/events")
            reading = asyncio.ensure_future(events_of(rest))
            await asyncio.sleep(0)
            answer = {"action": action, "inputs": {"note": "n"}}
            path = f"/apps/<{name}>/form/human_input/{form['form_token']}"
            status = here.ask(f"POST {path}", json=answer).status
            is_open = part[-1]["event"] == "workflow_paused"
            is_known = action in [each["id"] for each in form["actions"]]
            assert status == (412 if not is_open else 200 if is_known else 400)
            if status == 200:
                part = _named(await reading)
                _check_stream(part)
                told += part
        _check_same_run(told)

    in_loop(story)


def _check_same_run(told: list[dict[str, Any]]) -> None:
    assert all(len(values) <= 1 for values in _ids(told).values()), _ids(told)
    executions: dict[str, str] = {}
    for each in told:
        if each["event"] == "node_started":
            node, execution = each["data"]["node_id"], each["data"]["id"]
            assert executions.setdefault(node, execution) == execution


# --- import and export ----------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("name", _APPS + _MODEL_APPS)
def test_what_is_exported_can_be_imported(name):
    """The copy has the mode and the graph, or the configuration, of the original."""
    story = Story()
    text = story.told(f"GET /apps/<{name}>/export?include_secret=true")["data"]
    body = {"mode": "yaml-content", "yaml_content": text}
    imported = story.told("POST /workspaces/<Analytical Engines>/apps/imports", json=body)
    assert imported["status"] == "completed"
    again = story.told(f"GET /apps/{imported['app_id']}/export?include_secret=true")["data"]
    assert again == text


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=6), json_values, max_size=3))
def test_any_graph_survives_its_export(workflow):
    """Texts that look like numbers stay texts, and whatever else YAML makes difficult."""
    story = Story()
    document = {"app": {"mode": "workflow"}, "version": "0.6.0", "workflow": workflow}
    body = {"mode": "yaml-content", "yaml_content": yaml12.dump(document)}
    imported = story.told("POST /workspaces/<Analytical Engines>/apps/imports", json=body)
    exported = story.told(f"GET /apps/{imported['app_id']}/export?include_secret=true")["data"]
    assert yaml12.load(exported, "export")["workflow"] == workflow


keys = st.sampled_from(
    ("opening_statement", "suggested_questions", "speech_to_text", "user_input_form", "agent_mode",
     "file_upload", "sensitive_word_avoidance", "x-mock-error")
)  # fmt: skip
controls = st.dictionaries(
    st.sampled_from(("text-input", "select", "number", "file-list")),
    st.dictionaries(
        st.sampled_from(("variable", "label", "options", "max_length", "required", "default")),
        json_values,
        max_size=4,
    ),
    max_size=1,
)
configurations = st.dictionaries(keys, json_values | st.lists(controls, max_size=2), max_size=4)


@settings(max_examples=60)
@given(st.sampled_from(("chat", "completion", "agent-chat")), configurations, json_values)
def test_whatever_was_imported_can_be_described_and_run(mode, configuration, inputs):
    """An import may hold anything; what is served of it keeps to the contract."""

    async def story() -> None:
        here = Story()
        document = {"app": {"mode": mode}, "version": "0.6.0", "model_config": configuration}
        body = {"mode": "yaml-content", "yaml_content": yaml12.dump(document)}
        imported = here.told("POST /workspaces/<Analytical Engines>/apps/imports", json=body)
        app = imported["app_id"]
        described = here.told(f"GET /apps/{app}/describe")
        here.told(f"GET /apps/{app}/export")
        asked = {"inputs": inputs if isinstance(inputs, dict) else {}, "query": "hi"}
        for form in described["parameters"]["user_input_form"]:
            for control in form.values():
                asked["inputs"].setdefault(control["variable"], inputs)
        reply = here.ask(f"POST /apps/{app}/run", json=asked)
        assert reply.status in (200, 400), reply.body
        if reply.status == 200:
            _check_stream(_named(await events_of(reply)))

    in_loop(story)


# --- the same again -------------------------------------------------------------------------------

requests = st.sampled_from(
    (
        ("GET /account", NOTHING),
        ("GET /apps?workspace_id=<Analytical Engines>", NOTHING),
        ("GET /workspaces/<Analytical Engines>/members", NOTHING),
        ("GET /account/sessions", NOTHING),
        ("POST /workspaces/<Compiler Works>/switch", NOTHING),
        (
            "POST /workspaces/<Analytical Engines>/members",
            {"email": "mary@example.com", "role": "normal"},
        ),
        ("POST /oauth/device/code", {"client_id": "difyctl", "device_label": "laptop"}),
        (
            "POST /workspaces/<Analytical Engines>/apps/imports",
            {"mode": "yaml-content", "yaml_content": "{app: {mode: workflow}, workflow: {}}"},
        ),
        ("POST /apps/<approval>/run", {"inputs": {"x": "y"}}),
        ("POST /apps/<small-talk>/run", {"inputs": {}, "query": "hi"}),
    )
)


@settings(max_examples=20)
@given(st.lists(requests, max_size=6), st.integers(0, 3))
def test_the_same_seed_and_calls_give_the_same_bytes(calls, seed):
    """Two worlds of one seed cannot be told apart."""

    async def play() -> list[Any]:
        here, heard = Story(seed), []
        for request, json in calls:
            reply = here.ask(request, json=json)
            events = _named(await events_of(reply)) if reply.events else []
            heard.append((reply.status, reply.headers, reply.body, events))
        return heard

    assert asyncio.run(play()) == asyncio.run(play())


def test_another_seed_gives_other_ids():
    """What differs are the ids and secrets, not what they identify."""
    first, second = (Story(seed).told("GET /workspaces")["workspaces"] for seed in (1, 2))
    assert [each["name"] for each in first] == [each["name"] for each in second]
    assert not {each["id"] for each in first} & {each["id"] for each in second}
