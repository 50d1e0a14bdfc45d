"""Schemathesis against the mock of each Dify version: all checks on, no failures."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("version", ["2026-05-18", "2026-06-10", "2026-06-12"])
def test_the_mock_keeps_its_own_contract(version, tmp_path):
    """A small budget and a fixed seed; longer runs have an environment of their own."""
    command = [str(BIN / "mockserver"), "serve", f"dify@{version}", "--port", "0", "--pace", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
        try:
            assert mock.stdout is not None
            told = ""
            while "Ctrl-C" not in told:
                told += mock.stdout.readline()
            url, token = (re.search(each, told) for each in (r"listening on (\S+)", r"(dfoa_\S+)"))
            assert url
            assert token
            done = subprocess.run(
                [
                    *(str(BIN / "contract"), "test", f"dify@{version}", "--url", url[1]),
                    *("--token", token[1], "--max-examples", "6", "--seed", "1"),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
        finally:
            mock.terminate()
    assert done.returncode == 0, done.stdout[-6000:]
    generated = sum(int(count) for count in re.findall(r"(\d+) generated", done.stdout))
    assert generated > 300
