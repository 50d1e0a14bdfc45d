"""Playing a case against the whole program, over a socket."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from mockserver.app import create_app
from mockserver.options import Options
from mockserver.serving import Mock, make_mock
from mockserver.world import Clock, World
from tests.mockserver.cases import ANY, Case, Expected, Step, Upload
from tests.mockserver.event_stream import Frame, FrameReader
from tests.mockserver.matching import UnknownNameError, differences, filled, found_at
from tests.mockserver.systems.dify.callers import callers as dify_callers

#: 2026-06-11T08:26:02Z: where the clock of every case starts.
START: Final = 1781166362.0
_CONTRACTS: Final = Path(__file__).parents[1] / "contracts"
_USUAL: Final = Options()
_CALLERS: Final = {"dify": dify_callers}
#: No case waits; one that hangs is ended by this.
_PATIENCE_SECONDS: Final = 20.0
_BOUNDARY: Final = "----a-part-ends-here"


class CaseFailedError(AssertionError):
    """A step that did not go as the case says."""


@cache
def mock_of(contract: str, options: Options = _USUAL) -> Mock:
    """
    Make the mock of a contract; its gate serves any number of worlds.

    It is one of `tests/contracts`, or one that `mockserver serve` knows by its name.
    """
    own = _CONTRACTS / f"{contract}.yaml"
    spec = str(own) if own.exists() else contract
    return make_mock(spec, seed=1, clock=Clock(START), options=options)


def new_world(contract: str, settings: Mapping[str, Any], *, seed: int = 1) -> World:
    """Make a new world for the mock of a contract: seeded, its clock standing still."""
    world = World(seed, Clock(START), settings={"pace_seconds": 0, **settings})
    mock_of(contract).gate.system.seed(world)
    return world


def callers_of(mock: Mock, world: World) -> dict[str, dict[str, str]]:
    """Give the headers of everybody who may call; of any system, nobody calls without any."""
    system = mock.document.system
    known = _CALLERS.get(system.name) if system else None
    return {"nobody": {}, **(known(world) if known else {})}


async def play(case: Case) -> None:
    """
    Play a case from its beginning to its end.

    Raises:
        CaseFailedError: a step went otherwise than the case says.
    """
    mock = mock_of(case.contract, case.options)
    world = new_world(case.contract, case.settings)
    async with TestClient(TestServer(create_app(mock.gate, world))) as client:
        story = _Story(case, mock, world, client)
        for number, step in enumerate(case.steps, 1):
            try:
                await asyncio.wait_for(story.take(step), _PATIENCE_SECONDS)
            except (UnknownNameError, CaseFailedError, TimeoutError) as error:
                place = f"{case.file}:{step.line}: step {number} of {case.description!r}"
                asked = f"{step.method} {step.path}".strip() or step.continued
                told = str(error) or "it did not end"
                raise CaseFailedError(f"{place} ({asked})\n{told}") from None


class _Story:
    """One case while it is played."""

    def __init__(self, case: Case, mock: Mock, world: World, client: TestClient) -> None:
        self._world = world
        self._client = client
        self._base = mock.contract.operations[0].base_paths[0]
        self._names = names_of(world)
        self._callers = callers_of(mock, world)
        self._streams: dict[str, _Stream] = {}
        _change(world, filled(case.given, self._names))

    async def take(self, step: Step) -> None:
        """Take one step."""
        if step.clock_seconds:
            self._world.clock.advance(step.clock_seconds)
        elif step.continued:
            expected = filled_events(step.expected, self._names)
            await self._read(step, self._streams.pop(step.continued), expected)
        else:
            await self._ask(step)

    async def _ask(self, step: Step) -> None:
        headers = {**self._headers_of(step), **filled(step.headers, self._names)}
        kind, body = _body(step, self._names)
        path = f"{self._base}{filled(step.path, self._names)}"
        reply = await self._client.request(
            step.method,
            URL(path, encoded=True),
            data=None if body is None else BytesIO(body),
            headers={**kind, **headers},
            skip_auto_headers=["Content-Type"],
            allow_redirects=False,
        )
        expected = filled_events(step.expected, self._names)
        if expected.events is None:
            content = await reply.read()
            _check(_of_reply(reply, content, expected, self._names), reply, content)
            self._save(step.save, _json(content))
        else:
            _check(_of_head(reply, expected, self._names), reply, b"")
            await self._read(step, _Stream(reply), expected)

    def _headers_of(self, step: Step) -> Mapping[str, str]:
        if step.caller not in self._callers:
            raise CaseFailedError(f"nobody knows {step.caller!r}; who calls: {[*self._callers]}")
        return self._callers[step.caller]

    async def _read(self, step: Step, stream: "_Stream", expected: Expected) -> None:
        frames = await _expected_frames(stream, expected.events or (), is_open=bool(step.stream))
        if step.stream:
            self._streams[step.stream] = stream
        first: dict[str, Any] = {}
        for frame in frames:
            if frame.data is not None:
                first.setdefault(frame.name, frame.json)
        self._save(step.save, first)

    def _save(self, wanted: Mapping[str, str], value: Any) -> None:
        for name, path in wanted.items():
            self._names[name] = found_at(value, path)


# --- the request ----------------------------------------------------------------------------------


def names_of(world: World) -> dict[str, Any]:
    """Name the ids of what is there from the start, by its name or e-mail address."""
    found = {}
    for collection in world.store.names():
        for record in world.store[collection]:
            for key in ("name", "email"):
                if key in record and "id" in record:
                    found[str(record[key])] = record["id"]
    return found


def _change(world: World, given: Mapping[str, Any]) -> None:
    """Bring the world into the state a case starts from; null forgets a record."""
    for collection, records in given.items():
        store = world.store[collection]
        for key, members in records.items():
            record = store.get(key)
            if record is None:
                raise UnknownNameError(f"there is no {key} among {collection}")
            if members is None:
                store.delete(key)
            else:
                store.put(key, {**record, **members})


def _body(step: Step, names: Mapping[str, Any]) -> tuple[dict[str, str], bytes | None]:
    """Give the media type and the bytes of a request."""
    if step.has_json:
        return {"Content-Type": "application/json"}, orjson.dumps(filled(step.json, names))
    if step.files is not None:
        parts = [*_fields(filled(step.form or {}, names)), *map(_file, step.files)]
        closed = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
        return {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}, closed
    if step.form is not None:
        kind = "application/x-www-form-urlencoded"
        return {"Content-Type": kind}, urlencode(filled(step.form, names)).encode()
    return {}, None if step.text is None else str(filled(step.text, names)).encode()


def _fields(form: Mapping[str, str]) -> list[bytes]:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"\r\n\r\n{{}}\r\n'
    return [head.format(name, value).encode() for name, value in form.items()]


def _file(upload: Upload) -> bytes:
    filename = "" if upload.filename is None else f'; filename="{upload.filename}"'
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{upload.name}"{filename}\r\n'
    if upload.content_type is not None:
        head += f"Content-Type: {upload.content_type}\r\n"
    content = upload.content.encode() if upload.size is None else b"x" * upload.size
    return head.encode() + b"\r\n" + content + b"\r\n"


# --- the reply ------------------------------------------------------------------------------------


def filled_events(expected: Expected, names: Mapping[str, Any]) -> Expected:
    """Put the saved values into the events that are expected."""
    if expected.events is None:
        return expected
    events = tuple((name, filled(members, names)) for name, members in expected.events)
    return Expected(status=expected.status, headers=expected.headers, events=events)


def _check(problems: list[str], reply: ClientResponse, content: bytes) -> None:
    if problems:
        shown = content[:2000].decode("utf-8", "replace")
        raise CaseFailedError("\n".join([*problems, f"reply: {reply.status} {shown}"]))


def _of_head(reply: ClientResponse, expected: Expected, names: Mapping[str, Any]) -> list[str]:
    problems = []
    if reply.status != expected.status:
        problems.append(f"the status is {reply.status}, not {expected.status}")
    wanted = {name.lower(): value for name, value in filled(expected.headers, names).items()}
    given = {name.lower(): value for name, value in reply.headers.items()}
    return [*problems, *differences(wanted, given, "")]


def _of_reply(
    reply: ClientResponse, content: bytes, expected: Expected, names: Mapping[str, Any]
) -> list[str]:
    problems = _of_head(reply, expected, names)
    for key, value in expected.bodies():
        found = content.decode() if key == "text" else _json(content)
        problems += differences(filled(value, names), found, exactly=key == "exactly")
    return problems


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


class _Stream:
    """A reply whose events are read one by one."""

    def __init__(self, reply: ClientResponse) -> None:
        self._reply = reply
        self._frames = self._read()

    async def _read(self) -> AsyncIterator[Frame]:
        reader = FrameReader()
        async for chunk in self._reply.content.iter_any():
            for frame in reader.feed(chunk):
                yield frame

    async def next(self) -> Frame | None:
        """Give the next frame; nothing at the end of the stream."""
        return await anext(self._frames, None)


async def _expected_frames(
    stream: _Stream, events: tuple[tuple[str, Any], ...], *, is_open: bool
) -> list[Frame]:
    """Read the frames that are expected, in their order, and the end unless it stays open."""
    seen: list[Frame] = []
    may_skip = False
    for name, members in events:
        if name == ANY:
            may_skip = True
            continue
        await _find(stream, name, members, seen, may_skip=may_skip)
        may_skip = False
    while not is_open and (frame := await stream.next()) is not None:
        seen.append(frame)
        if not may_skip:
            raise CaseFailedError(_told(f"the stream goes on with {frame.name}", seen))
    return seen


async def _find(
    stream: _Stream, name: str, members: Any, seen: list[Frame], *, may_skip: bool
) -> None:
    while True:
        try:
            frame = await asyncio.wait_for(stream.next(), _PATIENCE_SECONDS / 2)
        except TimeoutError:
            raise CaseFailedError(_told(f"{name} did not come", seen)) from None
        if frame is None:
            raise CaseFailedError(_told(f"the stream ends before {name}", seen))
        seen.append(frame)
        problems = _of_frame(frame, name, members)
        if not problems:
            return
        if not may_skip:
            raise CaseFailedError(_told("\n".join(problems), seen))


def _of_frame(frame: Frame, name: str, members: Any) -> list[str]:
    if frame.name != name:
        return [f"{frame.name} came, not {name}"]
    if not members:
        return []
    return list(differences(members, frame.json if frame.data is not None else None, name))


def _told(problem: str, seen: list[Frame]) -> str:
    frames = "\n".join(f"  {each.event} {each.data or ''}"[:600] for each in seen)
    return f"{problem}; so far:\n{frames}"
