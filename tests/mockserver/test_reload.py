"""Editing a contract while it is served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contract.document import open_document
from mockserver import reload
from mockserver.app import Exchanges, listening
from mockserver.messages import MockRequest
from mockserver.reload import keeping_current
from mockserver.serving import make_mock

ROOT = """\
openapi: 3.2.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: SCHEMA}}}
"""
STRING = "{type: string, const: old}"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(reload, "LOOK_SECONDS", 0.01)


class Edited:
    """A mock whose files are edited."""

    def __init__(self, exchanges: Exchanges, told: asyncio.Queue[str]) -> None:
        self.exchanges = exchanges
        self._told = told

    def get(self, path: str = "/pets") -> tuple[int, bytes]:
        reply = self.exchanges.gate.answer(self.exchanges.world, MockRequest("GET", path))
        return reply.status, reply.body

    async def told(self) -> str:
        """Wait for the next thing that is told."""
        return await asyncio.wait_for(self._told.get(), 5)


@asynccontextmanager
async def edited(path: Path) -> AsyncIterator[Edited]:
    mock, told = make_mock(str(path)), asyncio.Queue[str]()
    exchanges = Exchanges(mock.gate, mock.world)
    async with keeping_current(exchanges, mock, told.put_nowait):
        await asyncio.sleep(0)
        yield Edited(exchanges, told)


def write(folder: Path) -> Path:
    (folder / "pets.yaml").write_text(ROOT.replace("SCHEMA", "schemas/pet.yaml"))
    (folder / "schemas").mkdir()
    (folder / "schemas" / "pet.yaml").write_text(STRING)
    return folder / "pets.yaml"


async def test_an_edit_of_the_document_is_served(tmp_path):
    path = write(tmp_path)
    async with edited(path) as mock:
        assert mock.get("/cats")[0] == 404
        path.write_text(path.read_text().replace("/pets", "/cats"))
        assert await mock.told() == f"{path} changed, 1 operations now"
        assert mock.get("/cats") == (200, b'"old"')


async def test_an_edit_of_a_file_it_refers_to_is_served(tmp_path):
    path = write(tmp_path)
    async with edited(path) as mock:
        (tmp_path / "schemas" / "pet.yaml").write_text(STRING.replace("old", "new"))
        await mock.told()
        assert mock.get() == (200, b'"new"')


async def test_a_file_put_in_the_place_of_another_is_served(tmp_path):
    """As editors do that write a whole file or none."""
    path = write(tmp_path)
    async with edited(path) as mock:
        draft = tmp_path / "draft"
        draft.write_text(STRING.replace("old", "new"))
        draft.replace(tmp_path / "schemas" / "pet.yaml")
        await mock.told()
        assert mock.get() == (200, b'"new"')


async def test_what_was_created_stays(tmp_path):
    path = write(tmp_path)
    async with edited(path) as mock:
        mock.exchanges.world.store["pets"].put("1", {"name": "Rex"})
        path.write_text(path.read_text() + "\n")
        await mock.told()
        assert mock.exchanges.world.store["pets"].get("1") == {"name": "Rex"}


async def test_a_broken_edit_is_told_and_the_last_good_contract_served(tmp_path):
    """In one sentence; the next good edit is taken."""
    path = write(tmp_path)
    good = path.read_text()
    async with edited(path) as mock:
        path.write_text(good + "  : {")
        told = await mock.told()
        assert told.startswith(f"{path}:")
        assert "\n" not in told
        assert mock.get() == (200, b'"old"')
        path.write_text(good.replace("/pets", "/cats"))
        await mock.told()
        assert mock.get("/cats")[0] == 200


async def test_a_missing_file_may_be_made(tmp_path):
    """Beside the others; the document is not touched again."""
    path = write(tmp_path)
    async with edited(path) as mock:
        path.write_text(ROOT.replace("SCHEMA", "schemas/dog.yaml"))
        assert "dog.yaml" in await mock.told()
        (tmp_path / "schemas" / "dog.yaml").write_text(STRING.replace("old", "dog"))
        await mock.told()
        assert mock.get() == (200, b'"dog"')


async def test_streams_go_on_while_the_contract_changes(tmp_path):
    """What has begun keeps to the contract it began with."""
    dify = make_mock("dify")
    exchanges = Exchanges(dify.gate, dify.world)
    token = next(iter(dify.gate.system.tokens(dify.world)))
    app = dify.world.store["apps"].where(name="small-talk")[0]
    body = b'{"inputs": {}, "query": "one two three four five six"}'
    head = (
        f"POST /openapi/v1/apps/{app['id']}/run HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
        f"{token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    async with listening(exchanges, "127.0.0.1", 0) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head.encode() + body)
        await reader.readuntil(b"one ")
        exchanges.gate = make_mock("dify@2026-06-10").gate
        rest = await asyncio.wait_for(reader.readuntil(b"0\r\n\r\n"), 5)
        writer.close()
    assert b"message_end" in rest


def test_a_document_knows_its_files(tmp_path):
    """All of them, so that each can be watched."""
    path = write(tmp_path)
    assert open_document(str(path)).files == (path, tmp_path / "schemas" / "pet.yaml")


def test_a_contract_that_comes_along_knows_its_overlays():
    names = [each.name for each in open_document("dify@2026-06-12").files]
    assert names[0] == "2026-06-12.yaml"
    assert "overlay-every-reply.yaml" in names
