import copy
import http.server
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import yaml12
from contract.bundle import bundle, with_components
from contract.errors import InvalidDocument, InvalidSyntax, UnresolvedReference
from contract.walk import walk

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"


def bundled(folder: Path, **files: str):
    """Write the files, `a__b` as `a/b`, and bundle `openapi.yaml`."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    root = folder / "openapi.yaml"
    return bundle(yaml12.load(root.read_text("utf-8"), "x"), "openapi.yaml", str(root), yaml12.load)


def outward(document):
    return [n.reference for n in walk(document) if n.reference and not n.reference.startswith("#")]


# --- laws ---


@st.composite
def trees_of_files(draw):
    """Files of schemas that refer to each other, themselves and the document in every way."""
    names = [f"f{number}" for number in range(draw(st.integers(1, 4)))]
    places = [f"{name}.yaml#/{schema}" for name in names for schema in "AB"]
    places += [
        "openapi.yaml#/components/schemas/R",
        *(f"{name}.yaml#/A/properties/b" for name in names),
    ]

    def schema():
        target = st.sampled_from(places)
        return {
            "type": "object",
            "properties": {
                "a": {"$ref": draw(target)},
                "b": {"type": "array", "items": {"$ref": draw(target)}},
            },
        }

    files = {f"{name}.yaml": {"A": schema(), "B": schema()} for name in names}
    root = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {"schemas": {"R": schema(), "A": {"type": "string"}}},
    }
    return root, files


def expanded(document, schema, read, depth):
    """What a schema means: references followed, down to a depth."""
    if depth == 0 or not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return expanded(*read(document, schema["$ref"]), read, depth)
    return {key: expanded(document, each, read, depth - 1) for key, each in schema.items()} | {
        "type": schema.get("type")
    }


def followed(value, pointer):
    for part in pointer.split("/")[1:]:
        value = value[part]
    return value


@settings(deadline=None)
@given(trees_of_files())
def test_a_bundled_schema_means_what_it_meant(tmp_path_factory, tree):
    root, files = tree
    folder = tmp_path_factory.mktemp("tree")
    contents = {"openapi.yaml": root, **files}
    for name, content in contents.items():
        (folder / name).write_text(yaml12.dump(content), "utf-8")
    before = copy.deepcopy(root)
    result = bundle(root, "openapi.yaml", str(folder / "openapi.yaml"), yaml12.load)

    def in_files(document, reference):
        name, _, pointer = reference.partition("#")
        return name or document, followed(contents[name or document], pointer)

    def inside(document, reference):
        return document, followed(result, reference.removeprefix("#"))

    meant = expanded("openapi.yaml", root["components"]["schemas"]["R"], in_files, 9)
    assert expanded("", result["components"]["schemas"]["R"], inside, 9) == meant
    assert not outward(result)
    assert root == before
    assert bundle(result, "again", None, yaml12.load) == result


def test_a_document_without_outward_references_stays_equal():
    document = yaml12.load(
        HEAD
        + """
paths:
  /a:
    get:
      parameters: [{$ref: '#/components/parameters/p'}]
      responses: {'200': {$ref: '#/paths/~1a/post/responses/200'}}
    post: {responses: {'200': {description: fine}}}
components:
  parameters: {p: {name: p, in: query, schema: {$ref: '#/components/schemas/S'}}}
  schemas:
    S: {properties: {$ref: {type: string}, next: {$ref: '#/components/schemas/S'}}}
""",
        "x",
    )
    assert bundle(document, "x", None, yaml12.load) == document


# --- where things go ---


def test_each_element_becomes_a_component_of_the_section_of_its_place(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD
        + """
