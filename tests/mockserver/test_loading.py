"""Behaviours of a person's own, out of a module they name."""

from pathlib import Path
from textwrap import dedent

import orjson
import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.loading import UnusableBehaviours
from mockserver.serving import make_mock
from tests.mockserver.asking import ask

PETSTORE = str(Path(__file__).parents[1] / "contracts" / "petstore.yaml")
OWN = """
    from mockserver.behaviours import behaviour
    from mockserver.messages import MockReply

    @behaviour("GET /user/login")
    def log_in(call):
        return MockReply(200, "token of " + call.values.query["username"])
"""


def _file(folder: Path, text: str) -> str:
    path = folder / "mine.py"
    path.write_text(dedent(text), "utf-8")
    return str(path)


def test_own_behaviours_go_before_all_others(tmp_path):
    """The rest is answered as ever."""
    mock = make_mock(PETSTORE, behaviours=_file(tmp_path, OWN))
    reply = ask(mock.gate, mock.world, "GET /v2/user/login?username=ada")
    assert orjson.loads(reply.body) == "token of ada"
    assert ask(mock.gate, mock.world, "GET /v2/pet/1").status == 200


def test_a_module_is_found_by_its_name(tmp_path, monkeypatch):
    """As `import` would find it."""
    _file(tmp_path, OWN)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert make_mock(PETSTORE, behaviours="mine").gate.contract.title == "Petstore"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("x = 1", "it has no behaviour", id="none"),
        pytest.param("x = ", "it cannot be loaded (SyntaxError", id="no Python"),
        pytest.param("1 / 0", "it cannot be loaded (ZeroDivisionError", id="fails"),
        pytest.param(
            OWN.replace("/login", "/logon"), "did you mean GET /user/login?", id="unknown"
        ),
    ],
)
def test_a_module_that_is_of_no_use_is_told_so(tmp_path, text, told):
    """In one sentence."""
    with pytest.raises(UnusableBehaviours) as error:
        make_mock(PETSTORE, behaviours=_file(tmp_path, text))
    assert told in str(error.value)


def test_a_missing_file_ends_the_command_with_a_sentence():
    """Exit code 2, no traceback."""
    result = CliRunner().invoke(main, ["serve", PETSTORE, "--behaviours", "nowhere.py"])
    assert result.exit_code == 2
    assert "nowhere.py: there is no such file" in result.stderr
