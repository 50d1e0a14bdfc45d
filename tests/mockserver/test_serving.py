"""A mock that is put together, and prepared while it answers."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contract.document import Source, from_source
from mockserver.messages import MockRequest
from mockserver.resources import InvalidHint
from mockserver.serving import make_mock
from mockserver.world import Clock

PETSTORE = str(Path(__file__).parents[1] / "contracts" / "petstore.yaml")
HINTED = """\
openapi: 3.2.0
info: {title: Hinted, version: '1'}
paths:
  /a:
    get:
      x-mock: {effect: raed}
      responses: {'200': {description: ok}}
"""


def test_preparing_changes_no_reply():
    """Only when it is done differs, whoever asks for it, and however often."""
    plain, prepared = (make_mock(PETSTORE, clock=Clock(0.0)) for _ in range(2))
    with ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(prepared.gate.prepare)
    asked = [MockRequest("GET", each.path) for each in plain.contract.operations]
    for request in asked:
        told = [each.gate.answer(each.world, request) for each in (plain, prepared)]
        assert (told[0].status, told[0].body) == (told[1].status, told[1].body)


def test_a_wrong_hint_is_told_at_the_start():
    """Though resources are looked for when the first request needs them."""
    with pytest.raises(InvalidHint, match="did you mean read"):
        make_mock(from_source(Source("hinted.yaml", HINTED)))
