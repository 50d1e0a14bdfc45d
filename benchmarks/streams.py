"""A thousand clients that read event streams at once."""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvloop
from load import Ask

#: Ends the body of a reply in chunks.
_END = b"0\r\n\r\n"


@dataclass(frozen=True)
class Streamed:
    """What all streams gave together."""

    events: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Give the events of one second."""
        return self.events / self.seconds


def read_streams(url: str, ask: Ask, count: int) -> Streamed:
    """Open `count` streams at once and read every one to its end."""
    return uvloop.run(_read_all(url, ask, count))


async def _read_all(url: str, ask: Ask, count: int) -> Streamed:
    place = urlsplit(url)
    assert place.port is not None
    request = _written(ask, place.netloc)
    opened = [await asyncio.open_connection(place.hostname, place.port) for _ in range(count)]
    began = time.perf_counter()
    for _, writer in opened:
        writer.write(request)
    counts = await asyncio.gather(*(_read(reader) for reader, _ in opened))
    took = time.perf_counter() - began
    for _, writer in opened:
        writer.close()
    return Streamed(sum(counts), took)


async def _read(reader: asyncio.StreamReader) -> int:
    """Count the events of a stream; the blank line behind each tells them."""
    events, last = 0, b""
    while not last.endswith(_END):
        data = await reader.read(1 << 16)
        if not data:
            raise ConnectionError("a stream was cut off")
        events += data.count(b"\n\n")
        last = (last + data)[-16:]
    return events


def _written(ask: Ask, host: str) -> bytes:
    body = ask.body.encode()
    headers = {"Host": host, **ask.headers, "Content-Length": str(len(body))}
    lines = [f"{ask.method} {ask.path} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
