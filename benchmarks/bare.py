"""What aiohttp and uvloop do by themselves: the measure of what the mock adds."""

import asyncio
import sys
from pathlib import Path

import orjson
import uvloop
from aiohttp import web


def application(listed: bytes, streamed: bytes) -> web.Application:
    """Answer with bytes made beforehand, with parsed JSON, and with a stream."""
    events = streamed.splitlines(keepends=True)
    events = [b"".join(pair) for pair in zip(events[::2], events[1::2], strict=True)]

    async def listing(_: web.Request) -> web.Response:
        return web.Response(body=listed, content_type="application/json")

    async def creating(request: web.Request) -> web.Response:
        told = orjson.loads(await request.read())
        made = {
            "device_code": f"dc_{told['client_id']}",
            "user_code": "ABCD-EFGH",
            "verification_uri": "http://127.0.0.1/device",
            "expires_in": 900,
            "interval": 5,
        }
        return web.Response(body=orjson.dumps(made), content_type="application/json")

    async def streaming(request: web.Request) -> web.StreamResponse:
        await request.read()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for event in events:
            await response.write(event)
            await asyncio.sleep(0)
        await response.write_eof()
        return response

    app = web.Application()
    app.router.add_get("/apps", listing)
    app.router.add_post("/codes", creating)
    app.router.add_post("/stream", streaming)
    return app


async def serve(port: int, listed: bytes, streamed: bytes) -> None:
    """Serve until the process ends."""
    runner = web.AppRunner(application(listed, streamed), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), *(Path(each).read_bytes() for each in sys.argv[2:])))
