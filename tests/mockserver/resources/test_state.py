"""What is created is read, listed, found, changed and deleted: any contract has a memory."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule

from contract.document import Source, from_source
from mockserver.serving import make_mock, renewed
from tests.mockserver.asking import ask
from tests.mockserver.resources.client import Client

Json = dict[str, Any]
CONTRACTS = Path(__file__).parents[2] / "contracts"
BOOKSHOP = make_mock(str(CONTRACTS / "bookshop.yaml"))


@pytest.fixture(name="shop")
def _shop() -> Client:
    return Client(BOOKSHOP)


AUTHOR = {"name": "Ada Lovelace", "email": "ada@example.com"}
NOBODY = "00000000-0000-4000-8000-000000000000"


# --- a life ---------------------------------------------------------------------------------------


def test_a_record_lives_from_its_creation_to_its_end(shop):
    """Created, read, listed, found, changed, deleted, gone."""
    made = shop.ask("POST /authors", 201, AUTHOR)
    place = f"/authors/{made['id']}"
    assert made | AUTHOR == made
    assert shop.ask(f"GET {place}", 200) == made
    assert made in shop.ask("GET /authors?page_size=100", 200)["data"]
    assert shop.ask("GET /authors?search=lovelace", 200)["data"] == [made]
    changed = shop.ask(f"PATCH {place}", 200, {"bio": "Wrote the first program"})
    assert changed == made | {"bio": "Wrote the first program"}
    assert shop.ask(f"GET {place}", 200) == changed
    shop.ask(f"DELETE {place}", 204)
    shop.ask(f"GET {place}", 404)
    shop.ask(f"DELETE {place}", 404)
    assert shop.ask("GET /authors?search=lovelace", 200)["data"] == []


def test_there_is_something_from_the_start(shop):
    """Lists of a new world are not empty, and their records can be read."""
    page = shop.ask("GET /authors", 200)
    assert page["total"] == len(page["data"]) == 3
    for author in page["data"]:
        assert shop.ask(f"GET /authors/{author['id']}", 200) == author
        assert shop.ask(f"GET /authors/{author['id']}/books", 200)["items"]


def test_worlds_of_one_seed_are_alike():
    """In another process as in another order of calls, the same resource looks the same."""
    one, other = Client(BOOKSHOP), Client(BOOKSHOP)
    other.ask("POST /authors", 201, AUTHOR)
    other.ask("GET /settings", 200)
    first = one.ask("GET /authors", 200)["data"]
    assert other.ask("GET /authors?page_size=3", 200)["data"] == first
    assert Client(BOOKSHOP, seed=1).ask("GET /authors", 200)["data"] != first


def test_moments_are_those_of_the_clock(shop):
    """The server sets them; what a client says of them does not count."""
    made = shop.ask("POST /authors", 201, {**AUTHOR, "created_at": "1999-01-01T00:00:00Z"})
    assert made["created_at"] == made["updated_at"] == "2026-06-11T08:26:02.000000Z"
    shop.world.clock.advance(60)
    changed = shop.ask(f"PATCH /authors/{made['id']}", 200, {"name": "Ada"})
    assert changed["created_at"] == made["created_at"]
    assert changed["updated_at"] == "2026-06-11T08:27:02.000000Z"


def test_a_patch_merges(shop):
    """RFC 7396: objects are merged, null removes; here it shows, as the member may be null."""
    made = shop.ask("POST /authors", 201, AUTHOR | {"bio": "Mathematician"})
    patch = {"bio": None, "address": {"city": "London"}}
    changed = shop.ask(f"PATCH /authors/{made['id']}", 200, patch)
    assert changed["bio"] is None
    assert changed["address"] == made["address"] | {"city": "London"}


def test_what_is_write_only_is_never_shown(shop):
    """A password goes in and does not come out."""
    made = shop.ask("POST /authors", 201, {**AUTHOR, "password": "secret"})
    shown = shop.ask("GET /authors?page_size=100", 200)["data"]
    assert all("password" not in each for each in (made, *shown))


def test_the_ids_of_read_only_members_are_the_servers(shop):
    """A client cannot choose them."""
    assert shop.ask("POST /authors", 201, {**AUTHOR, "id": NOBODY})["id"] != NOBODY


def test_a_twin_is_a_conflict_where_the_contract_knows_one(shop):
    """409 is documented for authors, so an e-mail address is taken once."""
    shop.ask("POST /authors", 201, AUTHOR)
    shop.ask("POST /authors", 409, AUTHOR)
    other = shop.ask("POST /authors", 201, AUTHOR | {"email": "other@example.com"})
    assert other["email"] == "other@example.com"


def test_the_place_of_a_new_record_is_told(shop):
    """The documented header `Location` leads to it."""
    reply = ask(shop.mock.gate, shop.world, "POST /v1/authors", json=AUTHOR)
    place = dict(reply.headers)["Location"]
    assert ask(shop.mock.gate, shop.world, f"GET {place}").body == reply.body


# --- owners ---------------------------------------------------------------------------------------


def test_a_child_of_a_missing_parent_is_not_found(shop):
    """Whatever is asked of it."""
    shop.ask(f"GET /authors/{NOBODY}/books", 404)
    shop.ask(f"POST /authors/{NOBODY}/books", 404, {"title": "x"})
    shop.ask(f"GET /authors/{NOBODY}/books/1", 404)


def test_children_name_their_parent_and_go_with_it(shop):
    """The new parent has none from the start; deleting it deletes them."""
    author = shop.ask("POST /authors", 201, AUTHOR)["id"]
    assert shop.ask(f"GET /authors/{author}/books", 200)["items"] == []
    book = shop.ask(f"POST /authors/{author}/books", 201, {"title": "Notes"})
    assert book["author_id"] == author
    shop.ask(f"DELETE /authors/{author}", 204)
    shop.ask(f"GET /authors/{author}/books/{book['id']}", 404)
    assert not [
        record
        for name in shop.world.store.names()
        for record in shop.world.store[name]
        if not name.startswith("removed ") and author in str(record)
    ]


def test_an_action_leads_to_the_state_it_is_named_for(shop):
    """`publish` leads to `status: published`, and lists agree."""
    author = shop.ask("POST /authors", 201, AUTHOR)["id"]
    book = shop.ask(f"POST /authors/{author}/books", 201, {"title": "Notes"})
    done = shop.ask(f"POST /authors/{author}/books/{book['id']}/publish", 200)
    assert done == book | {"status": "published", "published": True}
    [row] = shop.ask(f"GET /authors/{author}/books?status=published", 200)["items"]
    assert row == {"id": book["id"], "title": "Notes", "status": "published"}


def test_a_replacement_forgets_what_it_does_not_name(shop):
    """What the server sets stays."""
    author = shop.ask("GET /authors", 200)["data"][0]["id"]
    told = {"title": "Notes", "price": 7.5, "tags": ["a"]}
    book = shop.ask(f"POST /authors/{author}/books", 201, told)
    place = f"/authors/{author}/books/{book['id']}"
    replaced = shop.ask(f"PUT {place}", 200, {"title": "More notes"})
    assert replaced["title"] == "More notes"
    assert (replaced["id"], replaced["author_id"]) == (book["id"], author)
    assert replaced["tags"] != ["a"]
    shop.ask("PUT /authors/" + author + "/books/999", 404, {"title": "x"})


# --- lists ----------------------------------------------------------------------------------------


def test_pages_make_up_the_whole(shop):
    """No record twice, none left out; the envelope agrees."""
    for number in range(7):
        shop.ask("POST /authors", 201, {"name": f"N{number}", "email": f"n{number}@example.com"})
    whole = shop.ask("GET /authors?page_size=100", 200)["data"]
    pages = [shop.ask(f"GET /authors?page_size=4&page={n}", 200) for n in (1, 2, 3)]
    assert [row for page in pages for row in page["data"]] == whole
    assert [page["has_more"] for page in pages] == [True, True, False]
    assert {(page["total"], page["pages"]) for page in pages} == {(10, 3)}


def test_cursors_lead_to_the_end(shop):
    """Each page tells where the next one begins."""
    author = shop.ask("POST /authors", 201, AUTHOR)["id"]
    for number in range(5):
        shop.ask(f"POST /authors/{author}/books", 201, {"title": f"T{number}"})
    found, cursor = [], ""
    while cursor is not None:
        query = f"limit=2&cursor={cursor}" if cursor else "limit=2"
        page = shop.ask(f"GET /authors/{author}/books?{query}", 200)
        found += [each["title"] for each in page["items"]]
        cursor = page["next_cursor"]
        assert page["has_more"] is (cursor is not None)
    assert found == [f"T{number}" for number in range(5)]


def test_a_cursor_goes_on_from_its_place_though_its_record_is_gone(shop):
    """A cursor that no page gave is refused; one of a record deleted meanwhile is not."""
    author = shop.ask("POST /authors", 201, AUTHOR)["id"]
    place = f"/authors/{author}/books"
    for number in range(5):
        shop.ask(f"POST {place}", 201, {"title": f"T{number}"})
    page = shop.ask(f"GET {place}?limit=2", 200)
    cursor = page["next_cursor"]
    for book in page["items"]:
        shop.ask(f"DELETE {place}/{book['id']}", 204)
    page = shop.ask(f"GET {place}?limit=2&cursor={cursor}", 200)
    assert [each["title"] for each in page["items"]] == ["T2", "T3"]
    refused = shop.ask(f"GET {place}?cursor=nowhere", 422)
    assert (
        refused["violations"][0] | {"in": "query", "path": ["cursor"]} == refused["violations"][0]
    )


def test_lists_are_sorted_and_filtered_as_asked(shop):
    """By the parameters that the contract documents."""
    shop.ask("POST /authors", 201, AUTHOR | {"country": "XX"})
    rows = shop.ask("GET /authors?sort_by=name&sort_order=desc", 200)["data"]
    assert [each["name"] for each in rows] == sorted((e["name"] for e in rows), reverse=True)
    assert [e["name"] for e in shop.ask("GET /authors?country=XX", 200)["data"]] == [AUTHOR["name"]]


def test_several_are_deleted_at_once(shop):
    """Unknown ids are passed over, and the reply counts."""
    ids = [each["id"] for each in shop.ask("GET /authors", 200)["data"]]
    told = shop.ask("DELETE /authors", 200, {"ids": [*ids[:2], NOBODY]})
    assert told == {"deleted_count": 2}
    assert [each["id"] for each in shop.ask("GET /authors", 200)["data"]] == ids[2:]


def test_a_single_record_is_remembered(shop):
    """`/settings` is there from the start, and has no id."""
    before = shop.ask("GET /settings", 200)
    after = shop.ask("PATCH /settings", 200, {"newsletter": not before["newsletter"]})
    assert after == before | {"newsletter": not before["newsletter"]}
    assert shop.ask("GET /settings", 200) == after


# --- the old petstore -----------------------------------------------------------------------------


def test_the_petstore_has_a_memory():
    """Ids chosen by the client, changes named by the body, search by status, many at once."""
    store = Client(make_mock(str(CONTRACTS / "petstore.yaml")))
    pet = {"id": 77, "name": "Rex", "photoUrls": [], "tags": [], "status": "sold"}
    assert store.ask("POST /pet", 200, pet) == pet
    assert store.ask("GET /pet/77", 200) == pet
    assert store.ask("PUT /pet", 200, pet | {"name": "Max"})["name"] == "Max"
    assert 77 in [each["id"] for each in store.ask("GET /pet/findByStatus?status=sold", 200)]
    assert 77 not in [each["id"] for each in store.ask("GET /pet/findByStatus?status=pending", 200)]
    store.ask("DELETE /pet/77", 204)
    store.ask("GET /pet/77", 404)
    store.ask("PUT /pet", 404, pet)
    store.ask("POST /user/createWithList", 200, [{"username": "ada"}, {"username": "alan"}])
    assert store.ask("GET /user/ada", 200)["username"] == "ada"
    order = store.ask("GET /store/order/1", 200)
    store.ask(f"GET /pet/{order['petId']}", 200)


# --- any contract ---------------------------------------------------------------------------------

ENVELOPES = (
    ((), {}),
    (("data",), {"total": {"type": "integer"}}),
    (("items",), {"has_more": {"type": "boolean"}}),
    (("data", "list"), {"message": {"type": "string"}}),
)
ID_SCHEMAS: tuple[Json, ...] = (
    {"type": "string", "format": "uuid"},
    {"type": "integer", "minimum": 1},
    {"type": "string", "pattern": "^[a-z]{3}-[0-9]{4}$"},
)
VALUES: tuple[Json, ...] = (
    {"type": "string", "minLength": 1, "maxLength": 12},
    {"type": "integer"},
    {"type": ["string", "null"]},
    {"enum": ["new", "used"]},
    {"type": "array", "items": {"type": "string"}},
)


def _wrapped(schema: Json, path: tuple[str, ...], around: Json) -> Json:
    for number, name in enumerate(reversed(path)):
        beside = around if number == len(path) - 1 else {}
        schema = {"type": "object", "required": [name], "properties": {name: schema, **beside}}
    return schema


def _content(schema: Json) -> Json:
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


@st.composite
def crud_contracts(draw: st.DrawFn) -> tuple[Json, tuple[str, ...]]:
    """Contracts of one collection, spelt in many ways; with the path to the rows of a list."""
    collection = draw(st.sampled_from(("/things", "/api/v1/things", "/shops/{shop}/things")))
    variable = draw(st.sampled_from(("id", "thing_id", "thingId", "thing-id")))
    id_name = draw(st.sampled_from(("id", "thing_id", "uuid")))
    id_schema = draw(st.sampled_from(ID_SCHEMAS))
    names = st.sampled_from(("label", "size", "note", "state", "tags"))
    members = draw(st.dictionaries(names, st.sampled_from(VALUES), min_size=1, max_size=4))
    path, around = draw(st.sampled_from(ENVELOPES))
    shown = {
        "type": "object",
        "required": [id_name, *members],
        "properties": {id_name: {**id_schema, "readOnly": True}, **members},
        "additionalProperties": draw(st.booleans()),
    }
    sent = {"type": "object", "required": [*members], "properties": members}
    body = {"required": True, "content": {"application/json": {"schema": sent}}}
    patch = {**body, "content": {"application/json": {"schema": {**sent, "required": []}}}}
    item = collection + "/{" + variable + "}"
    own = {"name": variable, "in": "path", "required": True, "schema": id_schema}
    shop = {"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}
    outer = [shop] if "{shop}" in collection else []
    gone = {"404": {"description": "Gone"}}
    rows = {"type": "array", "items": shown}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {
            collection: {
                "parameters": outer,
                "get": {"responses": {"200": _content(_wrapped(rows, path, around))}},
                "post": {"requestBody": body, "responses": {"201": _content(shown)}},
            },
            item: {
                "parameters": [*outer, own],
                "get": {"responses": {"200": _content(shown), **gone}},
                "patch": {"requestBody": patch, "responses": {"200": _content(shown), **gone}},
                "put": {"requestBody": body, "responses": {"200": _content(shown), **gone}},
                "delete": {"responses": {"204": {"description": "Deleted"}, **gone}},
            },
        },
    }
    return document, path


def _value(schema: Json) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "array":
        return st.lists(st.text("ab", max_size=2), max_size=2)
    if schema["type"] == "integer":
        return st.integers(-5, 5)
    text = st.text("abc", min_size=1, max_size=6)
    return text | st.none() if isinstance(schema["type"], list) else text


class Crud(RuleBasedStateMachine):
    """A mock of a generated contract against a plain dictionary."""

    keys = Bundle("keys")

    @initialize(drawn=crud_contracts())
    def begin(self, drawn: tuple[Json, tuple[str, ...]]) -> None:
        """Serve the contract."""
        document, self.rows_path = drawn
        text = orjson.dumps(document).decode()
        self.client = Client(make_mock(from_source(Source("things.json", text))))
        collection = next(iter(document["paths"]))
        self.place = collection.replace("{shop}", "s1")
        self.properties = document["paths"][collection]["post"]["requestBody"]["content"][
            "application/json"
        ]["schema"]["properties"]
        shown = document["paths"][collection]["post"]["responses"]["201"]["content"]
        self.id_name = next(iter(shown["application/json"]["schema"]["properties"]))
        self.records = {each[self.id_name]: each for each in self._rows()}
        assert self.records

    def _rows(self) -> list[Json]:
        found = self.client.ask(f"GET {self.place}", 200)
        for name in self.rows_path:
            found = found[name]
        assert isinstance(found, list)
        return found

    def _drawn(self, data: st.DataObject, *, all_of_them: bool) -> Json:
        names = sorted(self.properties)
        chosen = names if all_of_them else data.draw(st.lists(st.sampled_from(names), unique=True))
        return {name: data.draw(_value(self.properties[name])) for name in chosen}

    @rule(target=keys, data=st.data())
    def create(self, data: st.DataObject) -> Any:
        """Make a record; it has what was said, and an id of its own."""
        told = self._drawn(data, all_of_them=True)
        made = self.client.ask(f"POST {self.place}", 201, told)
        assert made | told == made
        assert made[self.id_name] not in self.records
        self.records[made[self.id_name]] = made
        return made[self.id_name]

    @rule(key=keys)
    def read(self, key: Any) -> None:
        """Read a record as it is."""
        assert self.client.ask(f"GET {self.place}/{key}", 200) == self.records[key]

    @rule()
    def list(self) -> None:
        """List all records in the order they came."""
        assert self._rows() == list(self.records.values())

    @rule(key=keys, data=st.data())
    def patch(self, key: Any, data: st.DataObject) -> None:
        """Change some members; the others stay."""
        told = self._drawn(data, all_of_them=False)
        changed = self.client.ask(f"PATCH {self.place}/{key}", 200, told)
        assert changed == self.records[key] | told
        self.records[key] = changed

    @rule(key=keys, data=st.data())
    def replace(self, key: Any, data: st.DataObject) -> None:
        """Change all members."""
        told = self._drawn(data, all_of_them=True)
        changed = self.client.ask(f"PUT {self.place}/{key}", 200, told)
        assert changed == {self.id_name: key, **told}
        self.records[key] = changed

    @rule(key=consumes(keys))
    def delete(self, key: Any) -> None:
        """Delete a record; then it is gone."""
        self.client.ask(f"DELETE {self.place}/{key}", 204)
        self.client.ask(f"GET {self.place}/{key}", 404)
        del self.records[key]


Crud.TestCase.settings = settings(max_examples=25, stateful_step_count=10, deadline=None)
TestCrud = Crud.TestCase


# --- what nothing tells of ------------------------------------------------------------------------

UNTOLD = """
openapi: 3.1.0
info: {title: Untold, version: "1"}
paths:
  /reports/{report_id}:
    parameters: [{name: report_id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200":
          description: One report.
          content: {application/json: {schema: {$ref: "#/components/schemas/Report"}}}
    delete: {responses: {"204": {description: Gone.}}}
  /reports/{report_id}/lines:
    parameters: [{name: report_id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: Its lines.}}}
components:
  schemas:
    Report: {type: object, required: [id], properties: {id: {type: string}, title: {type: string}}}
"""


def test_any_id_is_there_where_nothing_tells_which_are():
    """A client that can neither list nor create cannot know an id: it is given what it asks for."""
    client = Client(make_mock(from_source(Source("untold.yaml", UNTOLD))))
    report = client.ask("GET /reports/r-9", 200)
    assert report["id"] == "r-9"
    assert client.ask("GET /reports/r-9", 200) == report
    client.ask("GET /reports/r-9/lines", 200)
    client.ask("DELETE /reports/r-9", 204)
    client.ask("GET /reports/r-9", 404)
    client.ask("DELETE /reports/r-9", 404)


WRAPPED = """
openapi: 3.1.0
info: {title: Wrapped, version: "1"}
paths:
  /tags:
    post:
      requestBody: {$ref: "#/components/requestBodies/One"}
      responses: {"201": {$ref: "#/components/responses/One"}}
  /tags/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {$ref: "#/components/responses/One"}}
    put:
      requestBody: {$ref: "#/components/requestBodies/One"}
      responses: {"200": {$ref: "#/components/responses/One"}}
