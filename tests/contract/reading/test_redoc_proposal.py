"""Methods and paths proposed from titles."""

import pytest
from click.testing import CliRunner

from contract.cli import main
from contract.document import open_document, propose_operations
from contract.errors import UnrecognisedDocument
from contract.reading import parse_operations, redoc
from tests.contract.reading.redoc_pages import HEAD, page, response_sample

JSON_BODY = "Request Body schema: application/json\nname\nstring"
PATH = "path Parameters\npet_id\nrequired\nstring"


@pytest.mark.parametrize(
    ("title", "sections", "method", "path", "status"),
    [
        ("Read Pets", "", "GET", "/pets", "200"),
        ("Read Pet", PATH, "GET", "/pets/{pet_id}", "200"),
        ("Create Pet", JSON_BODY, "POST", "/pets", "201"),
        ("Update Pet", f"{PATH}\n{JSON_BODY}", "PATCH", "/pets/{pet_id}", "200"),
        ("Upsert Pet", JSON_BODY, "PUT", "/pets", "200"),
        ("Delete Pet", PATH, "DELETE", "/pets/{pet_id}", "2XX"),
        ("Cancel Pet", PATH, "POST", "/pets/{pet_id}/cancel", "2XX"),
        ("Search Toys", JSON_BODY, "POST", "/pets/toys/search", "200"),
        ("Something Else", "", "GET", "/pets/else/something", "2XX"),
    ],
)
def test_the_first_word_tells_the_method_and_the_others_the_path(
    title, sections, method, path, status
):
    (entry,) = parse_operations(redoc.propose_operations(page(sections, title=title)), "x.csv")
    assert (entry.method, entry.path, entry.success_status) == (method, path, status)
    assert (entry.basis, entry.confidence) == ("inferred", "low")


def test_a_deletion_that_shows_an_error_alone_has_no_content():
    text = page(PATH, response_sample('{\n  • "detail": [\n    ]\n}'), title="Delete Pet")
    (entry,) = parse_operations(redoc.propose_operations(text), "x.csv")
    assert entry.success_status == "204"


def test_no_two_operations_are_proposed_alike():
    text = HEAD + "\nPets\n" + "\nList Pets\n\nResponses\n" * 4
    entries = parse_operations(redoc.propose_operations(text), "x.csv")
    assert len({(each.method, each.path) for each in entries}) == 4


def test_a_page_reads_the_same_with_its_own_proposal_but_for_the_origin():
    text = HEAD + "\nPets\n" + "\nList Pets\n\nResponses\n" * 2 + "\nAdd Pet\n\nResponses\n"
    entries = parse_operations(redoc.propose_operations(text), "x.csv")
    proposed, mapped = redoc.read(text), redoc.read(text, entries)
    assert list(proposed.document["paths"]) == list(mapped.document["paths"])
    rules = {each.rule for each in mapped.findings}
    assert "method-and-path-mapped" in rules
    assert "method-and-path-proposed" not in rules


def test_rows_that_are_there_are_kept(tmp_path):
    text = HEAD + "\nPets\n\nList Pets\n\nResponses\n\nAdd Pet\n\nResponses\n"
    doc, mapping = tmp_path / "page.txt", tmp_path / "operations.csv"
    doc.write_text(text, "utf-8")
    mapping.write_text("tag,title,method,path\nPets,Add Pet,PUT,/animals\n", "utf-8")
    completed = propose_operations(str(doc), operations=mapping)
    assert [(each.method, each.path) for each in parse_operations(completed, "x.csv")] == [
        ("GET", "/pets"),
        ("PUT", "/animals"),
    ]
    assert list(open_document(str(doc), operations=mapping).content["paths"]) == [
        "/pets",
        "/animals",
    ]


def test_other_documents_take_no_such_file(tmp_path):
    doc, mapping = tmp_path / "api.yaml", tmp_path / "operations.csv"
    doc.write_text("openapi: 3.2.0\ninfo: {title: T, version: '1'}\npaths: {}\n", "utf-8")
    mapping.write_text("tag,title,method,path\n", "utf-8")
    for refused in (open_document, propose_operations):
        with pytest.raises(UnrecognisedDocument, match="not the text of a ReDoc page"):
            refused(str(doc), operations=mapping)


def test_the_command_writes_a_proposal_and_reads_with_it(tmp_path):
    doc, mapping, contract = (tmp_path / name for name in ("page.txt", "ops.csv", "api.yaml"))
    doc.write_text(page(PATH, title="Read Pet"), "utf-8")
    proposed = CliRunner().invoke(main, ["read", str(doc), "--propose-operations", str(mapping)])
    assert (proposed.exit_code, proposed.stdout) == (0, "")
    mapping.write_text(mapping.read_text("utf-8").replace("/pets/{pet_id}", "/v1/pet/{pet_id}"))
    read = CliRunner().invoke(
        main, ["read", str(doc), "--operations", str(mapping), "-o", str(contract)]
    )
    assert read.exit_code == 0
    assert list(open_document(str(contract)).content["paths"]) == ["/v1/pet/{pet_id}"]
