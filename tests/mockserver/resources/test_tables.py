"""Lists as tables."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.document import Source, from_source
from mockserver.serving import make_mock
from mockserver.tables import to_csv
from tests.mockserver.asking import ask, header
from tests.mockserver.resources.client import Client

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"), max_size=6)
rows_of_texts = st.lists(st.lists(texts, min_size=2, max_size=2), max_size=4)


@given(rows_of_texts)
def test_what_is_written_is_read_again(rows):
    """Whatever stands in the cells."""
    named = [dict(zip(("a", "b,"), row, strict=True)) for row in rows]
    found = list(csv.reader(io.StringIO(to_csv(named), newline="")))
    assert found == ([["a", "b,"], *rows] if rows else [])


def test_cells_are_texts():
    """Null is nothing, what stands inside is JSON; rows of no object have no header."""
    rows: list[Any] = [{"a": None, "b": True}, {"a": 1.5, "c": {"d": [1]}}]
    assert to_csv(rows) == 'a,b,c\r\n,true,\r\n1.5,,"{""d"":[1]}"\r\n'
    assert to_csv(["x", [1, 2]]) == "x\r\n1,2\r\n"


SHOP = """
openapi: 3.1.0
info: {{title: Shop, version: "1"}}
paths:
  /orders:
    get:
      parameters: [{{name: limit, in: query, schema: {{type: integer}}}}]
      responses:
        "200":
          description: Orders.
          content:
            application/json: {{schema: {{type: array, items: {{$ref: "#/components/schemas/O"}}}}}}
            text/csv: {schema}
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses:
        "201":
          description: One.
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/O"}}}}}}
components:
  schemas:
    O:
      type: object
      required: [id, note]
      properties: {{id: {{type: integer}}, note: {{type: string}}}}
"""


@pytest.mark.parametrize(
    "schema",
    [
        "{schema: {type: string}}",
        "{}",
        '{schema: {type: array, items: {$ref: "#/components/schemas/O"}}}',
    ],
)
def test_a_list_is_a_table_for_those_who_want_one(schema):
    """With a header, whether the document calls a table a text or the rows that it has."""
    client = Client(make_mock(from_source(Source("shop.yaml", SHOP.format(schema=schema)))))
    client.ask("POST /orders", 201, {"note": 'a "b", c'})
    orders = client.ask("GET /orders", 200)
    reply = ask(client.mock.gate, client.world, "GET /orders", headers={"Accept": "text/csv"})
    assert reply.status == 200
    assert header(reply, "Content-Type") == "text/csv"
    found = list(csv.DictReader(io.StringIO(reply.body.decode(), newline="")))
    assert found == [{"id": str(each["id"]), "note": each["note"]} for each in orders]
    first = ask(
        client.mock.gate, client.world, "GET /orders?limit=1", headers={"Accept": "text/csv"}
    )
    assert len(first.body.splitlines()) == 2


REPORT = """
openapi: 3.1.0
info: {title: Report, version: "1"}
paths:
  /report:
    get:
      responses:
        "200":
          description: Sales.
          content:
            text/csv:
              schema:
                type: array
                minItems: 2
                items:
                  type: object
                  required: [day, sold]
                  properties: {day: {type: string}, sold: {type: integer}}
"""


def test_a_sample_of_rows_is_a_table_as_well():
    """Without any state."""
    client = Client(make_mock(from_source(Source("report.yaml", REPORT))))
    reply = ask(client.mock.gate, client.world, "GET /report")
    assert reply.status == 200
    assert reply.body.splitlines()[0] == b"day,sold"
