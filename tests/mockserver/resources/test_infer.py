"""What operations are taken for, and why."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from contract.document import Source, from_source, open_document
from contract.model import Contract
from mockserver.cli import main
from mockserver.resources import InvalidHint, Resources
from mockserver.resources.explain import as_json, as_text
from mockserver.resources.infer import infer
from tests.strategies import contracts

CONTRACTS = Path(__file__).parents[2] / "contracts"
Json = dict[str, Any]

_OBJECT = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
_THING = {"description": "One", "content": {"application/json": {"schema": _OBJECT}}}
_ROWS = {"type": "array", "items": _OBJECT}
_THINGS = {"description": "Many", "content": {"application/json": {"schema": _ROWS}}}
_NOTHING = {"description": "Done"}
_BODY = {"content": {"application/json": {"schema": _OBJECT}}}
_IDS = {
    "content": {
        "application/json": {
            "schema": {"type": "object", "properties": {"ids": {"type": "array", "items": {}}}}
        }
    }
}


def _replies(key: str) -> Json:
    """Give the reply of an operation: many where its path ends in a plural, else one."""
    method, path = key.split(" ")
    if method == "DELETE":
        return {"204": _NOTHING}
    if method == "GET" and path.endswith(("s", "search")):
        return {"200": _THINGS}
    return {"201" if method == "POST" and path.endswith("s") else "200": _THING}


def _inferred(*keys: str, **operations: Json) -> Resources:
    paths: Json = {}
    for key in keys:
        method, path = key.split(" ")
        operation: Json = {"responses": _replies(key)}
        if method in ("POST", "PUT", "PATCH"):
            operation["requestBody"] = _BODY
        paths.setdefault(path, {})[method.lower()] = {**operation, **operations.get(key, {})}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    text = yaml.safe_dump(document, sort_keys=False)
    return infer(Contract.from_document(from_source(Source("t.yaml", text)).content))


CRUD = ("GET /things", "POST /things", "GET /things/{id}", "PUT /things/{id}",
        "PATCH /things/{id}", "DELETE /things/{id}")  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "key", "effect", "resource"),
    [
        pytest.param(CRUD, "GET /things", "list", "things", id="list"),
        pytest.param(CRUD, "POST /things", "create", "things", id="create"),
        pytest.param(CRUD, "GET /things/{id}", "read", "things", id="read"),
        pytest.param(CRUD, "PUT /things/{id}", "replace", "things", id="replace"),
        pytest.param(CRUD, "PATCH /things/{id}", "update", "things", id="update"),
        pytest.param(CRUD, "DELETE /things/{id}", "delete", "things", id="delete"),
        pytest.param(
            (*CRUD, "POST /things/{id}/start"),
            "POST /things/{id}/start", "action", "things", id="action",
        ),
        pytest.param(
            (*CRUD, "GET /things/{id}/parts", "POST /things/{id}/parts"),
            "GET /things/{id}/parts", "list", "parts", id="children",
        ),
        pytest.param(
            (*CRUD, "GET /things/search"), "GET /things/search", "list", "things", id="search"
        ),
        pytest.param(
            (*CRUD, "POST /run/{thing_id}"), "POST /run/{thing_id}", "action", "things",
            id="named by the variable",
        ),
        pytest.param(
            (*CRUD, "GET /shared/{thing_id}"), "GET /shared/{thing_id}", "read", "things",
            id="another path to the same",
        ),
        pytest.param(
            ("GET /profile", "PATCH /profile"), "PATCH /profile", "update", "profile", id="single"
        ),
        pytest.param(("GET /me",), "GET /me", "read", "me", id="me"),
        pytest.param(("GET /health",), "GET /health", "sample", "", id="nothing"),
        pytest.param(
            (*CRUD, "GET /things/findByTags"), "GET /things/findByTags", "list", "things",
            id="a search that is called like many",
        ),
        pytest.param(
            ("GET /things/{id}", "POST /things/create"), "POST /things/create", "create", "things",
            id="create, said",
        ),
        pytest.param(
            (*CRUD, "POST /things/{id}/delete"), "POST /things/{id}/delete", "delete", "things",
            id="delete, said behind",
        ),
        pytest.param(
            (*CRUD, "POST /things/update/{id}"), "POST /things/update/{id}", "update", "things",
            id="update, said before",
        ),
        pytest.param(
            ("GET /things/{id}", "POST /things", "POST /things/{id}"), "POST /things/{id}",
            "update", "things", id="a change by POST",
        ),
        pytest.param(
            ("GET /things", "POST /things/{thing_name}", "DELETE /things/{thing_name}"),
            "POST /things/{thing_name}", "create", "things", id="made by its name",
        ),
        pytest.param(
            (*CRUD, "POST /x/{thing_name}/run"), "POST /x/{thing_name}/run", "sample", "",
            id="a name is a weak sign",
        ),
        pytest.param(("POST /login",), "POST /login", "sample", "", id="no creation"),
    ],
)  # fmt: skip
def test_an_operation_is_taken_for_what_it_looks_like(keys, key, effect, resource):
    """By its path, its method and its schemas."""
    role = _inferred(*keys).roles[key]
    assert (role.effect, role.resource) == (effect, resource)
    assert role.reasons


def test_records_know_their_owners():
    """Each variable of a path is the id of something."""
    nested = "/shops/{shop_id}/shelves/{shelf_id}/books"
    found = _inferred(
        "GET /shops", "GET /shops/{shop_id}", "GET /shops/{shop_id}/shelves",
        "POST /shops/{shop_id}/shelves", "GET /shops/{shop_id}/shelves/{shelf_id}",
        f"GET {nested}", f"POST {nested}",
    )  # fmt: skip
    assert found.resources["books"].parents == ("shops", "shelves")
    assert [each.name for each in found.children("shops")] == ["shelves", "books"]


def test_records_with_a_path_of_their_own_are_also_listed_by_their_owner():
    """`/users/{user_id}/orders` lists what `/orders/{order_id}` reads."""
    found = _inferred(
        "GET /users/{user_id}", "GET /orders/{order_id}", "DELETE /orders/{order_id}",
        "GET /users/{user_id}/orders", "POST /users/{user_id}/orders",
    )  # fmt: skip
    assert found.roles["GET /users/{user_id}/orders"].resource == "orders"
    assert found.roles["GET /users/{user_id}/orders"].owners == (("users", "user_id"),)
    assert found.resources["orders"].owners == ("users",)


def _listing(rows: Json, **around: Json) -> Json:
    schema = rows if not around else {"type": "object", "properties": {"things": rows, **around}}
    return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}


def test_a_list_by_a_variable_is_no_item():
    """`/things/{name}` is a part of `/things` where its reply is a list, and not one of them."""
    found = _inferred(
        *CRUD[:2], "GET /things/{name}", "DELETE /things/{name}/{id}",
        **{"GET /things/{name}": _listing(_ROWS)},
    )  # fmt: skip
    assert found.roles["GET /things/{name}"].effect == "list"
    assert found.roles["GET /things/{name}"].id == ""
    removal = found.roles["DELETE /things/{name}/{id}"]
    assert (removal.effect, removal.resource, removal.id) == ("delete", "things", "id")
    alone = _inferred("GET /things/{name}", **{"GET /things/{name}": _listing(_ROWS)})
    assert alone.resources["things"].path == "/things/{name}"


def test_what_is_below_one_record_by_a_variable_is_a_part_of_it():
    """`/things/{id}/{version}` makes `/things/{id}` no collection."""
    found = _inferred(*CRUD, "GET /things/{id}/{version}")
    effects = {key: (found.roles[key].effect, found.roles[key].resource) for key in CRUD}
    assert effects["DELETE /things/{id}"] == ("delete", "things")
    assert effects["PATCH /things/{id}"] == ("update", "things")
    assert [*found.resources] == ["things"]


def test_records_of_an_owner_may_be_read_one_level_above():
    """Below the same path as their owner: `/shops/{id}/comments/{id}`, listed by article."""
    shop = "/shops/{shop_id}"
    found = _inferred(
        f"GET {shop}", f"GET {shop}/articles/{{article_id}}",
        f"GET {shop}/comments/{{comment_id}}", f"DELETE {shop}/comments/{{comment_id}}",
        f"GET {shop}/articles/{{article_id}}/comments",
        f"POST {shop}/articles/{{article_id}}/comments",
    )  # fmt: skip
    role = found.roles[f"GET {shop}/articles/{{article_id}}/comments"]
    assert (role.resource, role.scope) == ("comments", ("shop_id",))
    assert role.owners == (("articles", "article_id"),)
    assert found.resources["comments"].parents == ("shops",)


def test_a_variable_of_few_words_is_a_kind():
    """It names no record that could be missing."""
    kind = {"name": "kind", "in": "path", "required": True, "schema": {"enum": ["a", "b"]}}
    parameters = {"parameters": [kind]}
    key = "GET /things/{kind}/parts"
    found = _inferred(*CRUD, key, **{key: {**parameters, **_listing(_ROWS)}})
    assert found.resources["parts"].parents == ("",)


@pytest.mark.parametrize(
    ("around", "effect"),
    [
        pytest.param(("total", "next_page"), "list", id="what is around a page"),
        pytest.param(("total", "took", "facets"), "list", id="one thing more"),
        pytest.param(("greeting", "retention", "upload"), "sample", id="members of something"),
    ],
)
def test_the_only_list_inside_is_a_list_of_records_among_what_is_around_pages(around, effect):
    """`{"user_input_form": [...], "opening_statement": ...}` is one thing with a list inside."""
    form = {"type": "array", "items": _OBJECT}
    schema = {"type": "object", "properties": {"form": form, **{key: {} for key in around}}}
    key = "GET /parameters"
    assert _inferred(key, **{key: _listing(schema)}).roles[key].effect == effect


def test_a_list_of_what_nothing_tells_of_is_a_sample():
    """Made-up ids would say that there are records behind them."""
    key = "GET /candidates"
    assert _inferred(key, **{key: _listing({"type": "array"})}).roles[key].effect == "sample"
    nested = "GET /things/{id}/candidates"
    found = _inferred(*CRUD, nested, **{nested: _listing({"type": "array"})})
    assert (found.roles[nested].effect, found.roles[nested].resource) == ("action", "things")


def test_the_id_that_only_replies_have_is_the_id():
    """Whatever it is called, where no other name fits."""
    names = ("config_id", "parent_id", "owner_id", "label")
    shown = {"type": "object", "properties": {name: {"type": "integer"} for name in names}}
    sent = {"type": "object", "properties": {name: {"type": "integer"} for name in names[1:]}}
    body = {"requestBody": {"content": {"application/json": {"schema": sent}}}}
    item = "PATCH /entries/{entry_id}"
    found = _inferred(
        "GET /entries", "POST /entries", item,
        **{"GET /entries": _listing({"type": "array", "items": shown}),
           "POST /entries": {**body, **_listing(shown)}, item: _listing(shown)},
    )  # fmt: skip
    assert found.resources["entries"].id_member == "config_id"


def test_several_are_deleted_by_their_ids():
    """A request that names records deletes those."""
    found = _inferred(*CRUD, "DELETE /things", **{"DELETE /things": {"requestBody": _IDS}})
    assert found.roles["DELETE /things"].effect == "delete"
    assert not found.roles["DELETE /things"].doubts
    assert _inferred(*CRUD, "DELETE /things").roles["DELETE /things"].doubts


def test_the_document_goes_before_the_inference():
    """`x-mock` says what an operation is."""
    hints = {
        "GET /status": {"x-mock": {"resource": "things", "effect": "list"}},
        "GET /things/{id}": {"x-mock": {"effect": "sample"}},
    }
    found = _inferred(*CRUD, "GET /status", **hints)
    assert found.roles["GET /status"].resource == "things"
    assert found.roles["GET /status"].effect == "list"
    assert found.roles["GET /things/{id}"].effect == "sample"
    assert found.roles["GET /status"].reasons == ("x-mock says so",)


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        pytest.param("list", "it is no object", id="no object"),
        pytest.param({"efect": "list"}, "did you mean effect?", id="member"),
        pytest.param({"effect": "creat"}, "did you mean create?", id="effect"),
        pytest.param({"effect": 1}, "effect is no text", id="type"),
        pytest.param({"id": "other"}, "the path has no variable {other}", id="variable"),
    ],
)
def test_a_hint_that_cannot_be_is_refused(hint, told):
    """With the operation, and what was meant."""
    with pytest.raises(InvalidHint, match=r"x-mock of GET /things") as error:
        _inferred(*CRUD, **{"GET /things": {"x-mock": hint}})
    assert told in str(error.value)


@given(contracts())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_has_a_role_in_any_contract(contract):
    """And the resource it names is there."""
    found = infer(contract)
    assert [*found.roles] == [each.key for each in contract.operations]
    for role in found.roles.values():
        assert role.resource in (*found.resources, "")
        assert role.effect == "sample" or role.resource


def test_the_explanation_tells_all():
    """In words and as JSON."""
    contract = Contract.from_document(open_document(str(CONTRACTS / "petstore.yaml")).content)
    found = infer(contract)
    text = as_text(found)
    assert "\n  pet\n    records known by their id, at /pet\n" in text
    assert "  GET /pet/findByStatus\n    list pet: findByStatus looks for records of pet\n" in text
    told = as_json(found)
    assert [each["operation"] for each in told["operations"]] == [*found.roles]
    assert told["resources"][0] == {
        "name": "pet", "path": "/pet", "id": "id", "parents": [], "single": False, "counts": {},
    }  # fmt: skip


def test_the_explanation_says_a_path_once_and_each_reason_on_its_own_line():
    """Long paths would push the reason off the screen."""
    text = as_text(_inferred("PUT /things", "GET /things/{id}"))
    assert (
        "  PUT /things\n    replace things: the path is the collection of things\n    the" in text
    )


def test_the_command_tells_what_a_system_answers_itself():
    """The inference is not asked there."""
    result = CliRunner().invoke(main, ["explain", "dify"])
    assert "  POST /oauth/device/code\n    a behaviour of its own: A pair of codes" in result.stdout
    assert "sample" not in result.stdout
    result = CliRunner().invoke(main, ["explain", "dify", "--format", "json"])
    told = json.loads(result.stdout)
    assert told["resources"] == []
    assert all(each["behaviour"] for each in told["operations"])


def test_the_explanation_tells_what_parameters_and_counts_are_for():
    """Each with the member that it is about."""
    shown = {"type": "object", "properties": {"id": {}, "price": {}, "parts_count": {}}}
    names = ("page", "limit", "price", "max_price", "sort", "unknown")
    asked = {"parameters": [{"name": name, "in": "query", "schema": {}} for name in names]}
    key, parts = "GET /things", "GET /things/{id}/parts"
    counted = {**shown["properties"], "parts_count": {"type": "integer"}}
    listing = _listing({"type": "array", "items": {**shown, "properties": counted}})
    found = _inferred(key, "GET /things/{id}", parts, **{key: {**asked, **listing}})
    text = as_text(found)
    assert "\n    parts_count counts its parts\n" in text
    assert "\n    page is the number of the page\n    limit is how many rows a page has\n" in text
    assert "\n    price filters by price\n    max_price filters by price, up to\n" in text
    [told] = [each for each in as_json(found)["operations"] if each["operation"] == key]
    assert told["query"] == {
        "page": "page", "limit": "limit", "sort": "sort",
        "price": "price is", "max_price": "price most",
    }  # fmt: skip


@pytest.mark.parametrize(("option", "start"), [("text", "3 resources"), ("json", "{")])
def test_the_command_explains(option, start):
    """`mockserver explain SPEC`, for people and for programs."""
    spec = str(CONTRACTS / "petstore.yaml")
    result = CliRunner().invoke(main, ["explain", spec, "--format", option])
    assert result.exit_code == 0
    assert result.stdout.startswith(start)


def test_records_found_below_an_owner_are_of_their_own_collection():
    """As those are that are listed there, though `/episodes` is where they live."""
    keys = ("GET /series/{id}", "GET /episodes", "GET /episodes/{id}", "GET /series/{id}/episodes")
    found = _inferred(*keys, "GET /series/{id}/episodes/search")
    searched = found.roles["GET /series/{id}/episodes/search"]
    assert (searched.effect, searched.resource) == ("list", "episodes")
    assert (searched.scope, searched.owners) == ((), (("series", "id"),))


@given(contracts())
@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_role_names_the_owners_that_its_records_have(contract):
    """No more and no less."""
    found = infer(contract)
    for role in found.roles.values():
        if role.resource:
            assert len(role.scope) == len(found.resources[role.resource].parents), role
