"""
Damaged documentation is read as far as it goes, or refused in one sentence.

A reader joins by adding a document of its kind to DOCUMENTS.
"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV32SpecValidator

from contract.document import Source, from_source
from contract.errors import ContractError
from contract.model import Contract
from tests.contract.reading.layouts import added_file_page, flattened, repository_page
from tests.contract.reading.test_mdx import HARBOUR
from tests.contract.reading.test_redoc_robustness import ENTRIES, PAGE
from tests.contract.reading.test_swagger_markdown import METHOD_DIALECT, PATH_DIALECT

RESPONSES = "#### Responses\n\n| Code | Description |\n| ---- | ----------- |\n| 200 | ok |\n\n"
SCHEMES = f"""\
# T

## Version: 1

### Available authorizations
#### one (OAuth2, implicit, password)
**Flow:** implicit
Authorization URL: https://a.example/b
Scopes:

- read:a: to read

****Flow:** password**
Token URL: https://a.example/c
Scopes:

- read:a: to read

#### two (OpenID Connect)
OpenID Connect URL: https://a.example/d

#### three (HTTP, basic)

---

### [GET] /a

{RESPONSES}"""
SCHEMES_2_0 = f"""\
# T

## Version: 1

### Security
**one**

| oauth2 | *OAuth 2.0* |
| ------ | ----------- |
| Flow | accessCode |
| Authorization URL | https://a.example/b |
| Token URL | https://a.example/c |
| **Scopes** |  |
| read:a | to read |

**two**

| basic | *Basic* |
| ----- | ------- |

---

### [GET] /a