paths:
  /a:
    post:
      parameters: [{$ref: parts.yaml#/page}]
      requestBody: {$ref: parts.yaml#/body}
      responses: {'200': {$ref: parts.yaml#/answer}}
      callbacks: {done: {$ref: parts.yaml#/done}}
components:
  securitySchemes: {key: {$ref: parts.yaml#/key}}
""",
        parts="""
page: {name: page, in: query, schema: {$ref: 'deeper/number.yaml'}}
body: {content: {application/json: {schema: {type: object}, examples: {e: {$ref: '#/example'}}}}}
answer:
  description: fine
  headers: {X-A: {$ref: '#/header'}}
  links: {next: {$ref: '#/link'}}
  content: {application/json: {schema: {$ref: deeper/number.yaml}}}
done: {'{$request.body#/url}': {$ref: '#/item'}}
item: {post: {responses: {'200': {$ref: '#/answer'}}}}
key: {type: http, scheme: bearer}
example: {value: {$ref: stays.yaml}}
header: {schema: {type: string}}
link: {operationId: x}
""",
        deeper__number="{type: integer}",
    )
    assert {section: list(each) for section, each in result["components"].items()} == {
        "securitySchemes": ["key"],
        "parameters": ["page"],
        "schemas": ["number"],
        "requestBodies": ["body"],
        "examples": ["example"],
        "responses": ["answer"],
        "headers": ["header"],
        "links": ["link"],
        "callbacks": ["done"],
        "pathItems": ["item"],
    }
    assert result["components"]["securitySchemes"]["key"] == {"type": "http", "scheme": "bearer"}
    assert result["components"]["examples"]["example"] == {"value": {"$ref": "stays.yaml"}}
    assert not outward(result)


def test_swagger_sections_are_those_of_the_document_itself(tmp_path):
    result = bundled(
        tmp_path,
        openapi="""
swagger: '2.0'
paths:
  /a:
    get:
      parameters: [{$ref: parts.yaml#/page}]
      responses:
        '200': {$ref: parts.yaml#/answer}
""",
        parts="""
page: {name: page, in: query, type: integer}
answer: {description: d, schema: {$ref: '#/definitions/Pet'}, headers: {X: {$ref: '#/header'}}}
header: {type: string}
definitions: {Pet: {type: object}}
""",
    )
    assert result["parameters"] == {"page": {"name": "page", "in": "query", "type": "integer"}}
    assert result["responses"]["answer"]["schema"] == {"$ref": "#/definitions/Pet"}
    assert result["responses"]["answer"]["headers"] == {"X": {"type": "string"}}
    assert result["definitions"] == {"Pet": {"type": "object"}}


def test_names_are_legal_unique_and_in_the_order_of_the_document(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD
        + """
components:
  schemas:
    Pet: {type: string}
    All:
      allOf: [{$ref: 'a.yaml#/Pet'}, {$ref: 'b.yaml#/Pet'}, {$ref: 'a.yaml#/odd%20~1name'}]
""",
        a="{Pet: {type: integer}, odd /name: {type: boolean}}",
        b="{Pet: {type: number}}",
    )
    schemas = result["components"]["schemas"]
    assert list(schemas) == ["Pet", "All", "Pet_2", "Pet_3", "odd__name"]
    assert [each["$ref"] for each in schemas["All"]["allOf"]] == [
        "#/components/schemas/Pet_2",
        "#/components/schemas/Pet_3",
        "#/components/schemas/odd__name",
    ]


def test_a_component_that_is_only_a_reference_becomes_what_it_refers_to(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD
        + """
paths:
  /a: {get: {responses: {'200': {description: d, content: {a/b: {schema: {$ref: pet.yaml}}}}}}}
components:
  schemas: {Animal: {$ref: index.yaml#/Pet}, Other: {$ref: pet.yaml}}
""",
        index="{Pet: {$ref: pet.yaml}}",
        pet="{type: object, properties: {mate: {$ref: '#'}}}",
    )
    home = {"$ref": "#/components/schemas/Animal"}
    assert result["components"]["schemas"] == {
        "Animal": {"type": "object", "properties": {"mate": home}},
        "Other": home,
    }
    content = result["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert content["a/b"]["schema"] == home


def test_a_path_takes_the_place_of_its_reference_and_keeps_what_stands_beside(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD
        + """
paths:
  /a: {$ref: 'paths/a.yaml', description: mine, parameters: [{$ref: 'shared.yaml#/p'}]}
  /b: {$ref: 'paths/a.yaml'}
""",
        paths__a="""
description: theirs
get: {responses: {default: {$ref: ../shared.yaml#/r}}}
""",
        shared="{p: {name: p, in: header, schema: {}}, r: {description: d}}",
    )
    got = {"responses": {"default": {"$ref": "#/components/responses/r"}}}
    assert result["paths"] == {
        "/a": {
            "description": "mine",
            "get": got,
            "parameters": [{"$ref": "#/components/parameters/p"}],
        },
        "/b": {"description": "theirs", "get": got},
    }


def test_sections_paths_and_operations_may_be_references_too(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD
        + """
paths: {$ref: paths.yaml}
components: {schemas: {$ref: 'schemas/index.yaml'}}
""",
        paths="/a: {get: {$ref: op.yaml}}",
        op="responses: {'200': {content: {a/b: {schema: {$ref: schemas/pet.yaml}}}}}",
        schemas__index="{Pet: {$ref: pet.yaml}, Pets: {items: {$ref: '#/Pet'}}}",
        schemas__pet="{type: string}",
    )
    pet = {"$ref": "#/components/schemas/Pet"}
    assert result["components"] == {"schemas": {"Pet": {"type": "string"}, "Pets": {"items": pet}}}
    response = result["paths"]["/a"]["get"]["responses"]["200"]
    assert response["content"]["a/b"]["schema"] == pet


def test_references_back_into_the_document_become_local(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD + "components: {schemas: {A: {type: string}, B: {items: {$ref: sub/c.yaml}}}}",
        sub__c="{properties: {a: {$ref: '../openapi.yaml#/components/schemas/A'}}}",
    )
    c = result["components"]["schemas"]["c"]
    assert c == {"properties": {"a": {"$ref": "#/components/schemas/A"}}}


def test_values_of_discriminator_mappings_follow(tmp_path):
    result = bundled(
        tmp_path,
        openapi=HEAD
        + """
components:
  schemas:
    Pet:
      oneOf: [{$ref: cat.yaml}, {$ref: 'animals.yaml#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: cat.yaml, me: Pet, v1.0: unknown}}
    Zoo: {$ref: 'animals.yaml#/components/schemas/Zoo'}
""",
        cat="{type: object}",
        animals="""
components:
  schemas:
    Dog: {type: object}
    Zoo: {discriminator: {propertyName: kind, mapping: {a: Dog, b: '#/components/schemas/Dog'}}}
""",
    )
    schemas = result["components"]["schemas"]
    mapping = {"cat": "#/components/schemas/cat", "me": "Pet", "v1.0": "unknown"}
    assert schemas["Pet"]["discriminator"]["mapping"] == mapping
    dog = "#/components/schemas/Dog"
    assert schemas["Zoo"]["discriminator"]["mapping"] == {"a": dog, "b": dog}


def test_anchors_and_ids_become_pointers():
    document = {
        "openapi": "3.1.0",
        "$self": "https://example.com/api.yaml",
        "components": {
            "schemas": {
                "A": {"$id": "https://example.com/a", "$defs": {"x": {"$anchor": "here"}}},
                "B": {"allOf": [{"$ref": "#here"}, {"$ref": "https://example.com/a"}]},
                "C": {"$id": "c", "$defs": {"y": {}}, "items": {"$ref": "#/$defs/y"}},
                "D": {"$id": "D", "items": {"$ref": "#/components/schemas/A"}},
                "E": {"$ref": "https://example.com/api.yaml#/components/schemas/A"},
            }
        },
    }
    schemas = bundle(document, "x", None, yaml12.load)["components"]["schemas"]
    assert schemas["B"]["allOf"] == [
        {"$ref": "#/components/schemas/A/$defs/x"},
        {"$ref": "#/components/schemas/A"},
    ]
    assert schemas["C"] == {"$defs": {"y": {}}, "items": {"$ref": "#/components/schemas/C/$defs/y"}}
    assert schemas["D"] == {"items": {"$ref": "#/components/schemas/A"}}
    assert schemas["E"] == {"$ref": "#/components/schemas/A"}


def test_files_with_blanks_and_marks_in_their_names_are_found(tmp_path):
    (tmp_path / "a b#c").mkdir()
    (tmp_path / "a b#c" / "my pet.yaml").write_text("﻿{type: string}", "utf-8")
    root = {
        "openapi": "3.1.0",
        "components": {"schemas": {"A": {"$ref": "a%20b%23c/my%20pet.yaml"}}},
    }
    result = bundle(root, "x", str(tmp_path / "openapi.yaml"), yaml12.load)
    assert result["components"]["schemas"] == {"A": {"type": "string"}}


def test_urls_are_fetched_once_and_read_as_utf_8(tmp_path):
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = {
                "/api/pet.yaml?v=1": "{description: Größe, items: {$ref: '../common.yaml#/A'}}",
                "/common.yaml": "{A: {$ref: 'api/pet.yaml?v=1'}}",
            }.get(self.path, "")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            host = f"http://127.0.0.1:{server.server_port}"
            schemas = {"A": {"$ref": "pet.yaml?v=1"}, "B": {"$ref": "pet.yaml?v=1"}}
            root = {"openapi": "3.1.0", "components": {"schemas": schemas}}
            result = bundle(root, "api", f"{host}/api/openapi.yaml", yaml12.load)
            home = {"$ref": "#/components/schemas/A"}
            assert result["components"]["schemas"] == {
                "A": {"description": "Größe", "items": home},
                "B": home,
            }
            assert asked == ["/api/pet.yaml?v=1", "/common.yaml"]
            for reference in ("none.yaml", "file:///etc/passwd"):
                root = {"openapi": "3.1.0", "components": {"schemas": {"A": {"$ref": reference}}}}
                with pytest.raises(UnresolvedReference):
                    bundle(root, "api", f"{host}/api/openapi.yaml", yaml12.load)
        finally:
            server.shutdown()


# --- what cannot be done ---


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        pytest.param("#/components/schemas/B", "nothing stands there in openapi.yaml", id="inside"),
        pytest.param("#/info/title", "no object stands there", id="no object"),
        pytest.param("#B", "nothing stands there in openapi.yaml", id="anchor"),
        pytest.param("none.yaml", "there is no file none.yaml", id="file"),
        pytest.param("other.yaml#/X", "nothing stands there in other.yaml", id="in a file"),
        pytest.param("other.yaml#/loop", "it leads back to itself", id="loop"),
        pytest.param("ftp://h/x", "ftp: is neither a file nor a web address", id="scheme"),
        pytest.param(".", "is a directory", id="folder"),
        pytest.param("http://127.0.0.1:1/a.yaml", "keep a copy beside it", id="web"),
        pytest.param("http://[x", "it is no URL", id="no URL"),
        pytest.param("a%00b", "no file has such a name", id="zero"),
        pytest.param("latin.yaml", "latin.yaml is not UTF-8", id="encoding"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named(tmp_path, reference, message):
    (tmp_path / "latin.yaml").write_bytes(b"\xe9")
    with pytest.raises(UnresolvedReference) as caught:
        bundled(
            tmp_path,
            openapi=HEAD + f"components: {{schemas: {{A: {{items: {{$ref: '{reference}'}}}}}}}}",
            other="{loop: {$ref: '#/loop'}}",
        )
    assert message in str(caught.value)
    assert caught.value.name == ("other.yaml" if "loop" in reference else "openapi.yaml")
    assert caught.value.reference == ("#/loop" if "loop" in reference else reference)


def test_a_document_without_a_place_has_nothing_beside_it():
    root = {"openapi": "3.1.0", "components": {"schemas": {"A": {"$ref": "pet.yaml"}}}}
    with pytest.raises(UnresolvedReference, match="was not read from a file"):
        bundle(root, "x", None, yaml12.load)


def test_messages_name_files_as_the_person_does(tmp_path):
    (tmp_path / "api" / "sub").mkdir(parents=True)
    (tmp_path / "api" / "sub" / "a.yaml").write_text("{items: {$ref: 'none.yaml'}}", "utf-8")
    root = {"openapi": "3.1.0", "components": {"schemas": {"A": {"$ref": "sub/a.yaml"}}}}
    with pytest.raises(UnresolvedReference) as caught:
        bundle(root, "api/openapi.yaml", str(tmp_path / "api" / "openapi.yaml"), yaml12.load)
    assert caught.value.name == "api/sub/a.yaml"
    assert "api/sub/none.yaml" in caught.value.reason


def test_errors_of_the_parser_come_through(tmp_path):
    with pytest.raises(InvalidSyntax, match=r"^bad\.yaml:1:"):
        bundled(tmp_path, openapi=HEAD + "paths: {/a: {$ref: bad.yaml}}", bad="{a: ]")


def test_an_element_that_would_contain_itself_is_refused(tmp_path):
    with pytest.raises(UnresolvedReference, match="it would contain itself"):
        bundled(
            tmp_path,
            openapi=HEAD + "paths: {/a: {get: {$ref: op.yaml}}}",
            op="{callbacks: {c: {x: {post: {$ref: op.yaml}}}}}",
        )


def test_yaml_aliases_cannot_blow_a_document_up(tmp_path):
    lines = ["a0: &a0 {x: y}"]
    lines += [f"a{n}: &a{n} [{', '.join(9 * [f'*a{n - 1}'])}]" for n in range(1, 20)]
    with pytest.raises(InvalidDocument, match="more than 5,000,000 values"):
        bundled(tmp_path, openapi=HEAD + "x-a:\n  " + "\n  ".join(lines))


def test_a_value_that_contains_itself_is_refused():
    document = {"openapi": "3.1.0", "components": {"schemas": {}}}
    document["components"]["schemas"]["A"] = document
    with pytest.raises(InvalidDocument, match="contains itself"):
        bundle(document, "x", None, yaml12.load)


def test_nesting_is_bounded():
    schema = {}
    for _ in range(100_000):
        schema = {"items": schema}
    document = {"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}
    with pytest.raises(InvalidDocument, match="more than 400 levels deep"):
        bundle(document, "x", None, yaml12.load)


def test_a_chain_of_files_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr("contract.references._MOST_FILES", 3)
    files = {f"f{n}": f"{{items: {{$ref: f{n + 1}.yaml}}}}" for n in range(6)}
    root = HEAD + "components: {schemas: {A: {items: {$ref: f0.yaml}}}}"
    with pytest.raises(InvalidDocument, match="more than 3 other files"):
        bundled(tmp_path, openapi=root, **files)


# --- with_components ---


def test_references_into_paths_become_components():
    document = {
        "swagger": "2.0",
        "paths": {
            "/a": {"get": {"responses": {"200": {"schema": {"items": {"$ref": "#/x-deep/S"}}}}}},
            "/b": {
                "get": {
                    "responses": {
                        "200": {"schema": {"$ref": "#/paths/~1a/get/responses/200/schema"}},
                        "default": {"$ref": "elsewhere.yaml#/x"},
                    }
                }
            },
            "/c": {"$ref": "#/paths/~1b"},
        },
        "definitions": {"S": {"type": "string"}, "T": {"$ref": "#/definitions/S"}},
        "x-deep": {"S": {"type": "integer"}},
    }
    result = with_components(document, "x")
    assert result["definitions"] == {
        "S": {"type": "string"},
        "T": {"$ref": "#/definitions/S"},
        "S_2": {"type": "integer"},
        "schema": {"items": {"$ref": "#/definitions/S_2"}},
    }
    responses = result["paths"]["/b"]["get"]["responses"]
    assert responses["200"] == {"schema": {"$ref": "#/definitions/schema"}}
    assert responses["default"] == {"$ref": "elsewhere.yaml#/x"}
    assert result["paths"]["/c"] == result["paths"]["/b"]
