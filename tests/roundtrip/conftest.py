"""The printer itself, where it is installed; the round trips are skipped where it is not."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "thorough",
    max_examples=1000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
#: Where npm put swagger-markdown; `tox run -e roundtrip` names its own folder.
INSTALLED = Path(os.environ.get("SWAGGER_MARKDOWN", Path(__file__).parent))


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
    if not (INSTALLED / "node_modules" / "swagger-markdown").is_dir():
        pytest.skip("swagger-markdown is not installed; run: tox run -e roundtrip")
    command = [node, str(Path(__file__).with_name("printer.mjs")), str(INSTALLED)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Printer(process)
        assert process.stdin
        process.stdin.close()
