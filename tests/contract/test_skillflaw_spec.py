"""SkillFlaw 0.1: made of its page and its mapping, amended, valid and served."""

import csv

import pytest
from openapi_spec_validator import validate

from contract.catalog import specs_folder
from contract.document import open_document, to_yaml
from contract.model import Contract
from contract.prose import without_prose
from contract.reading import parse_operations, redoc
from tests.seeds import seed

FOLDER = specs_folder() / "skillflaw"
MAPPING = (FOLDER / "operations.csv").read_text("utf-8")


@pytest.fixture(scope="module")
def reading():
    return redoc.read(seed("003"), parse_operations(MAPPING, "operations.csv"))


@pytest.fixture(scope="module")
def amended():
    return open_document("skillflaw")


def test_everything_described_is_found(reading):
    """Operations, parameters, request bodies, responses and named schemas."""
    counts = Contract.from_document(reading.document).counts()
    assert tuple(counts.values()) == (220, 375, 78, 243, 11)
    assert [each for each in reading.findings if each.kind == "unread"] == []


def test_page_and_mapping_agree(reading):
    """What contradicts is said by the page itself: prose that names another default."""
    rules = {each.rule for each in reading.findings if each.kind == "contradiction"}
    assert rules == {"default-differs-from-prose"}
    proposed = [each for each in reading.findings if each.rule == "method-and-path-proposed"]
    assert proposed == []


def test_the_kept_contract_is_what_the_page_says(reading):
    """Reading it again gives the same bytes."""
    assert to_yaml(without_prose(reading.document)) == (FOLDER / "0.1.yaml").read_text("utf-8")


def test_every_operation_parameter_body_property_and_component_has_its_place(reading):
    document = reading.document
    expected = {f"/components/schemas/{name}" for name in document["components"]["schemas"]}
    for path, item in document["paths"].items():
        for method, value in item.items():
            where = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            expected.add(where)
            expected |= {f"{where}/parameters/{n}" for n in range(len(value.get("parameters", ())))}
            for media_type, content in value.get("requestBody", {}).get("content", {}).items():
                inner = f"{where}/requestBody/content/{media_type.replace('/', '~1')}/schema"
                names = content["schema"].get("properties", {})
                expected |= {f"{inner}/properties/{name}" for name in names}
                expected.add(f"{where}/requestBody")
    lines = seed("003").count("\n") + 1
    assert expected <= reading.places.keys()
    assert all(1 <= each.line <= lines for each in reading.places.values())


def test_the_proposal_finds_every_title_and_most_methods():
    """A mapping made from nothing has the rows of the one that people corrected."""
    kept = list(csv.DictReader(MAPPING.splitlines()))
    proposed = list(csv.DictReader(redoc.propose_operations(seed("003")).splitlines()))
    assert [(each["tag"], each["title"]) for each in proposed] == [
        (each["tag"], each["title"]) for each in kept
    ]
    methods = [a["method"] == b["method"] for a, b in zip(kept, proposed, strict=True)]
    assert sum(methods) == 201


# --- as amended -----------------------------------------------------------------------------------


def operations(document):
    return [each for item in document.content["paths"].values() for each in item.values()]


def test_the_amended_contract_is_valid_and_every_action_meets_something(amended):
    validate(amended.content)
    assert amended.warnings == ()


def test_every_operation_documents_its_errors(amended):
    for each in operations(amended):
        replies = each["responses"].keys()
        assert "default" in replies
        assert ("422" in replies) == ("parameters" in each or "requestBody" in each)
        assert ({"401", "403"} <= replies) == ("security" in each)
        in_path = [one for one in each.get("parameters", ()) if one["in"] == "path"]
        assert ("404" in replies) == bool(in_path)


@pytest.mark.parametrize(
    ("operation", "schemes"),
    [
        ("read_flow", "OAuth2PasswordBearerCookie API_key_query API_key_header SessionCookie"),
        ("simplified_run_flow", "API_key_query API_key_header"),
        ("add_user", "OAuth2PasswordBearerCookie API_key_query API_key_header {} SessionCookie"),
    ],
)
def test_who_may_call(amended, operation, schemes):
    (found,) = (each for each in operations(amended) if each["operationId"] == operation)
    assert [next(iter(each), "{}") for each in found["security"]] == schemes.split()


def test_each_operation_says_what_its_method_and_path_rest_on(amended):
    bases = [each["x-source"]["basis"] for each in operations(amended)]
    assert {name: bases.count(name) for name in set(bases)} == {"matched": 99, "inferred": 121}


@pytest.mark.parametrize(
    ("operation", "status", "media_type", "schema"),
    [
        ("download_file", "200", "application/octet-stream", None),
        ("get_build_events", "200", "application/x-ndjson", None),
        ("get_public_build_events", "2XX", "application/x-ndjson", None),
        (
            "build_flow",
            "200",
            "application/json",
            {"type": "object", "properties": {"job_id": {"type": "string"}}},
        ),
    ],
)
def test_successes_that_the_page_shows_as_null(amended, operation, status, media_type, schema):
    (found,) = (each for each in operations(amended) if each["operationId"] == operation)
    content = found["responses"][status]["content"]
    assert {name: value.get("schema") for name, value in content.items()} == {media_type: schema}
