"""Webhooks that are sent when what they tell of has happened."""

import json
from typing import Any

import pytest
import yaml

from contract.document import Source, from_source
from mockserver.hooks.announcements import announcements
from mockserver.hooks.webhooks import NotLoopback, Webhooks
from mockserver.http.forms import to_form
from mockserver.messages import Outgoing
from mockserver.options import Options
from mockserver.resources import InvalidHint
from mockserver.resources.infer import infer
from mockserver.resources.shapes import Shapes
from mockserver.serving import Mock, make_mock
from tests.mockserver.asking import ask

Json = dict[str, Any]

PET = {"$ref": "#/components/schemas/Pet"}
ID = {"type": "integer"}
PETS = yaml.safe_load("""
openapi: 3.2.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses: {'200': {$ref: '#/components/responses/Pets'}}
    post:
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses: {'201': {$ref: '#/components/responses/Pet'}, '400': {description: Bad}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {'200': {$ref: '#/components/responses/Pet'}}
    patch:
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses: {'200': {$ref: '#/components/responses/Pet'}}
    put:
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses: {'201': {$ref: '#/components/responses/Pet'}, '204': {description: OK}}
    delete:
      responses: {'204': {description: Gone}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        status: {enum: [available, sold]}
  requestBodies:
    Pet: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  responses:
    Pet:
      description: OK
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
    Pets:
      description: OK
      content:
        application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
""")
URL = "http://127.0.0.1:9/hook"


def _object(**properties: Any) -> Json:
    return {"type": "object", "required": [*properties], "properties": properties}


def _mock(webhooks: Json, **extensions: Any) -> Mock:
    """Serve pets; a webhook is the schema of what it sends."""
    sent = {
        name: {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {"200": {"description": "OK"}},
                **extensions,
            }
        }
        for name, schema in webhooks.items()
    }
    source = Source("pets.yaml", yaml.safe_dump({**PETS, "webhooks": sent}, sort_keys=False))
    return make_mock(from_source(source), options=Options(webhooks_to=URL))


def _ask(mock: Mock, request: str, **how: Any) -> tuple[Outgoing, ...]:
    return ask(mock.gate, mock.world, request, **how).callbacks


def _told(sent: tuple[Outgoing, ...]) -> Any:
    [one] = sent
    assert (one.method, one.url) == ("POST", URL)
    return json.loads(one.body)


@pytest.mark.parametrize(
    ("name", "schema", "resources", "said"),
    [
        pytest.param("newPet", {}, ("pets",), "created", id="two words"),
        pytest.param("pet.created", {}, ("pets",), "created", id="a noun and a verb"),
        pytest.param("on_pets_updated", {}, ("pets",), "changed", id="many"),
        pytest.param("PetStatusChanged", {}, ("pets",), "changed", id="more words"),
        pytest.param("pet-removed", {}, ("pets",), "deleted", id="another verb"),
        pytest.param("pet.sold", {}, ("pets",), "sold", id="a state"),
        pytest.param("petEvent", {}, ("pets",), "", id="any"),
        pytest.param("arrived", PET, ("pets",), "arrived", id="by what it sends"),
        pytest.param("created", _object(data=PET), ("pets",), "created", id="in an envelope"),
        pytest.param("digest", {"type": "string"}, (), "", id="neither"),
    ],
)
def test_a_webhook_is_about_what_its_name_or_its_schema_says(name, schema, resources, said):
    """A resource, and what became of one of its records."""
    contract = _mock({name: schema}).contract
    webhooks = Webhooks(contract)
    [found] = announcements(webhooks, infer(contract), Shapes(webhooks.contract))
    assert (found.resources, found.said) == (resources, said)


def test_the_document_may_say_it_otherwise():
    """By the extension that operations have too."""
    mock = _mock({"digest": PET}, **{"x-mock": {"resource": "pets", "effect": "delete"}})
    assert _ask(mock, "POST /pets", json={"name": "Rex"}) == ()
    assert _told(_ask(mock, "DELETE /pets/1"))["id"] == 1
    mock = _mock({"newPet": PET}, **{"x-mock": {"effect": "sample"}})
    assert _ask(mock, "POST /pets", json={"name": "Rex"}) == ()


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        pytest.param({"effect": "devour"}, "the effect 'devour' is unknown", id="effect"),
        pytest.param({"resource": "cats"}, "there is no resource 'cats'", id="resource"),
    ],
)
def test_a_word_of_the_document_that_cannot_be_is_told(hint, message):
    """Before anything is listened to."""
    with pytest.raises(InvalidHint, match=message):
        _mock({"digest": PET}, **{"x-mock": hint})