components:
  requestBodies:
    One: {content: {application/json: {schema: {$ref: "#/components/schemas/One"}}}}
  responses:
    One:
      description: One.
      content: {application/json: {schema: {$ref: "#/components/schemas/One"}}}
  schemas:
    One: {type: object, properties: {data: {$ref: "#/components/schemas/Tag"}}}
    Tag: {type: object, properties: {id: {type: string}, name: {type: string}}}
"""


def test_a_record_may_be_told_in_an_envelope():
    """As it is shown: `{"data": {...}}`."""
    client = Client(make_mock(from_source(Source("wrapped.yaml", WRAPPED))))
    made = client.ask("POST /tags", 201, {"data": {"name": "blue"}})
    assert made["data"]["name"] == "blue"
    place = f"/tags/{made['data']['id']}"
    assert client.ask(f"GET {place}", 200) == made
    changed = client.ask(f"PUT {place}", 200, {"data": {"name": "red"}})
    assert changed == {"data": made["data"] | {"name": "red"}}


DOCUMENTED = """
openapi: 3.1.0
info: {title: Documented, version: "1"}
paths:
  /branches:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}, example: dXNlcg}]
      responses:
        "200":
          description: All.
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/B"}}}
  /branches/{branch}:
    get:
      parameters:
        - {name: branch, in: path, required: true, schema: {type: string}, example: stable}
      responses:
        "200":
          description: One.
          content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}
