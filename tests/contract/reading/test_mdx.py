"""References written in MDX: every construct, every layout, and texts that are broken."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV32SpecValidator

from contract import pointers
from contract.document import to_yaml
from contract.prose import without_prose
from contract.reading import Reading, mdx, read_documentation

#: A reference of the kind, with one operation that answers in two ways.
HARBOUR = """\
import { CodeGroup } from '../code.tsx'
import { Row, Col, Heading } from '../md.tsx'

# Harbour API

Ships come and go.

<div>
  ### Base URL
  <CodeGroup title="Code" targetCode={props.base}>
    ```javascript
    ```
  </CodeGroup>

  ### Authentication
  <CodeGroup title="Code">
    ```javascript
      Authorization: Bearer {KEY}

    ```
  </CodeGroup>
</div>

---

<Heading
  url='/ships/:ship_id/unload'
  method='POST'
  title='Unload a ship'
  name='#unload'
/>
<Row>
  <Col>
    All that is on board goes ashore.

    ### Path
    - `ship_id` (string) the ship

    ### Request Body
      - `cargo` (array[object]) Required
        What to unload:
        - `kind` (string) Required `timber` / `grain` / `coal`
        - `tons` (float) Optional how much, default 1.5
      - `crane` (string) Optional
        Which crane works:
        - `north` The old one
        - `south` (the new one)
      - `papers` (json) optional whatever there is
      - `user` (string) Required who says so

    ### Response
    When `wait` is set, a DoneResponse is returned, else a ProgressResponse.

    ### DoneResponse
    All of it, `Content-Type` is `application/json`.
    - `task_id` (uuid) the task
    - `berth` (object) where
      - `number` (int) from one
      - `name` (string) Optional
    - `done_at` (timestamp) when

    ### ProgressResponse
    Piece by piece, `Content-Type` is `text/event-stream`.
    <CodeGroup>
    ```streaming {{ title: 'Response' }}
    data: {"event": "lifted", "task_id": "t1", "data": {"tons": 2.5}}\\n\\n
    ```
    </CodeGroup>
    - `event: lifted` something hangs on the crane
      - `event` (string) fixed to `lifted`
      - `task_id` (string) the task
      - `data` (object) what
        - `tons` (float) its weight
    - `event: ashore` it stands on land
      - `task_id` (string) the task
    - `event: ping` still there

    ### Errors
    - 400, `no_crane`, all cranes are busy
    - 400, `too_heavy`, more than a crane can lift
    - 404, no such ship
  </Col>
  <Col sticky>
    ### Request Example
    <CodeGroup title="Request" tag="POST" label="/ships/:ship_id/unload"
      targetCode={`curl -X POST '${props.base}/ships/:ship_id/unload'`}>

    ```bash {{ title: 'cURL' }}
    curl -X POST '${props.base}/ships/:ship_id/unload' \\
    --header 'Authorization: Bearer {key}' \\
    --header 'Content-Type: application/json' \\
    --data-raw '{
        "cargo": [{"kind": "coal", "tons": 3}],
        "crane": "north",
        "papers": null,
        "user": "lin"
    }'
    ```

    </CodeGroup>
    ### Response Example
    <CodeGroup title="Response">
    ```json {{ title: 'Response' }}
    {
        "task_id": "0b6ec5a0-58e5-4b43-a55b-6d3c1b0b7c11",
        "berth": {"number": 4, "name": null},
        "done_at": 1781166362,
    }
    ```
    </CodeGroup>
  </Col>
</Row>

---

<Heading url="/ships" method="GET" title="List ships" name="#ships" />
<Row>
  <Col>
    ### Query
    <Properties>
      <Property name='flag' type='string' key='flag'>
        sail/steam
      </Property>
      <Property name='limit' type='int' key='limit'>How many, default is 20.</Property>
    </Properties>

    ### Response
    - `data` (array[object]) the ships
      - `id` (string) which
      - `is_here` (bool) whether it is in port
  </Col>
  <Col sticky>
    <CodeGroup title="Request" tag="GET" label="/ships"
      targetCode={`curl -X GET '${props.base}/ships?limit=5'`}>
    </CodeGroup>
  </Col>
