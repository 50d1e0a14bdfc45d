"""A comparison in print."""

import json
import re
import shlex
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from contract.model import Contract
from contract.regression import as_json, as_text, compare
from contract.regression.places import place_name
from tests.contract.regression.builders import OK, Json, contract, document, sending
from tests.strategies import contracts

COLORS = re.compile(r"\x1b\[[0-9;]*m")


def text(old: Contract, new: Contract, *, color: bool = False) -> str:
    return as_text(compare(old, new), "v1", "v2", color=color)


def invitations(limit: int, *required: str, **operations: Json) -> Contract:
    """Give an API in which two operations share a component."""
    role = {"type": "string", "enum": ["admin", "normal"]}
    email = {"type": "string", "maxLength": limit}
    invite = {"type": "object", "properties": {"email": email, "role": role}}
    body = {"required": True, "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Invite"}}}}  # fmt: skip
    operation = {"requestBody": body, "responses": {"200": OK}}
    paths = {
        "/members": {"post": operation, **operations},
        "/guests": {"post": operation},
    }
    schemas = {"Invite": {**invite, "required": ["email", *required]}}
    return Contract.from_document(document(paths=paths, components={"schemas": schemas}))


def test_report_for_people() -> None:
    old = invitations(9, get={"responses": {"200": OK}})
    new = invitations(3, "role", put={"responses": {"200": OK}})

    assert (
        text(old, new)
        == """\
v1 → v2: 3 breaking, 0 risky, 1 safe

Breaking: clients of the old contract can fail

Invite
  breaking  upper-bound-lowered  email: the length must be at most 3, not at most 9
      9 → 3
      in requests: POST /members, POST /guests
      at v2#/components/schemas/Invite/properties/email/maxLength
      $ curl --json '{"email": "text", "role": "normal"}' "$URL/members"
        new: "text" is longer than 3 characters (at /email)
      Go on taking what the old limit allowed.
  breaking  property-became-required  the property `role` became required
      false → true
      in requests: POST /members, POST /guests
      at v2#/components/schemas/Invite/required
      $ curl --json '{"email": "tex"}' "$URL/members"
        new: "role" is a required property
      Keep the property optional, with a default in the service.

GET /members
  breaking  operation-removed  the operation was removed
      at v1#/paths/~1members/get
      $ curl "$URL/members"
        new: the new contract has no GET /members
      Keep the operation and mark it as deprecated, with a sunset date.

Safe
  operation-added  PUT /members: the operation was added
"""
    )


def test_break_without_witness_says_so() -> None:
    old = contract({"deprecated": True, "x-sunset": "2027-06-30"})
    new = contract({"deprecated": True, "x-sunset": "2027-01-31"})
    assert "no example was found; this is judged by the rule alone" in text(old, new)


def test_nothing_changed() -> None:
    assert text(contract(), contract()) == "v1 → v2: nothing changed\n"


def test_what_is_said_of_many_places_takes_one_line() -> None:
    def api(*statuses: str) -> Contract:
        responses = dict.fromkeys(("200", *statuses), OK)
        paths = {f"/{letter}": {"get": {"responses": responses}} for letter in "abcdef"}
        return Contract.from_document(document(paths=paths))

    assert text(api(), api("404")).splitlines()[-1] == (
        "  error-status-added  404 is documented now (GET /a, GET /b, GET /c and 3 more)"
    )


def test_long_values_are_cut() -> None:
    """A text of 400 characters shows as its beginning."""
    lines = text(sending({"type": "string", "maxLength": 400}),
                 sending({"type": "string", "maxLength": 300}))  # fmt: skip
    assert all(len(line) < 200 for line in lines.splitlines())
    assert "…" in lines


@given(contracts(), contracts())
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_colour_changes_nothing_but_colour(old: Contract, new: Contract) -> None:
    plain = text(old, new)
    assert not COLORS.search(plain)
    assert COLORS.sub("", text(old, new, color=True)) == plain
    assert plain.endswith("\n")


def test_command_can_be_given_to_a_shell() -> None:
    """Quotes in values are safe, and secrets are left for the shell to fill in."""
    body = {"required": True, "content": {"application/json": {"schema": {"const": "it's"}}}}
    schemes = {"Bearer": {"type": "http", "scheme": "bearer"}}
    old = contract(
        {"requestBody": body, "security": [{"Bearer": []}]},
        components={"securitySchemes": schemes},
    )
    new = Contract.from_document({**old.document, "paths": {}})

    (line,) = (each for each in text(old, new).splitlines() if "$ curl" in each)

    assert shlex.split(line) == [
        "$", "curl", "-H", "Authorization: Bearer $BEARER", "--json", '"it\'s"', "$URL/things",
    ]  # fmt: skip


def test_report_for_programs() -> None:
    written = as_json(compare(invitations(9), invitations(3)))

    assert written["counts"] == {"breaking": 1, "risky": 0, "safe": 0}
    (finding,) = json.loads(json.dumps(written))["findings"]
    assert re.fullmatch("[0-9a-f]{12}", finding.pop("fingerprint"))
    assert finding == {
        "rule": "upper-bound-lowered",
        "verdict": "breaking",
        "direction": "request",
        "operations": ["POST /members", "POST /guests"],
        "message": "Invite.email: the length must be at most 3, not at most 9",
        "old": "/components/schemas/Invite/properties/email/maxLength",
        "new": "/components/schemas/Invite/properties/email/maxLength",
        "before": 9,
        "after": 3,
        "advice": "Go on taking what the old limit allowed.",
        "witness": {
            "operation": "POST /members",
            "part": "body",
            "call": {
                "method": "POST",
                "target": "/members",
                "headers": {"Content-Type": "application/json"},
                "body": {"email": "text"},
            },
            "value": {"email": "text"},
            "reason": '"text" is longer than 3 characters (at /email)',
        },
    }


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        pytest.param("/components/schemas/Invite/properties/email", "Invite.email", id="property"),
        pytest.param("/components/schemas/A/items/properties/b", "A[].b", id="item"),
        pytest.param("/components/schemas/A/oneOf/1", "A (alternative 2)", id="alternative"),
        pytest.param("/components/schemas/A/additionalProperties/not", "A.* (not)", id="map"),
        pytest.param("/components/responses/NotFound", "response NotFound", id="component"),
        pytest.param("/paths/~1a~1{id}/get", "GET /a/{id}", id="operation"),
        pytest.param("/paths/~1a/parameters/0", "/a, parameter", id="parameter of a path"),
        pytest.param(
            "/paths/~1a/post/requestBody/content/application~1json/schema/properties/b",
            "POST /a, request body: b",
            id="request body",
        ),
        pytest.param(
            "/paths/~1a/get/responses/200/headers/X-Page/schema",
            "GET /a, response 200, header X-Page",
            id="header",
        ),
        pytest.param("/webhooks/done/post", "POST done", id="webhook"),
        pytest.param("/security", "document-wide security", id="security"),
    ],
)
def test_places_have_names_for_people(pointer: str, name: str) -> None:
    assert place_name(pointer) == name


def test_parameters_are_called_by_their_names() -> None:
    parameter: dict[str, Any] = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    api = contract({"parameters": [parameter]})
    pointer = "/paths/~1things/post/parameters/0/schema/items"
    assert place_name(pointer, api.document) == "POST /things, query parameter `limit`: []"
