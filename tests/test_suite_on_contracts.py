"""Schemathesis against the mock of contracts that no system belongs to: no failures."""

import re
from pathlib import Path

import pytest
import yaml

from contract.document import open_document, to_yaml
from contract.overlay import Overlay, apply
from tests.running import serving, suite_output, url_in

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["bookshop", "racks", "requests"])
def test_the_mock_keeps_a_contract_that_documents_its_refusals(name, tmp_path):
    """They are documented by the overlay that docs/testing.md shows."""
    path = tmp_path / "complete.yaml"
    path.write_text(complete(ROOT / "tests" / "contracts" / f"{name}.yaml"), "utf-8")
    with serving(str(path)) as told:
        suite_output(str(path), url_in(told), "--max-examples", "3", "--seed", "1", folder=tmp_path)


def complete(path: Path) -> str:
    """Give a contract with its refusals."""
    text = (ROOT / "docs" / "testing.md").read_text("utf-8")
    [overlay] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    content = open_document(str(path)).content
    value = Overlay.from_value(yaml.safe_load(overlay), "docs/testing.md")
    amended, warnings = apply(content, value)
    assert warnings == []
    return to_yaml(amended)
