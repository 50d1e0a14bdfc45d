"""The printer itself, where it is installed; the round trips are skipped where it is not."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Where npm put swagger-markdown: a folder that is named, the one of `tox run -e roundtrip`, or
#: wherever node itself would look.
_FOLDERS = (
    *filter(None, [os.environ.get("SWAGGER_MARKDOWN")]),
    Path(__file__).parents[2] / ".tox" / "roundtrip" / "npm",
    *Path(__file__).parents,
)


def _installed() -> Path | None:
    """Give the folder whose node_modules hold swagger-markdown."""
    folders = map(Path, _FOLDERS)
    return next((f for f in folders if (f / "node_modules" / "swagger-markdown").is_dir()), None)


class Printer:
    """One process of swagger-markdown that prints document after document."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, document: object) -> str:
        """Give the Markdown of a document."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(document) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        markdown: str = answer["markdown"]
        return markdown


@pytest.fixture(scope="session")
def printer() -> Iterator[Printer]:
    """swagger-markdown 3; skips where node or the package is missing."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    installed = _installed()
    if installed is None:
        pytest.skip("swagger-markdown is not installed; run: tox run -e roundtrip")
    command = [node, str(Path(__file__).with_name("printer.mjs")), str(installed)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Printer(process)
        assert process.stdin
        process.stdin.close()
