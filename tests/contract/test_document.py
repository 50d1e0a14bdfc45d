"""Opening contracts: files, documentation, names of the catalogue."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from contract.bundle import Origin
from contract.document import open_document, to_yaml, write_file
from contract.errors import ContractError, UnknownSpec, UnreadableSource, UnresolvedReference

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


DEEP = 10_000
#: Nine steps that multiply by ten, by aliases or by merge keys.
BOMB = "openapi: 3.2.0\na: &a {{{members}}}\n" + "".join(
    f"b{n}: &b{n} {{{{{{key}}[{', '.join([f'*b{n - 1}' if n else '*a'] * 10)}]}}}}\n"
    for n in range(9)
)
MEMBERS = ", ".join(f"k{n}: 1" for n in range(10))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.txt", b"\n\x00\x01\x02", "line 2 holds a NUL byte", id="binary"),
        pytest.param("a.yaml", b"openapi: 3.2.0\n\x00", "line 2 holds a NUL byte", id="NUL"),
        pytest.param("a.txt", b"a: [1\n", "no documentation", id="text"),
        pytest.param("a.txt", b"openapi: 3.2.0\na: [1\nb: 2\n", ":3:", id="no YAML"),
        pytest.param("a.txt", b'{"openapi": "3.2.0",', ":1:", id="no JSON"),
        pytest.param("a.txt", b"a: 1\n", "no documentation", id="other YAML"),
        pytest.param("a.md", b"# Notes\n\nText\n", "no documentation", id="another Markdown file"),
        pytest.param("a.txt", b"<!DOCTYPE html><html>", "HTML page", id="HTML"),
        pytest.param("a.yaml", b"\n<!doctype html>\n<p>404", "HTML page", id="HTML as YAML"),
        pytest.param("a.json", b"<html><p>404", "HTML page", id="HTML as JSON"),
        pytest.param("a.md", b"<html><p>404", "HTML page", id="HTML as Markdown"),
        pytest.param("a.md", b"<!-- a -->\n<HTML lang=en>", "HTML page", id="HTML, comment"),
        pytest.param("a.md", b"<head><title>502</title>", "HTML page", id="HTML, head alone"),
        pytest.param("a.txt", b"caf\xe9", "line 1 is not UTF-8 but maybe Latin-1", id="Latin-1"),
        pytest.param("a.yaml", b"\xff\xfea\x00\x00\xd8", "line 1 is not UTF-16", id="no UTF-16"),
        pytest.param(
            "a.json",
            b'{"openapi": "3.2.0",\n"a": 1,\n}',
            ":2:7: trailing comma",
            id="trailing comma",
        ),
        pytest.param(
            "a.json",
            b'{"openapi": "3.2.0",\n"a": {},\n"a": {}}',
            ":3:1: the key a",
            id="JSON twice",
        ),
        pytest.param(
            "a.yaml", b"openapi: 3.2.0\nb: 1\nc: {}\nb: 2\n", ":4:1: the key b", id="YAML twice"
        ),
        pytest.param(
            "a.yaml", b"openapi: 3.2.0\n---\na: 1\n", ":2:1: expected a single", id="stream"
        ),
        pytest.param(
            "a.json", b'{"openapi": ' + b"[" * DEEP + b"]" * DEEP + b"}", ":1:", id="deep JSON"
        ),
        pytest.param(
            "a.yaml",
            b"openapi: 3.2.0\na: " + b"[" * DEEP,
            ":2:403: the text is nested",
            id="deep flow",
        ),
        pytest.param(
            "a.yaml",
            b"openapi: 3.2.0\n" + b"\n".join(b" " * n + b"a:" for n in range(DEEP // 10)),
            "nested more than 400 levels",
            id="deep YAML",
        ),
        pytest.param(
            "a.yaml", BOMB.format(members=MEMBERS, key="a: ").encode(), "5,000,000", id="aliases"
        ),
        pytest.param(
            "a.yaml", BOMB.format(members=MEMBERS, key="<<: ").encode(), "merge keys", id="merges"
        ),
        pytest.param(
            "a.yaml",
            b"openapi: 3.2.0\ninfo: {}\n\npaths:\n- /a\n",
            ":4: #/paths:",
            id="list of paths",
        ),
        pytest.param(
            "a.yaml", b"openapi: 3.2.0\na: &a [*a]\n", "contains itself", id="endless alias"
        ),
    ],
)
def test_what_is_no_contract_gets_one_sentence(tmp_path, name, content, sentence):
    """It says what the file is and what to do, without a traceback."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ContractError) as caught:
        open_document(str(path))
    message = str(caught.value)
    assert sentence in message
    assert message.startswith(str(path))
    assert "\n" not in message


def test_a_text_too_large_for_its_kind_is_refused_at_once(tmp_path):
    """JSON may be larger, since it is parsed quickly."""
    path = tmp_path / "a.yaml"
    path.write_text("openapi: 3.2.0\n" + "# a comment\n" * 1_500_000)
    with pytest.raises(UnreadableSource, match="larger than 16 MiB, the limit for all but JSON"):
        open_document(str(path))
    with path.open("ab") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(UnreadableSource, match="larger than 64 MiB"):
        open_document(str(path))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path, encoding):
    path = tmp_path / "api.yaml"
    path.write_text(to_yaml(MINIMAL).replace("\n", "\r\n"), encoding, newline="")
    assert open_document(str(path)).content == MINIMAL


REFERRING = "openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    $ref: {}\n"


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        pytest.param("none.yaml", ":5: .*there is no file", id="missing"),
        pytest.param(".", ":5: .*is a directory", id="directory"),
        pytest.param("http://127.0.0.1:1/a.yaml", ":5: .*keep a copy beside it", id="web"),
        pytest.param("b.yaml", "c.yaml:1: .*it leads back to itself", id="cycle"),
    ],
)
def test_a_reference_that_cannot_be_followed_is_told_with_its_line(tmp_path, reference, sentence):
    """In whichever file it stands."""
    (tmp_path / "a.yaml").write_text(REFERRING.format(reference))
    (tmp_path / "b.yaml").write_text("# A cycle of files\n$ref: c.yaml\n")
    (tmp_path / "c.yaml").write_text("$ref: b.yaml\n")
    with pytest.raises(UnresolvedReference, match=sentence):
        open_document(str(tmp_path / "a.yaml"))


def test_elements_of_other_files_keep_their_origin(tmp_path):
    """Messages about them can name the file."""
    (tmp_path / "a.yaml").write_text(REFERRING.format("b.yaml#/item"))
    (tmp_path / "b.yaml").write_text("item: {summary: From the other file}\n")
    document = open_document(str(tmp_path / "a.yaml"))
    assert document.origins["/paths/~1a"] == Origin(str(tmp_path / "b.yaml"), "/item")


def test_a_contract_without_operations_is_warned_of(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(to_yaml(MINIMAL))
    assert "no operation is described" in open_document(str(path)).warnings[-1]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("file:///a.yaml", "no http or https URL", id="another scheme"),
        pytest.param("http://127.0.0.1:1/a.yaml", r"\(Connection refused\)", id="nobody there"),
    ],
)
def test_a_url_that_cannot_be_read_is_told_in_plain_words(name, told):
    with pytest.raises(UnreadableSource, match=told):
        open_document(name)


def test_a_url_that_answers_by_an_error_is_told_with_its_status():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(UnreadableSource, match=r"it answers 501 Unsupported method"):
            open_document(f"http://127.0.0.1:{server.server_port}/a.yaml")


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
