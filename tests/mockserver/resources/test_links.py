"""Records speak of records that are there."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from contract.document import Source, from_source
from mockserver.serving import make_mock
from mockserver.world import Clock, World
from tests.mockserver.asking import ask
from tests.mockserver.resources.client import Client

MOCK = make_mock(str(Path(__file__).parents[2] / "contracts" / "cart.yaml"))


def _ask(world: World, request: str, **sent: Any) -> Any:
    return orjson.loads(ask(MOCK.gate, world, request, **sent).body)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("first", ["/orders", "/customers", "/products"])
def test_ids_exist_whatever_is_asked_first(seed, first):
    """An order names a customer and products that there are, its lines name the order."""
    world = World(seed, Clock(0))
    _ask(world, f"GET {first}")
    customers = {each["id"]: each for each in _ask(world, "GET /customers")}
    products = {each["id"] for each in _ask(world, "GET /products")}
    orders = {each["id"]: each for each in _ask(world, "GET /orders")}
    assert {each["last_order_id"] for each in customers.values()} <= orders.keys()
    for order in orders.values():
        assert order["customer"] == customers[order["customer_id"]]
        assert {each["product_id"] for each in order["lines"]} <= products
        assert {each["order_id"] for each in order["lines"]} == {order["id"]}


def test_what_a_client_says_of_others_stays():
    """The customer inside a new order is the one that it names, as it is now."""
    world = World(0, Clock(0))
    changed = _ask(world, "PATCH /customers/2", json={"name": "Ada"})
    order = _ask(world, "POST /orders", json={"customer_id": 2, "lines": [{"product_id": 7}]})
    assert order["customer"] == changed
    assert order["lines"] == [{"order_id": order["id"], "product_id": 7}]


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_inside_is_shown_as_it_is(seed):
    """A change of the customer is seen in each of its orders, new or there from the start."""
    world = World(seed, Clock(0))
    orders = _ask(world, "GET /orders")
    orders.append(_ask(world, "POST /orders", json={"customer_id": orders[0]["customer_id"]}))
    for order in orders:
        changed = _ask(world, f"PATCH /customers/{order['customer_id']}", json={"name": "Ada"})
        assert _ask(world, f"GET /orders/{order['id']}")["customer"] == changed
    assert {each["customer"]["name"] for each in _ask(world, "GET /orders")} == {"Ada"}


def test_what_a_client_puts_inside_is_the_record_that_it_names():
    """Unless it says something else of it: then that stays."""
    world = World(0, Clock(0))
    customer = _ask(world, "GET /customers/2")
    order = _ask(world, "POST /orders", json={"customer": {"id": 2}})
    assert order["customer"] == customer
    told = {"id": 2, "name": "Somebody else"}
    order = _ask(world, "POST /orders", json={"customer": told})
    _ask(world, "PATCH /customers/2", json={"name": "Ada"})
    assert told.items() <= _ask(world, f"GET /orders/{order['id']}")["customer"].items()


def test_a_new_record_has_its_life_before_it():
    """It is in its first state; what happens to it leaves its moment behind."""
    world = World(0, Clock(1e9))
    order = _ask(world, "POST /orders", json={"customer_id": 1})
    assert (order["status"], order["paid_at"]) == ("open", None)
    assert order["created_at"] < order["due_at"]
    paid = _ask(world, f"POST /orders/{order['id']}/pay")
    assert (paid["status"], paid["paid_at"]) == ("paid", order["created_at"])


SHELVES = make_mock(str(Path(__file__).parents[2] / "contracts" / "shelves.yaml"))


RACKS = make_mock(str(Path(__file__).parents[2] / "contracts" / "racks.yaml"))


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_inside_is_there_from_the_start(seed):
    """Records in lists as well, each once."""
    client = Client(RACKS, seed)
    sites = {each["id"]: each["name"] for each in client.ask("GET /sites", 200)}
    tags = client.ask("GET /tags", 200)
    for rack in client.ask("GET /racks", 200):
        assert rack["site"]["name"] == sites[rack["site"]["id"]]
        assert all(each in tags for each in rack["tags"])
        assert len({each["id"] for each in rack["tags"]}) == len(rack["tags"]) > 0


def test_records_may_speak_of_each_other():
    """However often, by name as well as by id: each is made once."""
    names = ("post", "author", "label", "team", "board")
    rows = {each: {"type": "array", "items": {"$ref": f"#/components/schemas/{each}"}}
            for each in names}  # fmt: skip
    schemas = {
        name: {
            "type": "object",
            "required": ["slug", "id"],
            "properties": {
                "slug": {"type": "string"},
                "id": {"type": "integer"},
                **{f"{other}_id": {"type": "integer"} for other in names},
                **{
                    f"{other}s": {
                        "type": "array",
                        "items": {"$ref": f"#/components/schemas/{other}"},
                    }
                    for other in names
                },
            },
        }
        for name in names
    }
    paths = {}
    for name in names:
        one = {"$ref": f"#/components/schemas/{name}"}
        slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
        for path, schema in ((f"/{name}s", rows[name]), (f"/{name}s/{{slug}}", one)):
            reply = {"200": {"content": {"application/json": {"schema": schema}}}}
            own = [slug] if "{" in path else []
            paths[path] = {"get": {"parameters": own, "responses": reply}}
    document = {"openapi": "3.1.0", "info": {"title": "Web", "version": "1"}, "paths": paths}
    text = orjson.dumps({**document, "components": {"schemas": schemas}}).decode()
    client = Client(make_mock(from_source(Source("web.json", text))))
    ids = {name: {each["id"] for each in client.ask(f"GET /{name}s", 200)} for name in names}
    for name in names:
        for each in client.ask(f"GET /{name}s", 200):
            for other in names:
                assert other == name or each[f"{other}_id"] in ids[other]


def test_what_is_told_in_short_is_shown_as_a_whole():
    """By its id, or by its value."""
    client = Client(RACKS)
    one, other, *_ = client.ask("GET /sites", 200)
    tags = client.ask("GET /tags", 200)
    told = {"site": one["id"], "status": "active", "tags": [tags[2]["id"], tags[0]["id"]]}
    made = client.ask("POST /racks", 201, told)
    assert made["site"] == {"id": one["id"], "name": one["name"]}
    assert made["status"]["value"] == "active"
    assert made["tags"] == [tags[2], tags[0]]
    moved = client.ask(f"PATCH /racks/{made['id']}", 200, {"site": other["id"]})
    assert moved == made | {"site": {"id": other["id"], "name": other["name"]}}
    client.ask(f"PATCH /sites/{other['id']}", 200, {"name": "Elsewhere"})
    assert client.ask(f"GET /racks/{made['id']}", 200)["site"]["name"] == "Elsewhere"
    client.ask("POST /racks", 400, told | {"site": 4711})


def test_what_is_made_below_an_owner_is_read_one_level_above():
    """Where both are below the same path."""
    client = Client(SHELVES)
    made = client.ask("POST /shops/s/articles/1/comments", 201, {"text": "Hello"})
    assert client.ask(f"GET /shops/s/comments/{made['id']}", 200) == made
    assert made in client.ask("GET /shops/s/articles/1/comments", 200)
    assert made not in client.ask("GET /shops/s/articles/2/comments", 200)
    client.ask(f"GET /shops/other/comments/{made['id']}", 404)
    client.ask(f"DELETE /shops/s/comments/{made['id']}", 204)
    assert made not in client.ask("GET /shops/s/articles/1/comments", 200)


def test_a_change_of_state_leaves_its_moment_behind():
    """As an action of that name would."""
    client = Client(SHELVES)
    client.ask("PATCH /shops/s/articles/1", 200, {"state": "open", "closed_at": None})
    closed = client.ask("PATCH /shops/s/articles/1", 200, {"state": "closed"})
    assert closed["closed_at"] == "2026-06-11T08:26:02.000000Z"


def test_what_is_said_to_be_so_is_so_until_it_is_taken_back():
    """A star has no content: there is one, or there is none."""
    client = Client(SHELVES)
    for method, status in (("GET", 404), ("PUT", 204), ("GET", 204), ("DELETE", 204), ("GET", 404)):
        client.ask(f"{method} /stars/polaris", status)


def test_a_cart_is_one_record_though_it_has_items():
    """What is put there is read there."""
    world = World(0, Clock(0))
    cart = {"items": [{"product_id": 7}]}
    _ask(world, "PUT /cart", json=cart)
    assert _ask(world, "GET /cart") == cart


# --- posts, their authors and comments -----------------------------------------------------------

BLOG = make_mock(str(Path(__file__).parents[2] / "contracts" / "blog.yaml"))


def _blog(world: World, request: str, **sent: Any) -> Any:
    return orjson.loads(ask(BLOG.gate, world, request, **sent).body)


@pytest.mark.parametrize("seed", range(3))
def test_authors_are_among_the_users(seed):
    """Whatever they are called by, and whatever the id of a user is called."""
    world = World(seed, Clock(0))
    users = {each["userId"]: each for each in _blog(world, "GET /users")}
    for post in _blog(world, "GET /posts"):
        assert post["author"] == users[post["authorId"]]


def test_replies_belong_to_their_comment():
    """What stands inside speaks of the same post, and of what it answers."""
    world = World(0, Clock(0))
    post = _blog(world, "GET /posts")[0]
    for comment in _blog(world, f"GET /posts/{post['slug']}/comments"):
        assert comment["parentId"] is None
        assert comment["replies"]
        for reply in comment["replies"]:
            assert (reply["postId"], reply["parentId"]) == (comment["postId"], comment["id"])


def test_a_slug_is_made_of_the_title():
    """A second one of the same title gets a number."""
    world = World(0, Clock(0))
    made = [_blog(world, "POST /posts", json={"title": "Hello, World"}) for _ in range(2)]
    assert [each["slug"] for each in made] == ["hello-world", "hello-world-2"]
    assert _blog(world, "GET /posts/hello-world-2") == made[1]


def test_a_span_of_time_is_about_when_things_are():
    """`from` and `to` name no member."""
    world = World(0, Clock(2e9))
    posts = sorted(_blog(world, "GET /posts"), key=lambda each: each["createdAt"])
    middle = posts[1]["createdAt"]
    assert len(_blog(world, f"GET /posts?from={middle}")) == 2
    assert len(_blog(world, f"GET /posts?from={middle}&to={middle}")) == 1


def test_what_can_be_neither_listed_nor_made_is_there_when_asked_for():
    """Else nobody could ever read it; what is deleted is gone all the same."""
    world = World(0, Clock(0))
    place = "/repos/ada/engine"
    repo = _ask(world, f"GET {place}")
    assert _ask(world, f"GET {place}") == repo
    assert _ask(world, f"PATCH {place}", json={"description": "new"})["description"] == "new"
    assert _ask(world, f"GET {place}")["description"] == "new"
    assert ask(MOCK.gate, world, f"DELETE {place}").status == 204
    assert ask(MOCK.gate, world, f"GET {place}").status == 404
    assert ask(MOCK.gate, world, f"DELETE {place}").status == 404
