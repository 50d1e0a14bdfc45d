"""A contract prepared part by part is the one that is prepared as a whole."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import catalog
from contract.document import Source, from_source, open_document
from contract.model import Contract
from contract.operations import reread
from contract.validation.prepared import prepared, prepared_in_parts
from contract.validation.reach import Reach, part_of, plain
from contract.validation.schemas import SchemaCompiler
from tests.contract.validation.contracts import contracts

DIRECTIONS = ("request", "response")
EVERY_KIND = """
openapi: 3.2.0
info: {title: T, version: "1"}
paths:
  /plain:
    get: {responses: {"200": {$ref: "#/components/responses/Pet"}}}
    additionalOperations:
      COPY:
        parameters: [{name: deep, in: query, style: deepObject, schema: {type: object}}]
        responses: {"204": {description: copied}}
  /shared: {$ref: "#/components/pathItems/Shared"}
components:
  pathItems:
    Shared: {parameters: [{$ref: "#/components/parameters/Id"}],
             put: {requestBody: {content: {"application/json; v=1": {schema: {format: int32}}}}}}
  parameters: {Id: {name: id, in: query, allowEmptyValue: true, schema: {type: integer}}}
  responses:
    Pet: {description: A, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
  schemas:
    Pet: {type: object, required: [id, secret], properties: {
      id: {readOnly: true}, secret: {writeOnly: true}, kin: {$ref: "#/components/schemas/Kin"}}}
    Kin: {type: array, items: {$ref: "#/components/schemas/Pet"}}
    Alone: {type: string}
    Moving: {$dynamicRef: "#node"}
"""


@cache
def contract_of(name: str) -> Contract:
    """Open a contract of the catalogue, or the one that has every kind of place."""
    known = from_source(Source("kinds.yaml", EVERY_KIND)) if name == "kinds" else None
    return Contract.from_document((known or open_document(name)).content)


def hold_alike(contract: Contract) -> None:
    """Compare what is made in parts with what is made as a whole."""
    for direction in DIRECTIONS:
        whole, parts = prepared(contract, direction), prepared_in_parts(contract, direction)
        again = [reread(parts.document, each) for each in contract.operations]
        assert again == list(whole.operations)
        assert plain(parts.document) == whole.document


@pytest.mark.parametrize("name", ["kinds", *sorted(catalog.systems())])
def test_every_operation_is_prepared_as_with_the_whole(name):
    """Wherever it stands: on a path, among additional operations, in a shared path item."""
    hold_alike(contract_of(name))


@given(contracts())
def test_any_contract_is_prepared_in_parts_as_with_the_whole(contract):
    """Each operation, and the document when all of it has been asked for."""
    hold_alike(contract)


def test_a_schema_reaches_what_its_references_lead_to():
    """Its own references and theirs, each once; not what stands beside them."""
    reach = Reach(contract_of("kinds").document)
    pet, kin = ("components", "schemas", "Pet"), ("components", "schemas", "Kin")
    assert reach.of({"items": {"$ref": "#/components/schemas/Kin"}}) == {pet, kin}
    assert reach.of({"type": "string"}) == set()
    assert [*part_of(contract_of("kinds").document, [kin])["components"]["schemas"]] == ["Kin"]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"$ref": "#"}, id="the document itself"),
        pytest.param({"$ref": "#/info"}, id="no component"),
        pytest.param({"$ref": "#/components/schemas"}, id="a section"),
        pytest.param({"$ref": "#/components/schemas/Moving"}, id="a dynamic reference"),
    ],
)
def test_what_may_lead_anywhere_reaches_the_whole_document(schema):
    """Nothing is left out because it could not be foreseen."""
    assert Reach(contract_of("kinds").document).of(schema) is None


@pytest.mark.parametrize("few", [0, 1, 32], ids=["shared", "mixed", "own"])
@given(data=st.data())
def test_schemas_compiled_in_parts_judge_as_with_the_whole(few, data):
    """However much of the document each of them reaches."""
    document = {
        "components": {
            "schemas": {
                "A": {"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/B"}]},
                "B": {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
                "C": {"type": "string"},
            }
        }
    }
    contract = Contract("T", "1", (), {}, document)
    whole, parts = SchemaCompiler(contract), SchemaCompiler(contract, in_parts=True, few=few)
    values = st.recursive(st.integers() | st.text(max_size=2), st.lists, max_leaves=4)
    for name in data.draw(st.permutations("ABC")):
        schema, value = {"$ref": f"#/components/schemas/{name}"}, data.draw(values)
        judged = [each.compile(schema).check(value, "body") for each in (whole, parts)]
        assert judged[0] == judged[1]
