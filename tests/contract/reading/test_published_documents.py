"""The published documents, read again: exactly what they describe, byte for byte what is kept."""

import pytest

from contract.catalog import specs_folder
from contract.document import to_yaml
from contract.model import Contract
from contract.prose import without_prose
from contract.reading import read_documentation
from contract.reading.signs import without_signs
from tests.seeds import seed

DIFY = [
    pytest.param("002", "2026-05-18", (20, 21, 6, 20, 33), id="2026-05-18"),
    pytest.param("000", "2026-06-10", (31, 43, 9, 38, 57), id="2026-06-10"),
    pytest.param("001", "2026-06-12", (31, 43, 9, 72, 60), id="2026-06-12"),
]


@pytest.mark.parametrize(("number", "version", "counts"), DIFY)
def test_everything_described_is_found(number, version, counts):
    """Operations, parameters, request bodies, responses, models; and nothing not understood."""
    reading = read_documentation(seed(number))
    assert reading is not None
    assert tuple(Contract.from_document(reading.document).counts().values()) == counts
    assert [each for each in reading.findings if each.kind in ("unread", "contradiction")] == []


@pytest.mark.parametrize(("number", "version", "counts"), DIFY)
def test_the_kept_contract_is_what_the_document_says(number, version, counts):
    """Reading it again gives the same bytes."""
    reading = read_documentation(seed(number))
    assert reading is not None
    kept = (specs_folder() / "dify" / f"{version}.yaml").read_text("utf-8")
    assert to_yaml(without_prose(reading.document)) == kept


def test_the_text_of_a_redoc_page_is_recognised_and_read():
    """Without a mapping, too: every operation has a proposed method and path, each reported."""
    reading = read_documentation(seed("003"))
    assert reading is not None
    assert reading.kind == "text of a ReDoc page"
    counts = Contract.from_document(reading.document).counts()
    assert tuple(counts.values()) == (220, 375, 78, 243, 11)
    proposed = [each for each in reading.findings if each.rule == "method-and-path-proposed"]
    assert [each.confidence for each in proposed] == ["low"] * 220


def test_details_of_the_newest_document():
    """Defaults, enumerations, unions and references, as they stand there."""
    reading = read_documentation(seed("001"))
    assert reading is not None
    schemas = reading.document["components"]["schemas"]
    assert schemas["AppRunRequest"]["properties"]["auto_generate_name"] == {
        "type": "boolean",
        "default": True,
    }
    assert schemas["ErrorDetail"]["properties"]["loc"] == {
        "type": "array",
        "items": {},
        "default": [],
    }
    assert schemas["MemberInvitePayload"]["properties"]["role"]["enum"] == ["admin", "normal"]
    assert schemas["Import"]["properties"]["current_dsl_version"]["default"] == "0.6.0"
    assert [
        each["$ref"][-6:] for each in schemas["PluginDependency"]["properties"]["value"]["anyOf"]
    ] == [
        "Github",
        "tplace",
        "ackage",
    ]
    limit = reading.document["paths"]["/account/sessions"]["get"]["parameters"][0]
    assert limit["schema"] == {"type": "integer", "default": 100}


# --- the reference written in MDX -----------------------------------------------------------------


def test_everything_described_in_mdx_is_found():
    """But one piece of code in another language; what contradicts itself is told."""
    reading = read_documentation(seed("004"))
    assert reading is not None
    assert reading.kind == "MDX reference"
    assert tuple(Contract.from_document(reading.document).counts().values()) == (7, 6, 3, 14, 8)
    [unread] = [each for each in reading.findings if each.kind == "unread"]
    assert "File upload sample code" in unread.message
    told = {each.rule for each in reading.findings if each.kind == "contradiction"}
    assert told == {
        "sample-contradicts-type",
        "sample-event-undescribed",
        "sample-lacks-required",
    }


def test_the_kept_contract_of_the_workflow_app_is_what_its_reference_says():
    """Reading it again gives the same bytes."""
    reading = read_documentation(seed("004"))
    assert reading is not None
    kept = (specs_folder() / "dify-workflow" / "1.yaml").read_text("utf-8")
    assert to_yaml(without_prose(reading.document)) == kept


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(lambda text: text, id="file"),
        pytest.param(
            lambda text: "\n".join(
                " ".join(each.split()) for each in text.split("\n") if each.strip()
            ),
            id="repository page",
        ),
        pytest.param(lambda text: " ".join(text.split()), id="flattened"),
    ],
)
def test_the_layout_of_the_reference_does_not_matter(layout):
    """Without its signs, without its indentation, without its lines: the same contract."""
    text = seed("004")
    file = without_signs(text)
    whole, again = (
        read_documentation(text),
        read_documentation(layout(file[file.index("import") :])),
    )
    assert whole is not None
    assert again is not None
    assert without_prose(again.document) == without_prose(whole.document)