def test_what_is_sent_is_what_is_remembered():
    """Created, changed, deleted: each with the members the record has, or had."""
    mock = _mock({"newPet": PET, "petUpdated": PET, "petDeleted": PET})
    made = _told(_ask(mock, "POST /pets", json={"name": "Rex", "status": "available"}))
    assert made["name"] == "Rex"
    path = f"/pets/{made['id']}"
    assert _told(_ask(mock, f"PATCH {path}", json={"name": "Bob"})) == {**made, "name": "Bob"}
    assert _told(_ask(mock, f"DELETE {path}")) == {**made, "name": "Bob"}


@pytest.mark.parametrize(
    ("request_line", "body"),
    [
        pytest.param("GET /pets/1", {}, id="looked at"),
        pytest.param("POST /pets", {"name": 1}, id="refused"),
        pytest.param("DELETE /pets/77777", {}, id="not there"),
        pytest.param("POST /pets?__code=201", {"name": "x"}, id="a sample"),
    ],
)
def test_nothing_is_sent_where_nothing_has_happened(request_line, body):
    """Whatever the reply says."""
    mock = _mock({"newPet": PET, "petEvent": PET})
    how = {} if request_line.startswith(("GET", "DELETE")) else {"json": body}
    assert _ask(mock, request_line, **how) == ()


def test_a_change_that_changes_nothing_is_not_told():
    """The same once more."""
    mock = _mock({"petUpdated": PET})
    assert len(_ask(mock, "PATCH /pets/1", json={"name": "Bob"})) == 1
    assert _ask(mock, "PATCH /pets/1", json={"name": "Bob"}) == ()


def test_a_state_is_told_when_a_record_comes_to_it():
    """Not when it was in it, and not of another one."""
    at = {"type": "string", "format": "date-time"}
    mock = _mock({"pet.sold": _object(event={"const": "pet.sold"}, sent_at=at, data=PET)})
    pet = json.loads(
        ask(mock.gate, mock.world, "POST /pets", json={"name": "a", "status": "available"}).body
    )
    path = f"PATCH /pets/{pet['id']}"
    assert _ask(mock, path, json={"name": "b"}) == ()
    told = _told(_ask(mock, path, json={"name": "b", "status": "sold"}))
    assert told["event"] == "pet.sold"
    assert told["sent_at"].startswith(mock.world.clock.utc().strftime("%Y-"))
    assert told["data"] == {**pet, "name": "b", "status": "sold"}
    assert _ask(mock, path, json={"name": "c", "status": "sold"}) == ()


def test_a_payload_says_what_happened_to_which_record():
    """By the values that its members may have; each payload has an id of its own."""
    kinds = ["pet.created", "pet.updated", "pet.deleted"]
    payload = _object(id={"type": "string", "format": "uuid"}, type={"enum": kinds}, pet_id=ID)
    mock = _mock({"petEvent": payload})
    told = [
        _told(_ask(mock, "PATCH /pets/1", json={"name": "Bob"})),
        _told(_ask(mock, "DELETE /pets/1")),
    ]
    assert [each["type"] for each in told] == kinds[1:]
    assert [each["pet_id"] for each in told] == [1, 1]
    assert told[0]["id"] != told[1]["id"]


def test_webhooks_go_to_this_machine_alone():
    """And nowhere unless they are asked for."""
    source = from_source(Source("pets.yaml", yaml.safe_dump(PETS)))
    with pytest.raises(NotLoopback):
        make_mock(source, options=Options(webhooks_to="http://example.com/"))
    assert make_mock(source).gate.announcer is None
    assert make_mock(source, options=Options(webhooks_to=URL)).gate.announcer is None


def test_a_form_has_a_field_for_each_item():
    """What nests is JSON."""
    assert (
        to_form({"a": "x y", "b": [1, 2], "c": {"d": True}})
        == b"a=x+y&b=1&b=2&c=%7B%22d%22%3Atrue%7D"
    )