{RESPONSES}"""
DOCUMENTS = {
    "security schemes": SCHEMES,
    "security schemes of 2.0": SCHEMES_2_0,
    "path headings": PATH_DIALECT,
    "method and path headings": METHOD_DIALECT,
    "both dialects": f"{PATH_DIALECT}\n{METHOD_DIALECT}",
    "repository page": repository_page(PATH_DIALECT),
    "added file": added_file_page(METHOD_DIALECT),
    "flattened, path headings": flattened(PATH_DIALECT),
    "flattened, method and path headings": flattened(METHOD_DIALECT),
    "MDX reference": HARBOUR,
    "MDX reference, added file": added_file_page(HARBOUR),
    "MDX reference, flattened": flattened(HARBOUR),
    "text of a ReDoc page": PAGE,
    "text of a ReDoc page, mapped": PAGE,
}
#: The files of operations that documents are read with.
MAPPINGS = {"text of a ReDoc page, mapped": ENTRIES}


#: No colon: openapi-spec-validator takes `{id:int}` in a path for a variable called `id`.
SIGNS = "#|-*<>[]{}()`\"'$•\\/~, \naé0"


def opened(text, operations=()):
    """Open a text as a user would; give the document, or nothing where it is refused."""
    try:
        document = from_source(Source("reference.md", text), operations)
    except ContractError:
        return None
    assert Contract.from_document(document.content).operations
    problems = OpenAPIV32SpecValidator(document.content).iter_errors()
    assert [str(each) for each in problems] == []
    json.dumps(document.content, allow_nan=False)
    told = [each.place for each in document.reading.findings]
    lines = text.count("\n") + 1
    assert all(1 <= each.line <= lines for each in (*told, *document.reading.places.values()))
    return document


def mutations(text):
    """Texts with lines dropped, doubled, swapped, joined, cut or indented, and shorter ones."""
    lines = text.split("\n")
    places = st.integers(0, max(len(lines) - 1, 1))
    changes = st.lists(
        st.tuples(
            st.sampled_from(("drop", "double", "swap", "join", "cut", "indent")), places, places
        ),
        min_size=1,
        max_size=8,
    )
    ends = st.none() | st.integers(0, len(text))
    return st.builds(lambda made, end: mutated(lines, made)[:end], changes, ends)


def mutated(lines, changes):
    """Make the changes one after the other; each names a kind, a line and another."""
    lines = list(lines)
    for kind, first, second in changes:
        at, other = first % len(lines), second % len(lines)
        if kind == "double":
            lines.insert(other, lines[at])
        elif kind == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "cut":
            lines[at] = lines[at][: other * len(lines[at]) // len(lines)]
        elif kind == "indent":
            lines[at] = " " * (other % 9) + lines[at].lstrip()
        elif len(lines) > 1:
            line = lines.pop(at)
            if kind == "join":
                lines[at - 1] += line
    return "\n".join(lines)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_documents_themselves_are_read(kind):
    """Otherwise nothing below would be tested."""
    assert opened(DOCUMENTS[kind], MAPPINGS.get(kind, ())) is not None


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=30)
@given(data=st.data())
def test_damaged_documents_are_read_or_refused(kind, data):
    """What comes out is a valid contract with operations, or an error in one sentence."""
    opened(data.draw(mutations(DOCUMENTS[kind])), MAPPINGS.get(kind, ()))


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=30)
@given(at=st.integers(0, 10_000), text=st.text(SIGNS))
def test_any_text_may_stand_anywhere(kind, at, text):
    """Signs of the notation among it."""
    document = DOCUMENTS[kind]
    at %= len(document)
    opened(document[:at] + text + document[at:], MAPPINGS.get(kind, ()))


HEAD = "# T\n\n## Version: 1\n\n---\n\n"
MODEL = "| Name | Type | Description | Required |\n| ---- | ---- | ----------- | -------- |\n"


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        pytest.param(
            "### [GET] /a\n\n#### Responses\n\n| Code | Description |\n| ---- |",
            ["responses-missing"],
            id="table cut in its ruler",
        ),
        pytest.param(
            f"### [GET] /a\n\n{RESPONSES}".removesuffix(" | ok |\n\n"),
            ["responses-missing", "text-not-understood"],
            id="row cut",
        ),
        pytest.param(
            "### [GET] /a\n\n### [POST] /a\n\n",
            ["responses-missing", "responses-missing"],
            id="headings without tables",
        ),
        pytest.param(
            f"### [GET] /a\n\n{RESPONSES}### [GET] /a\n**Another**\n\n{RESPONSES}",
            ["response-without-schema", "operation-twice", "response-without-schema"],
            id="operation twice",
        ),
        pytest.param(
            f"### [GET] /a\n\n{RESPONSES}---\n### Schemas\n\n#### A\n\n{MODEL}"
            "| b | [B](#b) |  | No |\n",
            ["response-without-schema", "reference-to-missing-model"],
            id="reference that leads nowhere",
        ),
        pytest.param(
            f"### [GET] /a\n\n{RESPONSES}---\n### Schemas\n\n#### A\n\n{MODEL}"
            f"| b | [B](#b) |  | No |\n\n#### B\n\n{MODEL}| a | [ [A](#a) ] |  | Yes |\n",
            ["response-without-schema"],
            id="references in a circle",
        ),
        pytest.param(
            f"### [GET] /a/{{b}}\n\n{RESPONSES}",
            ["response-without-schema"],
            id="path variable without a parameter",
        ),
        pytest.param(
            f"### [GET] /a\n\n{RESPONSES}---\n### Schemas\n\n#### A B\n\n{MODEL}\n#### C\n",
            ["response-without-schema", "model-without-table"],
            id="names that are not legal, a model without a table",
        ),
    ],
)
def test_what_is_wrong_is_said(body, rules):
    """Each finding by its rule, in the order of the text."""
    document = opened(HEAD + body)
    assert document is not None
    assert document.reading is not None
    assert [each.rule for each in document.reading.findings] == rules


@pytest.mark.parametrize("body", ["", "### [GET] a\n", "### /a\n\n#### FETCH\n"])
def test_documents_without_operations_are_refused(body):
    """A contract that promises nothing is no contract."""
    assert opened(HEAD + body) is None
