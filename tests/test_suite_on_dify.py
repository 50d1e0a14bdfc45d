"""Schemathesis against the mock of each Dify version: all checks on, no failures."""

import re

import pytest

from tests.running import serving, suite_output, url_in


@pytest.mark.parametrize("version", ["2026-05-18", "2026-06-10", "2026-06-12"])
def test_the_mock_keeps_its_own_contract(version, tmp_path):
    """A small budget and a fixed seed; longer runs have an environment of their own."""
    spec = f"dify@{version}"
    with serving(spec) as told:
        token = re.search(r"dfoa_\S+", told)
        assert token
        options = ("--token", token[0], "--max-examples", "6", "--seed", "1")
        printed = suite_output(spec, url_in(told), *options, folder=tmp_path)
    generated = sum(int(count) for count in re.findall(r"(\d+) generated", printed))
    assert generated > 300
