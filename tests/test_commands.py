"""The commands as a person runs them: results, exit codes, and one sentence for bad input."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
Run = Callable[..., subprocess.CompletedProcess[str]]

PETS = """\
openapi: 3.2.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command of ours in an empty folder."""

    def call(*arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        command = [str(BIN / arguments[0]), *arguments[1:]]
        environment = {**os.environ, "NO_COLOR": "1"}
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return call


class Served:
    """A mock that runs beside the test."""

    def __init__(self, *arguments: str) -> None:
        command = [str(BIN / "mockserver"), "serve", *arguments, "--port", "0", "--pace", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.told = ""
        for line in self.process.stdout:
            self.told += line
            if line.startswith("Ctrl-C"):
                break

    def find(self, pattern: str) -> str:
        match = re.search(pattern, self.told)
        assert match, self.told
        return match[1]

    def interrupt(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, told = self.process.communicate(timeout=10)
        return self.process.returncode, told


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        started.append(Served(*arguments))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.interrupt()


def complains(done: subprocess.CompletedProcess[str], *words: str) -> bool:
    """One sentence on standard error, exit code 2, nothing on standard output."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    return True


class TestRead:
    """`contract read`."""

    DOCUMENTATION = (
        "# T\n\n## Version: 1\n\n### [GET] /a\n\n#### Responses\n\n"
        "| Code | Description |\n| ---- | ----------- |\n| 200 | ok |\n"
    )

    def test_documentation_becomes_yaml(self, run, tmp_path):
        """On standard output; what was found stands beside it."""
        (tmp_path / "api.md").write_text(self.DOCUMENTATION)
        done = run("contract", "read", "api.md")
        assert done.returncode == 0
        assert done.stdout.startswith("openapi: 3.2.0\n")
        assert "1 operation, 0 parameters, " in done.stderr

    def test_a_report_tells_what_was_repaired(self, run, tmp_path):
        """Once, and not that there is nothing to report."""
        (tmp_path / "api.yaml").write_text(
            "openapi: 3.1.0\ninfo: {}\npaths: {/a: {$ref: '#/paths/~1a'}}"
        )
        done = run("contract", "read", "api.yaml", "--report", "-o", "out.yaml")
        assert [each.partition(": ")[0] for each in done.stdout.splitlines()] == ["warning"] * 4
        assert "leads back to itself" in done.stdout
        assert "no operation is described" in done.stdout
        assert "warning" not in done.stderr

    def test_a_file_is_written(self, run, tmp_path):
        """With -o; standard output stays empty."""
        (tmp_path / "api.md").write_text(self.DOCUMENTATION)
        done = run("contract", "read", "api.md", "-o", "api.yaml")
        assert (done.returncode, done.stdout) == (0, "")
        assert "/a:" in (tmp_path / "api.yaml").read_text()

    def test_nothing_is_written_where_nothing_was_read(self, run, tmp_path):
        """Not even an empty file."""
        (tmp_path / "notes.md").write_text("# Notes\n")
        assert complains(run("contract", "read", "notes.md", "-o", "out.yaml"), "notes.md")
        assert not (tmp_path / "out.yaml").exists()

    PATH_DIALECT = (
        "# T\n\n## Version: 1\n\n### /a\n\n#### GET\n##### Responses\n\n"
        "| Code | Description | Schema |\n| ---- | ----------- | ------ |\n"
        "| 200 | ok | [B](#b) |\n| 404 | no |  |\n"
    )

    def test_the_report_goes_where_the_contract_does_not(self, run, tmp_path):
        """To standard output with -o, else beside it; bare, it does not take DOC for its form."""
        (tmp_path / "api.md").write_text(self.PATH_DIALECT)
        done = run("contract", "read", "--report", "api.md", "-o", "api.yaml")
        assert (done.returncode, done.stdout.splitlines()[0]) == (
            0, "contradiction: 1 (the text says two things)",
        )  # fmt: skip
        assert "  media-type-assumed (1, confidence high)\n    api.md:12  " in done.stdout
        done = run("contract", "read", "api.md", "--report")
        assert done.stdout.startswith("openapi: 3.2.0\n")
        assert "media-type-assumed" in done.stderr

    def test_the_report_for_programs_is_json(self, run, tmp_path):
        (tmp_path / "api.md").write_text(self.PATH_DIALECT)
        done = run("contract", "read", "api.md", "-o", "api.yaml", "--report", "json")
        rules = {each["rule"] for each in json.loads(done.stdout)["findings"]}
        assert {"media-type-assumed", "reference-to-missing-model"} <= rules

    def test_strict_writes_nothing_that_was_concluded(self, run, tmp_path):
        """Exit code 1, with what was concluded; what the text states is written as ever."""
        (tmp_path / "api.md").write_text(self.PATH_DIALECT)
        done = run("contract", "read", "api.md", "-o", "api.yaml", "--strict")
        assert done.returncode == 1
        assert "media-type-assumed" in done.stdout + done.stderr
        assert not (tmp_path / "api.yaml").exists()
        done = run("contract", "read", "api.md", "--strict")
        assert (done.returncode, done.stdout) == (1, "")
        (tmp_path / "api.md").write_text(self.DOCUMENTATION)
        assert run("contract", "read", "api.md", "--strict").returncode == 0

    def test_provenance_notes_where_elements_were_read(self, run, tmp_path):
        (tmp_path / "api.md").write_text(self.DOCUMENTATION)
        done = run("contract", "read", "api.md", "--provenance")
        assert "x-source:\n        file: api.md\n        line: 5\n" in done.stdout