components:
  schemas:
    B: {type: object, required: [id], properties: {id: {type: string}}}
"""


def test_the_id_that_the_document_gives_as_an_example_is_there():
    """Whoever copies a request from the documentation is answered."""
    client = Client(make_mock(from_source(Source("documented.yaml", DOCUMENTED))))
    assert client.ask("GET /branches/stable", 200) == {"id": "stable"}
    assert {"id": "stable"} in client.ask("GET /branches", 200)
    client.ask("GET /branches/other", 404)
    assert client.ask("GET /branches?cursor=dXNlcg", 200) == client.ask("GET /branches", 200)
    client.ask("GET /branches?cursor=other", 422)


# --- what follows from a change -------------------------------------------------------------------

BILLS = """\
openapi: 3.2.0
info: {title: Bills, version: '1'}
paths:
  /bills:
    post: &write
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: &bill
        "200":
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Bill'}}}
  /bills/{bill_id}:
    get: {responses: *bill}
    patch: *write
components:
  schemas:
    Bill:
      type: object
      properties:
        id: {type: integer}
        currency: {type: string}
        total: {type: number}
        item_count: {type: integer}
        items:
          type: array
          items:
            type: object
            properties: {price: {type: number}, quantity: {type: integer}}
"""
LINES = [{"price": 2.5, "quantity": 2}, {"price": 1, "quantity": 3}]


def _client(text: str) -> Client:
    return Client(make_mock(from_source(Source("made-up.yaml", text))))


def test_a_total_is_of_the_lines_that_are_there_now():
    """Whether they came with the record or in the place of others."""
    client = _client(BILLS)
    made = client.ask("POST /bills", 200, {"items": LINES, "currency": "EUR"})
    assert (made["total"], made["item_count"]) == (8, 2)
    client.ask(f"PATCH /bills/{made['id']}", 200, {"items": LINES[:1]})
    read = client.ask(f"GET /bills/{made['id']}", 200)
    assert (read["total"], read["item_count"]) == (5, 1)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param({"total": 99}, {}, id="before"),
        pytest.param({}, {"total": 99}, id="with the change"),
    ],
)
def test_a_total_that_a_client_tells_stays(first, then):
    """Though it is not that of the lines."""
    client = _client(BILLS)
    made = client.ask("POST /bills", 200, {"items": LINES, **first})
    changed = client.ask(f"PATCH /bills/{made['id']}", 200, {"items": LINES[:1], **then})
    assert changed["total"] == 99


def test_a_member_that_is_new_in_the_contract_has_its_default(tmp_path):
    """Records from before the edit have it as those have it whose clients leave it out."""
    path = tmp_path / "bills.yaml"
    path.write_text(BILLS)
    client = Client(make_mock(str(path)))
    made = client.ask("POST /bills", 200, {"currency": "EUR"})
    new = "        paper: {type: string, enum: [a4, a5, letter], default: letter}\n"
    path.write_text(BILLS.replace("        currency", f"{new}        currency"))
    client.mock = renewed(client.mock)
    assert client.ask(f"GET /bills/{made['id']}", 200) == {**made, "paper": "letter"}


# --- where a new record is ------------------------------------------------------------------------

POINTS = """\
openapi: 3.2.0
info: {title: Points, version: '1'}
servers: [{url: /api/v1}]
paths:
  /points:
    post:
      responses:
        "201": {description: ok, headers: {Location: {required: true, schema: SCHEMA}}}
  /points/{id}:
    get: {responses: {"200": {description: ok}}}
"""


@pytest.mark.parametrize(
    ("schema", "location"),
    [
        pytest.param("{type: string}", "/api/v1/points/new", id="path"),
        pytest.param("{type: string, format: uri}", "http://mock/api/v1/points/new", id="URL"),
        pytest.param(
            "{type: string, pattern: ^/points/}", "/points/new", id="path of the contract"
        ),
        pytest.param("{type: string, const: other}", "other", id="something else"),
    ],
)
def test_location_of_a_new_record_is_written_as_documented(schema, location):
    client = _client(POINTS.replace("SCHEMA", schema))
    reply = ask(client.mock.gate, client.world, "POST /api/v1/points", json={})
    assert reply.status == 201, reply.body
    assert re.sub("[0-9a-f-]+$", "new", dict(reply.headers)["Location"]) == location
