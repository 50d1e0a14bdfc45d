"""What the README shows is what happens."""

import re
import shlex
from pathlib import Path

from mockserver.messages import MockRequest
from mockserver.serving import make_mock

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_example_runs():
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(example, {})


def test_the_bookshop_answers_as_shown():
    """Every `curl` in turn, against a new mock; `…` stands for what is left out."""
    mock = make_mock(str(ROOT / "tests" / "contracts" / "bookshop.yaml"))
    shown = re.findall(r"^\$ curl -s (.*)\n(.*)$", README, re.MULTILINE)
    assert len(shown) == 4
    for command, expected in shown:
        reply = mock.gate.answer(mock.world, _request(shlex.split(command)))
        told = f"{(reply.body or b'').decode()} {reply.status}".strip()
        parts = map(re.escape, expected.split("…"))
        assert re.match(".*".join(parts), told), (command, told)


def _request(arguments: list[str]) -> MockRequest:
    target = arguments[-1].removeprefix("http://127.0.0.1:4010")
    path, _, query = target.partition("?")
    if "--json" in arguments:
        body = arguments[arguments.index("--json") + 1].encode()
        headers = {"Content-Type": "application/json"}
        return MockRequest("POST", path, query=query, headers=headers, body=body)
    method = arguments[arguments.index("-X") + 1] if "-X" in arguments else "GET"
    return MockRequest(method, path, query=query)