</Row>
"""


def read(text: str) -> Reading:
    assert mdx.recognise(text)
    return mdx.read(text)


def operation(body: str, *, heading: str = "url='/a' method='POST'") -> str:
    """A reference with one operation; `body` stands in its first column."""
    return f"# T\n\n<Heading {heading} />\n<Row>\n  <Col>\n{body}\n  </Col>\n</Row>\n"


def only(reading: Reading) -> dict[str, Any]:
    """The only operation that was read."""
    [item] = reading.document["paths"].values()
    [found] = item.values()
    assert isinstance(found, dict)
    return found


def rules(reading: Reading, kind: str) -> list[str]:
    return [each.rule for each in reading.findings if each.kind == kind]


def bare(text: str) -> dict[str, Any]:
    return without_prose(read(text).document)


def body_of(text: str) -> dict[str, Any]:
    [content] = only(read(operation(text)))["requestBody"]["content"].values()
    return without_prose(content["schema"])


def member(line: str) -> dict[str, Any]:
    """The schema that one line of a request body gives."""
    [(_, schema)] = body_of(f"    ### Request Body\n    {line}")["properties"].items()
    assert isinstance(schema, dict)
    return schema


# --- the whole ----------------------------------------------------------------------------------


def test_an_operation_has_all_its_parts():
    """Path, parameters, body, both ways to answer and the errors come back."""
    post = bare(HARBOUR)["paths"]["/ships/{ship_id}/unload"]["post"]
    assert post["parameters"] == [
        {"name": "ship_id", "in": "path", "required": True, "schema": {"type": "string"}}
    ]
    assert post["requestBody"] == {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["cargo", "user"],
                    "properties": {
                        "cargo": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["kind"],
                                "properties": {
                                    "kind": {"type": "string", "enum": ["timber", "grain", "coal"]},
                                    "tons": {"type": "number", "default": 1.5},
                                },
                            },
                        },
                        "crane": {"type": "string", "enum": ["north", "south"]},
                        "papers": {},
                        "user": {"type": "string"},
                    },
                },
                "examples": {
                    "cURL": {
                        "value": {
                            "cargo": [{"kind": "coal", "tons": 3}],
                            "crane": "north",
                            "papers": None,
                            "user": "lin",
                        }
                    }
                },
            }
        },
        "required": True,
    }
    assert list(post["responses"]) == ["200", "400", "404"]
    assert list(post["responses"]["200"]["content"]) == ["application/json", "text/event-stream"]


def test_a_stream_has_a_schema_for_each_event():
    """They are told apart by their member; an event without members has no data."""
    document = bare(HARBOUR)
    post = document["paths"]["/ships/{ship_id}/unload"]["post"]
    item = post["responses"]["200"]["content"]["text/event-stream"]["itemSchema"]
    data, ping = item["oneOf"]
    assert data["properties"]["data"] == {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": "#/components/schemas/ProgressResponse"},
    }
    assert ping["properties"] == {"event": {"const": "ping"}}
    schemas = document["components"]["schemas"]
    assert schemas["ProgressResponse"] == {
        "oneOf": [
            {"$ref": "#/components/schemas/EventLifted"},
            {"$ref": "#/components/schemas/EventAshore"},
        ],
        "discriminator": {
            "propertyName": "event",
            "mapping": {
                "lifted": "#/components/schemas/EventLifted",
                "ashore": "#/components/schemas/EventAshore",
            },
        },
    }
    assert schemas["EventAshore"] == {
        "type": "object",
        "required": ["event"],
        "properties": {
            "event": {"type": "string", "const": "ashore"},
            "task_id": {"type": "string"},
        },
    }
    assert schemas["EventLifted"]["examples"] == [
        {"event": "lifted", "task_id": "t1", "data": {"tons": 2.5}}
    ]


def test_errors_have_their_codes_by_status():
    """The codes are a closed list only where every error of the status has one."""
    responses = bare(HARBOUR)["paths"]["/ships/{ship_id}/unload"]["post"]["responses"]
    [schema] = [each["schema"] for each in responses["400"]["content"].values()]
    assert schema == {
        "type": "object",
        "required": ["code"],
        "properties": {"code": {"type": "string", "enum": ["no_crane", "too_heavy"]}},
    }
    assert "content" not in responses["404"]
    mixed = operation("    ### Errors\n    - 400, `a_b`, one\n    - 400, another")
    schema = only(read(mixed))["responses"]["400"]["content"]["application/json"]["schema"]
    assert schema["properties"]["code"] == {"type": "string", "examples": ["a_b"]}
    assert "required" not in schema


def test_samples_tell_what_was_left_out():
    """A null makes a member nullable; commas too many are taken out."""
    reading = read(HARBOUR)
    done = reading.document["components"]["schemas"]["DoneResponse"]
    assert done["properties"]["berth"]["properties"]["name"]["type"] == ["string", "null"]
    post = reading.document["paths"]["/ships/{ship_id}/unload"]["post"]
    [example] = post["responses"]["200"]["content"]["application/json"]["examples"].values()
    assert example["value"]["done_at"] == 1781166362
    assert {"null-from-sample", "sample-repaired"} <= set(rules(reading, "inferred"))


def test_the_document_has_a_title_and_credentials():
    """From the text before the first operation."""
    document = read(HARBOUR).document
    assert document["info"] == {
        "title": "Harbour API",
        "description": "Ships come and go.",
        "version": "0",
    }
    assert document["security"] == [{"Bearer": []}]
    assert document["components"]["securitySchemes"]["Bearer"] == {
        "type": "http",
        "scheme": "bearer",
    }
    assert "servers" not in document


def test_components_are_members_as_list_items_are():
    """`<Property>` with its text; what a command asks for is an example."""
    get = bare(HARBOUR)["paths"]["/ships"]["get"]
    assert get["parameters"] == [
        {"name": "flag", "in": "query", "schema": {"type": "string", "enum": ["sail", "steam"]}},
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "default": 20},
            "example": 5,
        },
    ]


def test_every_text_read_is_valid_openapi():
    """With and without its prose."""
    document = read(HARBOUR).document
    for each in (document, without_prose(document)):
        assert list(OpenAPIV32SpecValidator(each).iter_errors()) == []


def test_every_place_is_that_of_an_element():
    """A pointer leads somewhere, a line exists."""
    reading = read(HARBOUR)
    lines = HARBOUR.split("\n")
    for pointer, place in reading.places.items():
        pointers.follow(reading.document, pointer)
        assert lines[place.line - 1].strip()
    crane = "/paths/~1ships~1{ship_id}~1unload/post/requestBody/content/application~1json"
    place = reading.places[f"{crane}/schema/properties/crane"]
    assert "`crane`" in lines[place.line - 1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HARBOUR, id="described"),
        pytest.param(
            "# T\n\n<Heading url='/a/:b' method='PUT' />\n```bash\n"
            'curl http://h/a/1?c=2 --data \'{"n": [{"x": 1}]}\'\n```\n'
            '```json {{ title: \'Response\' }}\n{"rows": [{"id": 1}]}\n```\n',
            id="shown by samples",
        ),
        pytest.param(
            "# T\n\n<Heading url='/a' method='POST' />\n```bash\n"
            "curl http://h/a --form 'f=@x' --form 'note=b'\n```\n",
            id="shown by a form",
        ),
    ],
)
def test_every_part_has_a_place(text):
    """Operations, parameters, bodies, replies, schemas and their members."""
    reading = read(text)
    assert [each for each in parts(reading.document) if each not in reading.places] == []


def parts(document: dict[str, Any]) -> Iterator[str]:
    for path, item in document["paths"].items():
        yield pointers.pointer("paths", path)
        for method, found in item.items():
            where = pointers.pointer("paths", path, method)
            yield where
            yield from (
                f"{where}/parameters/{n}" for n, _ in enumerate(found.get("parameters", ()))
            )
            yield from [f"{where}/requestBody"] if "requestBody" in found else []
            yield from (f"{where}/responses/{status}" for status in found["responses"])
            yield from members(found, where)
    for kind, components in document.get("components", {}).items():
        for name, component in components.items():
            where = pointers.pointer("components", kind, name)
            yield where
            yield from members(component, where)


def members(value: Any, where: str) -> Iterator[str]:
    """Find the members of all schemas, wherever these stand; values are none."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from members(each, f"{where}/{number}")
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in ("example", "examples", "enum", "const", "default"):
                continue
            if key == "properties":
                yield from (where + pointers.pointer(key, name) for name in each)
            yield from members(each, where + pointers.pointer(key))


