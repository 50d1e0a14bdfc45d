"""Damaged pages: read as far as they go, or refused in one sentence; never anything else."""

from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from contract.reading import OperationEntry, redoc
from tests.contract.reading.redoc_pages import HEAD

PAGE = (
    HEAD
    + """
Pets

All pets.

Get Pet

Find one. Defaults to "cat".

Authorizations:
BearerKey
path Parameters
pet_id
required
string <uuid> (Pet Id)
query Parameters
limit
integer (Limit) [ 1 .. 500 ]
Default: 50

How many

Sort By (string) or Sort By (null) (Sort By)
header Parameters
X-Trace
string (X-Trace) ^[a-z]+$

Responses

Response samples

Content type
application/json
{
  • "name": "string",
  • "owner": {
    },
  • "toys": [ ]
}

Create Pets

Request Body schema: application/json
required
required
Array of objects (Pets)
Array
name
required
string (Name) [ 1 .. 64 ] characters
kind
string (PetKind)
Default: "cat"
Enum: "cat" "dog"
Owner (object) or null
property name*
additional property
Array of strings <uuid> (Ids) non-empty

Responses

Request samples

Content type
application/json
{
  • "pets": [
    ]
}

Response samples

Content type
application/json
{
  • "detail": [
    ]
}

Owners

Move Owner Deprecated

Request Body schema:
multipart/form-data
file
required
string <binary> (File)
to
One of
string (To)

Responses

Request samples

Response samples

Content type
Example
[
  • {
    }
]

Owners

Check Owner

Authorizations:
None
Request Body schema: application/json
Array
Any of
string or null

Responses
"""
)
ENTRIES = (
    OperationEntry("Pets", "Get Pet", "GET", "/pets/{pet_id}"),
    OperationEntry("Pets", "Create Pets", "POST", "/pets"),
    OperationEntry("Owners", "Check Owner", "GET", "/pets/{id}"),
)
LINES = sorted(set(PAGE.split("\n")))


def read(text, entries=()):
    """Read a damaged page: the result is a document in any case."""
    reading = redoc.read(text, entries)
    validate(reading.document)
    lines = text.count("\n") + 1
    assert all(1 <= each.line <= lines for each in reading.places.values())
    return reading


def test_of_the_page_itself_only_the_sample_that_is_not_there_cannot_be_read():
    reading = read(PAGE, ENTRIES)
    unread = [each.message for each in reading.findings if each.kind == "unread"]
    assert unread == ["Request samples: none that can be read"]
    assert len(reading.document["paths"]) == 3


@given(st.lists(st.sampled_from(LINES), max_size=30))
@settings(max_examples=100, deadline=None)
def test_lines_in_any_order_are_read(lines):
    read("\n".join(lines))


@given(st.text(st.sampled_from('{}[]",:•  \n0atrue'), max_size=40))
@settings(max_examples=60, deadline=None)
def test_samples_may_hold_anything(text):
    read(f"{HEAD}\nA\n\nGet B\n\nResponses\n\nResponse samples\n\nContent type\n{text}\n")


@given(st.sampled_from(["string", "integer", "boolean", "Array of integers"]), st.data())
@settings(max_examples=40, deadline=None)
def test_a_default_that_its_type_does_not_admit_is_left_out_and_reported(kind, data):
    default = data.draw(st.sampled_from(('"x"', "1", "true", "[ 1 ]", "{ }", "[ 1", "x")))
    text = f"{HEAD}\nA\n\nGet B\n\nquery Parameters\nc\n{kind}\nDefault: {default}\n\nResponses\n"
    reading = read(text)
    (parameter,) = reading.document["paths"]["/a/b"]["get"]["parameters"]
    rules = {"default-not-admitted", "value-not-readable"}
    assert ("default" in parameter["schema"]) != any(f.rule in rules for f in reading.findings)
