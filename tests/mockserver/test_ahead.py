"""A contract that another process reads is the one that this process would have read."""

import subprocess
import sys

import pytest
import yaml

#: In a process of its own: the one that runs tests may have threads.
_PROGRAM = """
import os, sys
from contract.document import open_document
from contract.errors import ContractError
from mockserver.commands import ahead

def outcome(work):
    try:
        return work()
    except ContractError as error:
        return type(error), str(error)

spec = sys.argv[1]
os.cpu_count = lambda: 2
forks, fork = [], os.fork
os.fork = lambda: forks.append(fork()) or forks[-1]
opened = ahead.opened_ahead(spec)
here = outcome(lambda: open_document(spec).without_origin())
there = outcome(opened)
if not forks:
    there = there.without_origin()
assert there == here, (there, here)
try:
    os.waitpid(-1, os.WNOHANG)
    sys.exit("the other process was left behind")
except ChildProcessError:
    print(len(forks))
"""


def _forks(spec: str) -> int:
    command = [sys.executable, "-c", _PROGRAM, spec]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return int(done.stdout)


def _large(**more):
    """Write a document whose reading takes its time."""
    paths = {
        f"/things{number}": {"get": {"responses": {"200": {"description": "Things " * 20}}}}
        for number in range(400)
    }
    info = {"title": "Large", "version": "1"}
    return yaml.safe_dump({"openapi": "3.1.0", "info": info, "paths": paths, **more})


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_large(), id="good"),
        pytest.param(_large(security=[{"$ref": "#/nowhere"}, 3]), id="repaired"),
        pytest.param(_large() + "x: [", id="no YAML"),
        pytest.param(_large(openapi="9"), id="of no known version"),
    ],
)
def test_a_large_file_is_read_elsewhere(tmp_path, text):
    """Its document is the same, and so is what is wrong with it."""
    path = tmp_path / "large.yaml"
    path.write_text(text, "utf-8")
    assert _forks(str(path)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
@pytest.mark.parametrize("spec", ["dify@2026-06-12", "dify", "dify@9", "nothing"])
def test_contracts_by_name_are_read_elsewhere(spec):
    """With the overlays that amend them; a name that nobody knows is refused here."""
    assert _forks(spec) == 1


def test_a_small_file_is_read_here(tmp_path):
    """That takes less time than to ask somebody."""
    path = tmp_path / "small.yaml"
    path.write_text("{openapi: 3.1.0, info: {title: a, version: '1'}, paths: {}}", "utf-8")
    assert _forks(str(path)) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_nobody_is_left_who_reads_for_a_process_that_has_ended(tmp_path):
    """Whoever was asked to read writes into nothing, and ends; it holds what it inherited."""
    path = tmp_path / "large.yaml"
    path.write_text(_large(info={"title": "x" * 200_000, "version": "1"}), "utf-8")
    program = (
        "import os, sys; os.cpu_count = lambda: 2\n"
        "from mockserver.commands.ahead import opened_ahead\n"
        "opened_ahead(sys.argv[1])\n"
        "os._exit(0)"
    )
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