#: How each command is given the document in question.
COMMANDS = {
    "read": ["contract", "read"],
    "test": ["contract", "test", "--url", "http://127.0.0.1:1"],
    "diff": ["contract", "diff", "dify"],
    "check": ["contract", "check"],
    "export": ["contract", "export", "--openapi", "3.1"],
    "serve": ["mockserver", "serve", "--port", "0"],
}


#: Files that are no contract, with what is said of each.
DAMAGED: dict[str, tuple[bytes, str]] = {
    "latin.yaml": (b"openapi: 3.2.0\ninfo: {title: Caf\xe9}\n", "line 2 is not UTF-8"),
    "nul.md": (b"# T\n\x00", "line 2 holds a NUL byte"),
    "page.json": (b"<!doctype html><p>502", "HTML page"),
    "comma.json": (b'{"openapi": "3.2.0",\n}', "comma.json:1:20: trailing comma"),
    "twice.yaml": (b"openapi: 3.2.0\npaths: {}\npaths: {}\n", "twice.yaml:3:1: the key paths"),
    "stream.yaml": (b"openapi: 3.2.0\n---\n", "stream.yaml:2:1"),
    "deep.json": (b'{"openapi":' + b"[" * 100_000, "deep.json:1:"),
    "deep.yaml": (b"openapi: " + b"[" * 100_000, "deep.yaml:1:"),
    "list.yaml": (b"openapi: 3.2.0\npaths: [/a]\n", "list.yaml:2: #/paths"),
    "large.yaml": (b"openapi: 3.2.0\n" + b"#" * (50 * 1024 * 1024), "16 MiB"),
    "prose.md": (b"# T\n\n## Version: 1\n", "describes no operations"),
    "web.yaml": (b"openapi: 3.2.0\npaths:\n  /a: {$ref: 'http://127.0.0.1:1/a'}\n", "web.yaml:3"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_are_told_from_one_another(run, tmp_path, name):
    """One sentence each, whatever the command does with a contract."""
    content, words = DAMAGED[name]
    (tmp_path / name).write_bytes(content)
    assert complains(run("contract", "check", name), name, words)


@pytest.mark.parametrize("command", ["serve", "proxy http://127.0.0.1:1"])
def test_a_port_that_there_is_not_is_refused(run, tmp_path, command):
    """Not taken for another one that is left of it in 16 bits."""
    (tmp_path / "a.yaml").write_text(PETS)
    done = run("mockserver", *command.split(), "a.yaml", "--port", "99999")
    assert (done.returncode, done.stdout) == (2, "")
    assert "0<=x<=65535" in done.stderr


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
class TestBadInput:
    """Every command answers the same faults in the same words."""

    def test_a_missing_file(self, run, command):
        assert complains(run(*command, "none.yaml"), "none.yaml", "no such file")

    def test_a_directory(self, run, command, tmp_path):
        assert complains(run(*command, str(tmp_path)), "directory")

    def test_a_binary_file(self, run, command, tmp_path):
        (tmp_path / "a.yaml").write_bytes(b"\x7fELF\x00\x01")
        assert complains(run(*command, "a.yaml"), "a.yaml", "binary")

    def test_an_empty_file(self, run, command, tmp_path):
        (tmp_path / "a.yaml").write_text("\n")
        assert complains(run(*command, "a.yaml"), "a.yaml", "empty")

    def test_yaml_that_does_not_parse(self, run, command, tmp_path):
        (tmp_path / "a.yaml").write_text("openapi: 3.2.0\npaths: {\n")
        assert complains(run(*command, "a.yaml"), "a.yaml:3:1")

    def test_a_markdown_file_of_another_kind(self, run, command, tmp_path):
        (tmp_path / "a.md").write_text("# Shopping\n\n- milk\n")
        assert complains(run(*command, "a.md"), "a.md", "no documentation of a known kind")

    def test_an_unknown_system(self, run, command):
        assert complains(run(*command, "difi"), "difi", "did you mean dify?")

    def test_an_unknown_version(self, run, command):
        assert complains(run(*command, "dify@2020-01-01"), "dify@2020-01-01", "dify@2026-")

    def test_an_unreachable_url(self, run, command):
        url = "http://127.0.0.1:1/openapi.yaml"
        assert complains(run(*command, url), url, "check the URL")


OVERLAY = """\
overlay: 1.1.0
info: {title: Amendments, version: '1'}
actions:
  - target: $.info
    update: {title: Cats}
  - target: $.paths['/none']
    remove: true
"""


class TestOverlay:
    """`contract overlay apply`."""

    def test_the_result_has_the_version_of_the_contract(self, run, tmp_path):
        """An action that matches nothing is told."""
        (tmp_path / "old.yaml").write_text(PETS.replace("3.2.0", "3.0.4"))
        (tmp_path / "overlay.yaml").write_text(OVERLAY)
        done = run("contract", "overlay", "apply", "old.yaml", "overlay.yaml")
        assert done.returncode == 0
        assert done.stdout.startswith("openapi: 3.0.4\ninfo:\n  title: Cats\n")
        assert "overlay.yaml: action 2: $.paths['/none'] matches nothing" in done.stderr

    def test_strict_writes_nothing_where_an_action_matches_nothing(self, run, tmp_path):
        (tmp_path / "old.yaml").write_text(PETS)
        (tmp_path / "overlay.yaml").write_text(OVERLAY)
        command = ("contract", "overlay", "apply", "old.yaml", "overlay.yaml", "--strict")
        done = run(*command, "-o", "new.yaml")
        assert (done.returncode, done.stdout) == (1, "")
        assert not (tmp_path / "new.yaml").exists()

    def test_what_is_no_overlay_is_told(self, run, tmp_path):
        (tmp_path / "pets.yaml").write_text(PETS)
        done = run("contract", "overlay", "apply", "pets.yaml", "pets.yaml")
        assert complains(done, "pets.yaml", "no overlay")


class TestExport:
    """`contract export`."""

    def test_what_is_lost_is_told_with_its_pointer(self, run, tmp_path):
        stream = PETS.replace("application/json: {schema", "text/event-stream: {itemSchema")
        (tmp_path / "pets.yaml").write_text(stream)
        done = run("contract", "export", "pets.yaml", "--openapi", "3.1", "-o", "old.yaml")
        assert (done.returncode, done.stdout) == (0, "")
        assert re.search(r"lost: #/paths/~1pets/.*itemSchema", done.stderr)
        assert (tmp_path / "old.yaml").read_text().startswith("openapi: 3.1.1\n")

    def test_the_older_document_is_read_back(self, run, tmp_path):
        (tmp_path / "pets.yaml").write_text(PETS)
        done = run("contract", "export", "pets.yaml", "--openapi", "3.0", "-o", "old.yaml")
        assert "OpenAPI 3.0.4: nothing lost" in done.stderr
        done = run("contract", "diff", "pets.yaml", "old.yaml", "--format", "json")
        assert json.loads(done.stdout)["findings"] == []


class TestCheck:
    """`contract check`."""

    def test_errors_make_the_exit_code_1_and_warnings_on_request(self, run, tmp_path):
        (tmp_path / "pets.yaml").write_text(PETS)
        done = run("contract", "check", "pets.yaml")
        assert done.returncode == 0
        assert "pets.yaml:6  GET /pets describes no error response" in done.stdout
        assert run("contract", "check", "pets.yaml", "--fail-on", "warning").returncode == 1
        (tmp_path / "pets.yaml").write_text(
            PETS.replace("type: string", "type: string, default: 1")
        )
        assert run("contract", "check", "pets.yaml").returncode == 1

    def test_each_format_tells_the_same(self, run, tmp_path):
        (tmp_path / "pets.yaml").write_text(PETS)
        done = run("contract", "check", "pets.yaml", "--format", "json")
        findings = json.loads(done.stdout)["findings"]
        lines = run("contract", "check", "pets.yaml", "--format", "github").stdout.splitlines()
        assert len(lines) == len(findings) == 2
        assert lines[1].startswith("::warning file=pets.yaml,line=6,title=error-response-missing::")

    def test_rules_are_switched_off_here_or_for_the_project(self, run, tmp_path):
        (tmp_path / "pets.yaml").write_text(PETS)
        (tmp_path / "pyproject.toml").write_text(
            "[tool.api-contract.check]\nignore = ['error-response-missing']\n"
        )
        done = run("contract", "check", "pets.yaml", "--ignore", "operation-id-missing")
        assert done.stdout == "no findings\n"
        done = run("contract", "check", "pets.yaml", "--rule", "error-response-mising")
        assert complains(done, "did you mean error-response-missing?")

    def test_an_empty_contract_is_not_called_success(self, run, tmp_path):
        (tmp_path / "pets.yaml").write_text(
            PETS.partition("  /pets")[0].replace("paths:", "paths: {}")
        )
        done = run("contract", "check", "pets.yaml", "--fail-on", "warning")
        assert done.returncode == 1
        assert "no operation is described" in done.stdout


class TestServe:
    """`mockserver serve`."""

    def test_it_says_what_it_serves_and_stops_at_an_interrupt(self, serve):
        """Address, token and operations; exit code 0 after Ctrl-C."""
        mock = serve("dify")
        assert mock.find(r"listening on (http://127\.0\.0\.1:\d+/openapi/v1)")
        assert mock.find(r"token (dfoa_\S{43}) ")
        assert "31 operations:" in mock.told
        assert "  POST    /apps/{app_id}/run" in mock.told
        assert mock.interrupt() == (0, "stopped\n")

    def test_a_port_in_use_is_told(self, run, tmp_path):
        """With what to do about it."""
        (tmp_path / "pets.yaml").write_text(PETS)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            assert complains(run("mockserver", "serve", "pets.yaml", "--port", port), "--port")

    def test_an_open_stream_does_not_keep_it_from_stopping(self, serve):
        """A client that listens is cut off, not waited for."""
        mock = serve("dify")
        url = mock.find(r"listening on http://127\.0\.0\.1:(\d+)/")
        with socket.create_connection(("127.0.0.1", int(url))) as client:
            client.sendall(b"GET /openapi/v1/_health HTTP/1.1\r\nHost: a\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 200")
            began = time.monotonic()
            assert mock.interrupt()[0] == 0
            assert time.monotonic() - began < 9


class TestTest:
    """`contract test`."""

    def test_a_server_that_does_not_answer_is_told(self, run, tmp_path):
        """Before anything is generated."""
        (tmp_path / "pets.yaml").write_text(PETS)
        done = run("contract", "test", "pets.yaml", "--url", "http://127.0.0.1:1")
        assert complains(done, "http://127.0.0.1:1", "start the server")

    def test_a_server_that_breaks_the_contract_fails(self, run, serve, tmp_path):
        """Exit code 1, and the failure on standard output."""
        (tmp_path / "kept.yaml").write_text(PETS)
        (tmp_path / "broken.yaml").write_text(PETS.replace("type: string", "type: integer"))
        url = serve(str(tmp_path / "kept.yaml")).find(r"listening on (\S+)")
        options = ("--url", url, "--max-examples", "2", "--seed", "1")
        assert run("contract", "test", "kept.yaml", *options).returncode == 0
        done = run("contract", "test", "broken.yaml", *options)
        assert done.returncode == 1
        assert "Response violates schema" in done.stdout


class TestDiff:
    """`contract diff`."""

    def test_a_version_compared_with_itself_is_kept(self, run):
        """Exit code 0."""
        assert run("contract", "diff", "dify", "dify@2026-06-12").returncode == 0

    def test_what_breaks_makes_the_exit_code_1(self, run, tmp_path):
        """In both formats."""
        (tmp_path / "old.yaml").write_text(PETS)
        (tmp_path / "new.yaml").write_text(PETS.replace("/pets", "/cats"))
        assert run("contract", "diff", "old.yaml", "new.yaml").returncode == 1
        done = run("contract", "diff", "old.yaml", "new.yaml", "--format", "json")
        assert done.returncode == 1
        assert json.loads(done.stdout)["findings"]


@pytest.mark.parametrize(
    "command",
    [
        "contract", "contract read", "contract check", "contract overlay apply", "contract export",
        "contract test", "contract diff", "mockserver",
    ],
)  # fmt: skip
def test_help_teaches_by_example(run, command):
    """What one would type, and what the exit code says."""
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    assert f"  {command} " in done.stdout.split("Examples:")[1]
    assert command == "mockserver" or " exits with 0 " in done.stdout.lower()
