"""What a browser makes of the mock, asked of one."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from contract.document import Source, from_source
from mockserver.app import Exchanges, listening
from mockserver.serving import make_mock

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")

#: It stays until it is ended, and asks nobody beyond this machine.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)
#: It comes back after a tenth of a second, not after the three that are usual.
TICKS = r"""
openapi: 3.2.0
info: {title: Ticks, version: '1'}
paths:
  /ticks:
    get:
      responses:
        '200':
          description: OK
          content:
            text/event-stream: {example: "retry: 100\nid: a\ndata: 1\n\nid: b\ndata: 2\n\n"}
"""
PAGE = """<!doctype html><script>
const heard = [], source = new EventSource("%s/ticks");
source.onopen = () => heard.push("open");
source.onmessage = event => heard.push(event.lastEventId);
source.onerror = () => {
  heard.push(source.readyState === EventSource.CLOSED ? "closed" : "lost");
  if (source.readyState === EventSource.CLOSED)
    setTimeout(() => fetch("/", {method: "POST", body: heard.join(" ")}), 400);
};
</script>"""


@asynccontextmanager
async def _showing(page: str, folder: Path) -> AsyncIterator[asyncio.Future[str]]:
    """Show a page to a browser; the future is what the page sends home."""
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def answer(request: web.Request) -> web.Response:
        if request.method == "POST":
            told.set_result(await request.text())
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/", answer)
    assert CHROMIUM is not None
    async with TestServer(app) as server:
        quiet = {"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}
        url = str(server.make_url("/"))
        browser = await asyncio.create_subprocess_exec(
            CHROMIUM, *FLAGS, f"--user-data-dir={folder}", url, **quiet
        )
        try:
            yield told
        finally:
            browser.terminate()
            await browser.wait()


async def test_a_browser_that_has_heard_a_whole_stream_stops_asking(tmp_path):
    """It comes back once, behind the last event, and is told that there are no more."""
    mock = make_mock(from_source(Source("ticks.yaml", TICKS)))
    async with (
        listening(Exchanges(mock.gate, mock.world), "127.0.0.1", 0) as url,
        _showing(PAGE % url, tmp_path) as told,
        asyncio.timeout(30),
    ):
        heard = await told
    assert heard == "open a b lost closed"
    assert [each.status for each in mock.world.journal] == [200, 204]