def test_every_rule_is_documented():
    """What a report names is explained where it is looked for."""
    root = Path(__file__).parents[3]
    explained = (root / "docs" / "reading.md").read_text("utf-8")
    reported = {
        call.args[0].value
        for path in (root / "contract" / "reading" / "mdx").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("infer", "leave_open", "contradict")
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(reported) > 30
    assert [rule for rule in sorted(reported) if f"`{rule}`" not in explained] == []


# --- layouts ------------------------------------------------------------------------------------


def repository_page(text: str) -> str:
    """Blank lines gone, runs of blanks collapsed, a header in front."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return "docs/harbour.mdx\nSomebody 0a1b2c\nfeat: ships\n\n80 lines\n2 KiB\n" + "\n".join(lines)


def removed_file_page(text: str) -> str:
    """A sign before every line, and all line numbers in front."""
    lines = text.split("\n")
    numbers = "".join(str(n + 1) for n in range(len(lines)))
    return f"| {numbers} |\n" + "\n".join(f" - {line}" for line in lines)


def flattened(text: str) -> str:
    """All white space became single blanks."""
    return " ".join(text.split())


@pytest.mark.parametrize("layout", [repository_page, removed_file_page, flattened])
def test_every_layout_reads_the_same(layout):
    """What indentation told is concluded from samples where it was lost."""
    assert bare(layout(HARBOUR)) == bare(HARBOUR)


def test_nesting_that_was_concluded_is_reported():
    """With low confidence; nothing is said where indentation was kept."""
    assert "nesting-assumed" not in rules(read(HARBOUR), "inferred")
    found = [
        each for each in read(repository_page(HARBOUR)).findings if each.rule == "nesting-assumed"
    ]
    assert {each.confidence for each in found} == {"low"}


def test_signs_of_a_removed_file_do_not_move_lines():
    """Lines are those of the text that was given."""
    text = removed_file_page(HARBOUR)
    place = read(text).places["/paths/~1ships/get"]
    assert "<Heading url=" in text.split("\n")[place.line - 1]


# --- languages ----------------------------------------------------------------------------------

WORDS = {
    "en": ("Path", "Query", "Request Body", "Response", "Errors"),
    "zh": ("路径参数", "查询参数", "请求体", "响应", "错误"),
    "ja": ("パス", "クエリ", "リクエストボディ", "応答", "エラー"),
    "ko": ("경로", "쿼리", "요청 본문", "응답", "오류"),
    "fr": ("Chemin", "Paramètres de requête", "Corps de la requête", "Réponse", "Erreurs"),
    "es": ("Ruta", "Consulta", "Cuerpo de la solicitud", "Respuesta", "Errores"),
    "de": ("Pfadparameter", "Abfrage", "Anfragekörper", "Antwort", "Fehler"),
    # No language at all: what stands below a heading and in the samples tells what it is.
    "none": ("A", "B 1", "C 1", "D 1", "E"),
}
TRANSLATED = """\
    ### {0}
    - `id` (string) x
    ### {1}
    - `limit` (int) x
    ### {2}
    - `user` (string) Required x
    ### {3}
    - `done` (bool) x
    ### {4}
    - 400, `bad_day`, x
    ```bash
    curl -X POST '${{base}}/a/:id?limit=3' --data '{{"user": "lin"}}'
    ```
    ```json {{{{ title: 'Response' }}}}
    {{"done": true}}
    ```
"""


@pytest.mark.parametrize("language", WORDS)
def test_sections_are_recognised_in_any_language(language):
    """By the words for them, else by what stands below them."""
    text = operation(TRANSLATED.format(*WORDS[language]), heading="url='/a/:id' method='POST'")
    found = only(read(text))
    assert [(each["name"], each["in"]) for each in found["parameters"]] == [
        ("id", "path"),
        ("limit", "query"),
    ]
    assert list(found["requestBody"]["content"]) == ["application/json"]
    [response] = found["responses"]["200"]["content"].values()
    assert response["schema"]["properties"].keys() == {"done"}
    assert "400" in found["responses"]


@pytest.mark.parametrize(
    ("line", "expected", "required"),
    [
        # Punctuation of full width is written as an escape: it looks like that of ASCII.
        pytest.param("(int) 必填\uff0c默认 20", {"default": 20}, True, id="zh"),
        pytest.param("\uff08int\uff09选填\uff0c默认为20", {"default": 20}, False, id="zh brackets"),
        pytest.param("(string) 可选值\uff1a`a`、`b`", {"enum": ["a", "b"]}, False, id="zh values"),
        pytest.param("(int) 必須。デフォルトは20です", {"default": 20}, True, id="ja"),
        pytest.param("(string) 任意、固定で`a`", {"const": "a"}, False, id="ja before"),
        pytest.param("(string) `a`に固定", {"const": "a"}, False, id="ja behind"),
        pytest.param("(int) Obligatoire, par défaut 3", {"default": 3}, True, id="fr"),
        pytest.param("(int) Opcional, por defecto 3", {"default": 3}, False, id="es"),
    ],
)
def test_notes_are_read_in_any_language(line, expected, required):
    """Presence, default, constant and values stand in the text."""
    schema = body_of(f"    ### Request Body\n    - `x` {line}")
    [found] = schema["properties"].values()
    assert {key: each for key, each in found.items() if key != "type"} == expected
    assert schema.get("required", []) == (["x"] if required else [])


# --- members ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "schema"),
    [
        pytest.param("string", {"type": "string"}, id="string"),
        pytest.param("text", {"type": "string"}, id="text"),
        pytest.param("int", {"type": "integer"}, id="int"),
        pytest.param("Integer", {"type": "integer"}, id="capital"),
        pytest.param("timestamp", {"type": "integer"}, id="timestamp"),
        pytest.param("float", {"type": "number"}, id="float"),
        pytest.param("decimal", {"type": "number"}, id="decimal"),
        pytest.param("bool", {"type": "boolean"}, id="bool"),
        pytest.param("json", {}, id="json"),
        pytest.param("uuid", {"type": "string", "format": "uuid"}, id="uuid"),
        pytest.param("object", {"type": "object"}, id="object"),
        pytest.param("array", {"type": "array", "items": {}}, id="array"),
        pytest.param(
            "array[string]", {"type": "array", "items": {"type": "string"}}, id="array of"
        ),
        pytest.param("list<int>", {"type": "array", "items": {"type": "integer"}}, id="angles"),
        pytest.param("string[]", {"type": "array", "items": {"type": "string"}}, id="suffix"),
        pytest.param(
            "array[array[int]]",
            {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
            id="nested",
        ),
        pytest.param("string | null", {"type": ["string", "null"]}, id="union"),
        pytest.param("string or int", {"type": ["string", "integer"]}, id="or"),
        pytest.param(
            "string or array[string]",
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            id="union of schemas",
        ),
        pytest.param("string, optional", {"type": "string"}, id="with a word"),
        pytest.param("Whatever", {}, id="undescribed name"),
    ],
)
def test_words_for_types(written, schema):
    assert member(f"- `x` ({written}) text") == schema


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("(int) default is 20.", {"default": 20}, id="is"),
        pytest.param("(int) Default 1", {"default": 1}, id="bare"),
        pytest.param("(int) defaults to `7`", {"default": 7}, id="to"),
        pytest.param("(int) how many (default: -2)", {"default": -2}, id="colon"),
        pytest.param("(float) default 0.5", {"default": 0.5}, id="number"),
        pytest.param("(bool) default is false, mostly", {"default": False}, id="boolean"),
        pytest.param("(string) default is `fast`", {"default": "fast"}, id="quoted"),
        pytest.param("(string) defaults to high_quality.", {"default": "high_quality"}, id="word"),
        pytest.param("(string) default is 0.6.0", {"default": "0.6.0"}, id="version"),
        pytest.param("(string) Default value", {}, id="a member that is a default"),
        pytest.param("(string) Default language", {}, id="a default of something"),
        pytest.param("(int) default is `fast`", {}, id="default of another type"),
        pytest.param("(string) fixed to `x`", {"const": "x"}, id="fixed"),
        pytest.param('(string) Always returns "success"', {"const": "success"}, id="always"),
        pytest.param("(string) `a` / `b` / `c`", {"enum": ["a", "b", "c"]}, id="slashes"),
        pytest.param("(string) `a` for ships / `b` for boats", {"enum": ["a", "b"]}, id="told"),
        pytest.param("(string) one of `a`, `b` or `c`", {"enum": ["a", "b", "c"]}, id="commas"),
        pytest.param("(string) Sort, up / down / off", {"enum": ["up", "down", "off"]}, id="bare"),
        pytest.param("(int) `1` / `2`", {"enum": [1, 2]}, id="numbers"),
        pytest.param("(string) e.g. `USD` / `EUR`", {}, id="examples"),
        pytest.param("(string) see `a`, `b` and the rest", {}, id="mere mention"),
        pytest.param("(string) width/height", {"enum": ["width", "height"]}, id="only a list"),
        pytest.param("(string) by road, sea/air", {}, id="two words at the end"),
        pytest.param("(int) `a` / `b`", {}, id="values of another type"),
        pytest.param(
            "(string) `a` / `b`, default is `c`",
            {"enum": ["a", "b", "c"], "default": "c"},
            id="default that is no value",
        ),
        pytest.param("(string) nullable", {"type": ["string", "null"]}, id="nullable"),
    ],
)
def test_what_a_text_says_of_a_member(line, expected):
    kind = member("- `x` " + line.split(")")[0] + ")")
    assert member(f"- `x` {line}") == kind | expected


@pytest.mark.parametrize(
    ("line", "required"),
    [
        pytest.param("- `x` (string) Required", ["x"], id="behind the type"),
        pytest.param("- `x` (string) **Required.** text", ["x"], id="bold"),
        pytest.param("- `x` (string, required) text", ["x"], id="inside the brackets"),
        pytest.param("- `x` (string) text (required)", ["x"], id="in brackets of its own"),
        pytest.param("- `x` (bool) Whether it is required", None, id="a text about it"),
        pytest.param("- `x` (string) Optional required reading", None, id="the first word counts"),
        pytest.param("- `x` (string) text", None, id="nothing said"),
        pytest.param("- **`x`** (string) Required", ["x"], id="bold name"),
        pytest.param("- x (string) Required", ["x"], id="bare name"),
        pytest.param("- <code>x</code> (string) Required", ["x"], id="element"),
        pytest.param("* `x` (string) Required", ["x"], id="star"),
        pytest.param("<Property name='x' type='string' required>t</Property>", ["x"], id="flag"),
        pytest.param("<Property name='x' type='string'>Required</Property>", ["x"], id="text"),
        pytest.param("<Property name='x' type='string' key='x' />", None, id="empty component"),
    ],
)
def test_whether_a_member_is_required(line, required):
    """Without a word for it nothing is said."""
    schema = body_of(f"    ### Request Body\n    {line}")
    assert schema["properties"].keys() == {"x"}
    assert schema.get("required") == required


def test_members_nest_in_components_and_lists():
    """By tags and by indentation, whichever is there, however irregular."""
    schema = body_of(
        "    ### Request Body\n"
        "    <Properties>\n"
        "    <Property name='rule' type='object' key='rule'>\n"
        "      Rules of the port\n"
        "          - `speed` (object) how fast\n"
        "             - `knots` (int) at most\n"
        "          - `ways` (array[object]) where\n"
        "              - `id` (string) which\n"
        "                - enumerate\n"
        "                  - `in` inwards\n"
        "                  - `out` outwards\n"
        "    </Property>\n"
        "    <Property name='deep' type='object' key='deep'>\n"
        "      <SubProperty name='keel' type='int' key='keel'>feet</SubProperty>\n"
        "    </Property>\n"
        "    </Properties>\n"
        "  - `last` (string) one\n"
    )
    assert schema["properties"] == {
        "rule": {
            "type": "object",
            "properties": {
                "speed": {"type": "object", "properties": {"knots": {"type": "integer"}}},
                "ways": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"id": {"type": "string", "enum": ["in", "out"]}},
                    },
                },
            },
        },
        "deep": {"type": "object", "properties": {"keel": {"type": "integer"}}},
        "last": {"type": "string"},
    }


def test_a_member_described_twice_counts_once():
    text = operation("    ### Request Body\n    - `x` (int) a\n    - `x` (string) b")
    reading = read(text)
    assert "member-twice" in rules(reading, "contradiction")


def test_a_named_object_may_be_a_type():
    """It is a component then, and no body of its own."""
    text = operation(
        "    ### Response\n    - `use` (Usage) x\n    - `all` (array[Usage]) x\n"
        "    ### Usage\n    - `tokens` (int) x"
    )
    reading = read(text)
    [content] = only(reading)["responses"]["200"]["content"].values()
    reference = {"$ref": "#/components/schemas/Usage"}
    assert content["schema"]["properties"] == {
        "use": reference,
        "all": {"type": "array", "items": reference, "description": "x"},
    }
    assert reading.document["components"]["schemas"]["Usage"]["properties"]["tokens"]


def test_events_of_two_operations_do_not_mix():
    """Equal ones are one component, others get a name of their own."""
    stream = "    ### Response\n    - `event: done` x\n      - `{}` (int) x\n"
    one, same, other = (
        operation(stream.format(name), heading=f"url='/{path}' method='GET'")
        for path, name in (("one", "a"), ("same", "a"), ("other", "b"))
    )
    schemas = read(one + "---\n" + same + "---\n" + other).document["components"]["schemas"]
    assert list(schemas) == ["EventDone", "StreamEvent", "EventDone2", "StreamEvent2"]


# --- requests and responses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "path"),
    [
        pytest.param("/a/:b_id/c", "/a/{b_id}/c", id="colon"),
        pytest.param("/a/{b}/c", "/a/{b}/c", id="braces"),
        pytest.param("/a/:b/c/:b", "/a/{b}/c/{b2}", id="twice"),
        pytest.param("a/b", "/a/b", id="no slash"),
        pytest.param("/a?x=1", "/a", id="query"),
        pytest.param("/a/{b", "/a/b", id="broken"),
    ],
)
def test_paths_are_written_as_templates(url, path):
    assert list(read(operation("", heading=f"url='{url}' method='GET'")).document["paths"]) == [
        path
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "url='/a' method='PATCH' title='T' name='#t'",
        'method="patch"\n  url="/a"',
        "url={'/a'} method={`PATCH`} name='#t' sticky",
    ],
)
def test_headings_are_read_however_they_are_written(heading):
    assert list(read(operation("", heading=heading)).document["paths"]["/a"]) == ["patch"]


def test_a_heading_of_no_operation_is_reported():
    """The others are read."""
    text = operation("", heading="url='/a' method='FLY'") + "---\n" + operation("")
    reading = read(text)
    assert list(reading.document["paths"]["/a"]) == ["post"]
    assert rules(reading, "unread") == ["text-not-understood"]


@pytest.mark.parametrize(
    ("text", "media"),
    [
        pytest.param("    - `f` (File) Required", "multipart/form-data", id="file"),
        pytest.param(
            "    As `multipart/form-data`.\n    - `f` (string) x", "multipart/form-data", id="text"
        ),
        pytest.param(
            "    - `f` (string) x\n    ```bash\n    curl --form 'f=@a.txt' http://h/a\n    ```",
            "multipart/form-data",
            id="command",
        ),
        pytest.param(
            "    - `f` (string) x\n    ```bash\n    curl --data-urlencode 'f=a' "
            "-H 'Content-Type: application/x-www-form-urlencoded' http://h/a\n    ```",
            "application/x-www-form-urlencoded",
            id="form",
        ),
        pytest.param("    - `f` (string) x", "application/json", id="JSON"),
    ],
)
def test_the_media_type_of_a_body(text, media):
    found = only(read(operation(f"    ### Request Body\n{text}")))
    assert list(found["requestBody"]["content"]) == [media]


def test_parts_that_only_a_command_shows_are_added():
    """And what is required but not shown is a contradiction."""
    text = operation(
        "    ### Request Body\n    - `f` (File) Required\n    - `who` (string) Required\n"
        "    ```bash\n    curl -X POST http://h/a --form 'f=@x' --form 'note=b'\n    ```"
    )
    reading = read(text)
    [content] = only(reading)["requestBody"]["content"].values()
    assert list(content["schema"]["properties"]) == ["f", "who", "note"]
    assert "sample-lacks-required" in rules(reading, "contradiction")


def test_a_body_that_only_a_command_shows_is_concluded():
    text = operation(
        '    ```bash\n    curl http://h/a --data-raw \'{"n": 1, "s": ["x"]}\'\n    ```'
    )
    [content] = only(read(text))["requestBody"]["content"].values()
    assert content["schema"] == {
        "type": "object",
        "properties": {
            "n": {"type": "integer"},
            "s": {"type": "array", "items": {"type": "string"}},
        },
    }


def test_a_response_that_only_a_sample_shows_is_concluded():
    """What items have in common stays; nulls alone tell nothing."""
    text = operation(
        "    ```json {{ title: 'Response' }}\n"
        '    {"rows": [{"id": 1, "at": null}, {"id": 2, "name": "b"}], "more": false}\n'
        "    ```"
    )
    reading = read(text)
    [content] = only(reading)["responses"]["200"]["content"].values()
    assert content["schema"] == {
        "type": "object",
        "properties": {
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "integer"}, "at": {}, "name": {"type": "string"}},
                },
            },
            "more": {"type": "boolean"},
        },
    }
    assert "schema-from-sample" in rules(reading, "inferred")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("    ### Response 201\n    - `x` (int) a", "201", id="heading"),
        pytest.param("    ```text\n    204 No Content\n    ```", "204", id="sample"),
        pytest.param("    ### Response\n    204 No Content", "204", id="text"),
        pytest.param("    ### Response\n    - `x` (int) a", "200", id="nothing"),
    ],
)
def test_the_status_of_the_success(text, status):
    """It is reported where it is not written."""
    reading = read(operation(text))
    assert list(only(reading)["responses"]) == [status]
    assert ("status-assumed" in rules(reading, "inferred")) is (status == "200")


def test_a_sample_of_headers_tells_the_media_type():
    text = operation(
        '    ```json {{ title: \'headers\' }}\n    {"Content-Type": "audio/wav"}\n    ```'
    )
    assert only(read(text))["responses"]["200"]["content"] == {"audio/wav": {}}


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        pytest.param("- 400, `a_b`, text", "400", "a_b", id="commas"),
        pytest.param("- 400\uff0c`a_b`\uff0ctext", "400", "a_b", id="full width"),
        pytest.param("- 404 `gone`: text", "404", "gone", id="colon"),
        pytest.param("- `413` `too_large` text", "413", "too_large", id="quoted"),
        pytest.param("- **503**, s3_down, text", "503", "s3_down", id="bare code"),
        pytest.param("- `a_b` (409) text", "409", "a_b", id="code first"),
        pytest.param("- 500, internal server error", "500", None, id="no code"),
    ],
)
def test_errors_are_a_status_and_a_code(line, status, code):
    response = only(read(operation(f"    ### Errors\n    {line}")))["responses"][status]
    codes = [
        each["schema"]["properties"]["code"]["enum"]
        for each in response.get("content", {}).values()
    ]
    assert codes == ([[code]] if code else [])


def test_credentials_and_server_may_be_known_from_commands_alone():
    text = operation(
        "    ```bash\n    curl -X POST 'https://h.example/v1/a' -H 'X-Api-Key: {k}'\n    ```"
    )
    document = read(text).document
    assert document["servers"] == [{"url": "https://h.example/v1"}]
    assert document["components"]["securitySchemes"] == {
        "ApiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}
    }


# --- contradictions -----------------------------------------------------------------------------

_REQUEST = "    ### Request Body\n    - `n` (int) Required\n"
_RESPONSE = "    ### Response\n    - `n` (int) a\n"
_SAMPLE = "    ```json {{{{ title: '{}' }}}}\n    {}\n    ```"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param('    <CodeGroup tag="GET" label="/a" />', "method-differs", id="tag"),
        pytest.param('    <CodeGroup tag="POST" label="/b" />', "path-differs", id="label"),
        pytest.param(
            "    ```bash\n    curl -X POST http://h/b\n    ```", "path-differs", id="command"
        ),
        pytest.param("    ### Path\n    - `b` (int) x", "path-parameter-unused", id="variable"),
        pytest.param(
            _REQUEST + _SAMPLE.format("Request", "{}"), "sample-lacks-required", id="missing"
        ),
        pytest.param(
            _RESPONSE + _SAMPLE.format("Response", '{"n": "1"}'),
            "sample-contradicts-type",
            id="type",
        ),
        pytest.param(
            "    ### Response\n    - `e: a` x\n      - `e` (string) fixed to `b`",
            "alternative-differs",
            id="alternative",
        ),
        pytest.param(
            "    ### Response\n    - `event: a` x\n      - `n` (int) x\n    ```streaming\n"
            '    data: {"event": "b"}\n    ```',
            "sample-event-undescribed",
            id="event",
        ),
        pytest.param(
            "    ### Response\n    - `m` (string) `a` / `b`\n"
            + _SAMPLE.format("Response", '{"m": "c"}'),
            "sample-contradicts-values",
            id="value",
        ),
    ],
)
def test_what_is_said_twice_and_differently_is_reported(text, rule):
    reading = read(operation(text))
    assert rule in rules(reading, "contradiction")
    assert all(each.place.line > 1 for each in reading.findings if each.rule == rule)


def test_a_sample_that_contradicts_is_no_example():
    """An example must be a value of its schema."""
    reading = read(operation(_RESPONSE + _SAMPLE.format("Response", '{"n": "1"}')))
    [content] = only(reading)["responses"]["200"]["content"].values()
    assert "examples" not in content


def test_a_sample_with_a_key_in_braces_shows_a_map():
    """What is described below such a member are the members of its values."""
    text = operation(
        "    ### Request Body\n    - `inputs` (object) of:\n      - `kind` (string) `a` / `b`\n"
        + _SAMPLE.format("Request", '{"inputs": {"{name}": [{"kind": "a"}]}}')
    )
    reading = read(text)
    [content] = only(reading)["requestBody"]["content"].values()
    assert "properties" not in content["schema"]["properties"]["inputs"]
    assert "map-from-sample" in rules(reading, "inferred")


def test_operations_described_twice_count_once():
    reading = read(operation("    One.") + "---\n" + operation("    Two."))
    assert only(reading)["description"] == "One."
    assert "operation-twice" in rules(reading, "contradiction")


def test_paths_that_differ_in_the_names_of_variables_are_one():
    """OpenAPI takes them for the same path."""
    text = operation("", heading="url='/a/:b' method='GET'")
    text += "---\n" + operation("", heading="url='/a/:c' method='PUT'")
    reading = read(text)
    assert list(reading.document["paths"]) == ["/a/{b}"]
    assert "path-twice" in rules(reading, "contradiction")


def test_text_that_no_rule_understands_is_reported_with_its_line():
    text = operation(
        "    ### Errors\n    - nothing of the kind\n"
        "    ### Odds and ends\n    - `x` (int) a\n"
        "    ```json\n    import this\n    ```"
    )
    found = [each.place.line for each in read(text).findings if each.kind == "unread"]
    assert found == [7, 8, 10]


# --- recognition, robustness --------------------------------------------------------------------


@pytest.mark.parametrize("layout", [str, repository_page, removed_file_page, flattened])
def test_a_reference_is_recognised_by_itself(layout):
    """In every layout, among all kinds of documentation."""
    reading = read_documentation(layout(HARBOUR))
    assert reading is not None
    assert reading.kind.startswith("MDX reference")


@pytest.mark.parametrize("text", ["", "# T\n", "<Heading>Hello</Heading>", "### [GET] /a\n"])
def test_other_texts_are_not_recognised(text):
    assert not mdx.recognise(text)


@given(st.text(alphabet="<Heading url=method'`{}()#-\n /\"$:1aé", max_size=200))
def test_any_text_is_read_without_a_fault(text):
    assert mdx.read(text).document["openapi"] == "3.2.0"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            operation(
                "### Request Body\n" + "".join(f"{' ' * n}- `x` (object) a\n" for n in range(1500))
            ),
            id="members in members",
        ),
        pytest.param(
            operation("### Request Body\n" + "<Property name='x' type='object'>\n" * 3000),
            id="components in components",
        ),
        pytest.param(operation(f"```json\n{'[' * 900}{']' * 900}\n```"), id="lists in lists"),
        pytest.param(operation(f"```json\n{'[' * 90000}\n```"), id="lists never closed"),
        pytest.param(operation('```json\n{"a": 1e999}\n```'), id="infinite"),
        pytest.param(operation('```json\n{"a": "\\ud800"}\n```'), id="half a character"),
        pytest.param(operation("### Request Body\n- `x` (" + "array[" * 5000 + ")"), id="type"),
        # Patterns that look ahead for what never comes took hours for these.
        pytest.param(operation("<!--\n{/*\n" * 20000), id="comments never closed"),
        pytest.param(operation("### a" + " " * 100000 + "b"), id="blanks in a title"),
        pytest.param(
            operation("### Request Body\n- `x` (int) default" + " " * 100000 + "?"),
            id="blanks in a text",
        ),
        pytest.param("\n" * 100000 + " <Heading url='/a' method='GET' />", id="blank lines"),
    ],
)
def test_texts_that_nobody_would_write_are_read_as_well(text):
    """Whatever is too deep or too long is told; what is read can be written."""
    document = read(text).document
    assert to_yaml(document).encode()
    assert list(OpenAPIV32SpecValidator(document).iter_errors()) == []
