"""Opening contracts: files, documentation, names of the catalogue."""

import json

import pytest

from contract.document import open_document, to_yaml, write_file
from contract.errors import ContractError, UnknownSpec, UnreadableSource

MINIMAL = {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": {}}


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json", ".txt"])
def test_openapi_is_recognised_whatever_the_file_is_called(tmp_path, suffix):
    """YAML and JSON, by what they hold."""
    path = tmp_path / f"api{suffix}"
    path.write_text(json.dumps(MINIMAL) if suffix == ".json" else to_yaml(MINIMAL))
    assert open_document(str(path)).content == MINIMAL


def test_documentation_is_read_on_the_way_in(tmp_path):
    """A documentation file is a contract like any other."""
    path = tmp_path / "api.md"
    path.write_text(
        "# T\n\n## Version: 1\n\n### [GET] /a\n\n#### Responses\n\n"
        "| Code | Description |\n| ---- | ----------- |\n| 200 | ok |\n"
    )
    document = open_document(str(path))
    assert list(document.content["paths"]) == ["/a"]
    assert document.reading is not None


def test_keys_that_are_numbers_become_strings(tmp_path):
    """Many write status codes without quotes."""
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n"
        "paths: {/a: {get: {responses: {200: {description: ok}}}}}\n"
    )
    assert list(open_document(str(path)).content["paths"]["/a"]["get"]["responses"]) == ["200"]


def test_the_catalogue_gives_the_newest_version_unless_one_is_named():
    """`dify` is the latest."""
    assert open_document("dify").version == "2026-06-12"
    assert open_document("dify@2026-05-18").name == "dify@2026-05-18"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\x00\x01\x02", "binary", id="binary"),
        pytest.param(b"a: [1\n", "no documentation", id="text"),
        pytest.param(b"openapi: 3.2.0\na: [1\nb: 2\n", ":3:", id="YAML that does not parse"),
        pytest.param(b'{"openapi": "3.2.0",', ":1:", id="JSON that does not parse"),
        pytest.param(b"a: 1\n", "no documentation", id="other YAML"),
        pytest.param(b"# Notes\n\nText\n", "no documentation", id="another Markdown file"),
        pytest.param(b"<!DOCTYPE html><html>", "HTML page", id="HTML"),
        pytest.param(b"caf\xe9", "line 1 is not UTF-8", id="another encoding"),
    ],
)
def test_what_is_no_contract_gets_one_sentence(tmp_path, content, sentence):
    """It says what the file is and what to do, without a traceback."""
    path = tmp_path / "api.txt"
    path.write_bytes(content)
    with pytest.raises(ContractError) as caught:
        open_document(str(path))
    message = str(caught.value)
    assert sentence in message
    assert message.startswith(str(path))
    assert "\n" not in message


def test_a_directory_and_a_missing_file_are_told_apart(tmp_path):
    """Both are the person's to mend, differently."""
    with pytest.raises(UnreadableSource, match="directory"):
        open_document(str(tmp_path))
    with pytest.raises(UnreadableSource, match="no such file"):
        open_document(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize("name", ["difi", "dify@2026-05-19"])
def test_an_unknown_name_is_answered_with_the_nearest_known(name):
    """A typing error is seen at once."""
    with pytest.raises(UnknownSpec, match="did you mean dify"):
        open_document(name)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    """What was there stays where the new text cannot be written."""
    path = tmp_path / "out.yaml"
    write_file(path, "a: 1\n")
    assert path.read_text() == "a: 1\n"
    with pytest.raises(UnreadableSource, match="cannot be written"):
        write_file(tmp_path / "no" / "out.yaml", "a: 2\n")
    assert [each.name for each in tmp_path.iterdir()] == ["out.yaml"]
