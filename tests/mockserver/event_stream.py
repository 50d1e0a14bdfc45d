"""Reading event streams as browsers do, so that what the mock writes can be checked."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Frame:
    """One block of a stream: an event, or what has a name and no data."""

    event: str
    data: str | None  #: Browsers tell the page nothing of a frame without data.
    id: str | None = None

    @property
    def json(self) -> Any:
        """Give the data as JSON."""
        assert self.data is not None
        return orjson.loads(self.data)

    @property
    def name(self) -> str:
        """Give what tells the kind: the name of the frame, else the member `event` of its data."""
        return self.event or str(self.json["event"])


class FrameReader:
    """
    Takes a stream apart as its bytes arrive.

    Source: HTML Living Standard, sections 9.2.5 and 9.2.6.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[str, str] = {}

    def feed(self, chunk: bytes) -> list[Frame]:
        """Give the frames that these bytes complete; what is left waits for more."""
        text = self._rest + chunk
        lines = _LINE_END.split(text)
        # A carriage return at the end may be half of a line end.
        if text.endswith(b"\r"):
            lines = [*lines[:-2], lines[-2] + b"\r"]
        self._rest = lines.pop()
        return [frame for line in lines if (frame := self._take(line.decode()))]

    def _take(self, line: str) -> Frame | None:
        if not line:
            fields, self._fields = self._fields, {}
            if not fields:
                return None
            return Frame(fields.get("event", ""), fields.get("data"), fields.get("id"))
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in self._fields:
            value = f"{self._fields['data']}\n{value}"
        if name in ("data", "event", "id"):
            self._fields[name] = value
        return None


def frames_of(stream: bytes) -> list[Frame]:
    """Take a whole stream apart."""
    return FrameReader().feed(stream)
