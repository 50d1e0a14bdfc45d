"""The cases of `tests/cases`, and what happens to one that is wrong itself."""

from pathlib import Path

import pytest

from tests.mockserver.cases import Case, InvalidCaseError, all_cases, read_cases
from tests.mockserver.playing import CaseFailedError, play

_FILE = Path("dify@2026-06-12/made-up.yaml")


@pytest.mark.parametrize("case", [pytest.param(each, id=each.id) for each in all_cases()])
async def test_the_mock_behaves_as_the_case_says(case: Case):
    """Each step of the story has the reply that is written beside it."""
    problem = ""
    try:
        await play(case)
    except CaseFailedError as error:
        problem = str(error)
    if problem:
        pytest.fail(problem, pytrace=False)


def _case(steps: str) -> str:
    return f"- description: made up\n  as: nobody\n  steps:\n{steps}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{}", "is a list of cases", id="no list"),
        pytest.param("- description: x\n", '"steps" is missing', id="no steps"),
        pytest.param(
            "- description: x\n  step: []\n  steps: []", '"step" is not one of', id="of a case"
        ),
        pytest.param(
            _case("    - request: GET /_health\n      expects: {status: 200}"),
            '"expects" is not one of',
            id="of a step",
        ),
        pytest.param(
            _case("    - request: GET /_health\n      expect: {status: 200, body: {}}"),
            '"body" is not one of',
            id="of an expectation",
        ),
        pytest.param(
            _case("    - request: GET /_health\n      expect: {json: {}}"),
            '"status" is missing',
            id="no status",
        ),
        pytest.param(
            _case("    - request: /_health\n      expect: {status: 200}"),
            "a method and a path",
            id="no method",
        ),
        pytest.param(
            "- description: x\n  options: {statc: true}\n  steps: []",
            '"statc" is not one of',
            id="of the options",
        ),
        pytest.param(_case("    - clock: 5 minutes"), "a clock moves by", id="no time"),
        pytest.param(
            _case("    - {request: POST /x, json: {}, text: x, expect: {status: 200}}"),
            "has one body",
            id="two bodies",
        ),
        pytest.param(
            "- description: x\n  steps:\n    - {request: GET /x, expect: {status: 200}}",
            '"as" is missing',
            id="nobody calls",
        ),
    ],
)
def test_what_is_not_part_of_the_format_is_refused(text, told):
    """A misspelt key cannot make a case pass."""
    with pytest.raises(InvalidCaseError, match=told):
        read_cases(_FILE, text)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        pytest.param("expect: {status: 201}", "the status is 200, not 201", id="status"),
        pytest.param("expect: {status: 200, json: {ok: false}}", "ok is True", id="value"),
        pytest.param("expect: {status: 200, json: {ok: 1}}", "ok is True", id="type"),
        pytest.param("expect: {status: 200, json: {up: <any>}}", "up is missing", id="missing"),
        pytest.param(
            "expect: {status: 200, json: {ok: <absent>}}", "should be absent", id="too much"
        ),
        pytest.param("expect: {status: 200, exactly: {}}", "too much", id="not exactly"),
        pytest.param("expect: {status: 200, json: {ok: /yes/}}", "does not match", id="pattern"),
        pytest.param(
            "expect: {status: 200, headers: {X-Env: TEST}}", "x-env is 'PRODUCTION'", id="header"
        ),
        pytest.param(
            "expect: {status: 200, json: {ok: $(health)}}", "never saved", id="unknown name"
        ),
        pytest.param(
            "save: {x: data.id}\n      expect: {status: 200}", 'no "data"', id="nothing to save"
        ),
        pytest.param("expect: {status: 200, events: [ping]}", "ends before ping", id="no stream"),
    ],
)
async def test_a_reply_that_differs_fails_the_case(step, told):
    """Every kind of expectation can fail, and says how."""
    [case] = read_cases(_FILE, _case(f"    - request: GET /_health\n      {step}"))
    with pytest.raises(CaseFailedError, match=told):
        await play(case)


_RUN = "- request: POST /apps/$(echo-workflow)/run\n      json: {inputs: {x: hi}}"


@pytest.mark.parametrize(
    ("events", "told"),
    [
        pytest.param("[ping]", "goes on with workflow_started", id="more"),
        pytest.param("[workflow_started]", "ping came, not workflow_started", id="order"),
        pytest.param("[<any>, message]", "ends before message", id="less"),
        pytest.param(
            "[ping, workflow_started: {task_id: <absent>}, <any>]", "should be absent", id="member"
        ),
        pytest.param(
            "[<any>, workflow_finished: {data: {status: failed}}]", "ends before", id="value"
        ),
    ],
)
async def test_a_stream_that_differs_fails_the_case(events, told):
    """Events are compared in their order, with their members, to the end of the stream."""
    text = _case(f"    {_RUN}\n      expect: {{status: 200, events: {events}}}")
    [case] = read_cases(_FILE, text.replace("as: nobody", "as: ada"))
    with pytest.raises(CaseFailedError, match=told):
        await play(case)


async def test_a_stream_that_is_silent_fails_the_case(monkeypatch):
    """What does not come is not waited for without end."""
    monkeypatch.setattr("tests.mockserver.playing._PATIENCE_SECONDS", 0.2)
    stream = "stream: run\n      expect: {status: 200, events: [<any>, workflow_finished]}"
    text = _case(f"    {_RUN}\n      {stream}").replace("as: nobody", "as: ada")
    [case] = read_cases(_FILE, text.replace("  steps:", "  settings: {pace_seconds: 60}\n  steps:"))
    with pytest.raises(CaseFailedError, match="workflow_finished did not come"):
        await play(case)
