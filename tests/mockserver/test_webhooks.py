"""What a service sends of its own accord."""

import orjson
import pytest

from contract.document import Source, from_source
from contract.model import Contract
from contract.validation import Response
from mockserver.hooks.webhooks import NotLoopback, UnknownWebhook, Webhooks

TEXT = """
openapi: 3.1.0
info: {title: Tiny, version: '1'}
paths:
  /newPet: {get: {responses: {'200': {description: A path of the same name.}}}}
webhooks:
  newPet:
    post:
      parameters:
        - {name: X-Signature, in: header, schema: {type: string, pattern: '^sha256=[0-9a-f]{8}$'}}
        - {name: attempt, in: query, schema: {type: integer}, example: 2}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {type: object, required: [received]}}}
        '204': {description: OK}
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: integer}}}
"""
URL = "http://127.0.0.1:9/hook"
WEBHOOKS = Webhooks(Contract.from_document(from_source(Source("tiny.yaml", TEXT)).content))


def test_a_webhook_has_its_documented_parts():
    """Headers, query and body are those of its operation, and the same for the same seed."""
    operation = WEBHOOKS.operation("newPet")
    sent = WEBHOOKS.request(operation, URL, 0)
    headers = dict(sent.headers)
    assert (sent.method, sent.url) == ("POST", f"{URL}?attempt=2")
    assert headers["X-Signature"].startswith("sha256=")
    assert headers["Content-Type"] == "application/json"
    assert isinstance(orjson.loads(sent.body)["id"], int)
    assert sent == WEBHOOKS.request(operation, URL, 0)
    assert sent != WEBHOOKS.request(operation, URL, 1)


def test_a_webhook_goes_to_this_machine_alone():
    """No document and no mistake makes the mock ask another one."""
    with pytest.raises(NotLoopback, match="this machine alone"):
        WEBHOOKS.request(WEBHOOKS.operation("newPet"), "http://example.com/hook", 0)


def test_a_webhook_that_there_is_not_is_told_with_those_there_are():
    """Paths are no webhooks."""
    with pytest.raises(UnknownWebhook, match="did you mean newPet"):
        WEBHOOKS.operation("newPets")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(200, b'{"received": true}', [], id="as documented"),
        pytest.param(204, b"", [], id="nothing, as documented"),
        pytest.param(200, b"{}", ["body"], id="body"),
        pytest.param(404, b"", ["status"], id="status"),
    ],
)
def test_a_reply_is_held_to_what_is_documented(status, body, expected):
    """By its status and its body."""
    response = Response(status, (), body, "application/json" if body else "")
    found = WEBHOOKS.violations(WEBHOOKS.operation("newPet"), response)
    assert [each.part for each in found] == expected
