"""Schemathesis against the mock of contracts that no system belongs to: no failures."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from contract.document import open_document, to_yaml
from contract.overlay import Overlay, apply

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["bookshop", "racks", "requests"])
def test_the_mock_keeps_a_contract_that_documents_its_refusals(name, tmp_path):
    """They are documented by the overlay that docs/testing.md shows."""
    path = tmp_path / "complete.yaml"
    path.write_text(complete(ROOT / "tests" / "contracts" / f"{name}.yaml"), "utf-8")
    command = [str(BIN / "mockserver"), "serve", str(path), "--port", "0", "--pace", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
        try:
            assert mock.stdout is not None
            told = ""
            while "Ctrl-C" not in told:
                told += mock.stdout.readline()
            url = re.search(r"listening on (\S+)", told)
            assert url
            done = subprocess.run(
                [
                    *(str(BIN / "contract"), "test", str(path), "--url", url[1]),
                    *("--max-examples", "3", "--seed", "1"),
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


def complete(path: Path) -> str:
    """Give a contract with its refusals."""
    text = (ROOT / "docs" / "testing.md").read_text("utf-8")
    [overlay] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    content = open_document(str(path)).content
    value = Overlay.from_value(yaml.safe_load(overlay), "docs/testing.md")
    amended, warnings = apply(content, value)
    assert warnings == []
    return to_yaml(amended)
