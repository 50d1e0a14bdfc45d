"""
Cases: tests of the whole program, written as text.

`tests/cases/README.md` describes the format. What is not part of it fails loudly, so that a
misspelt expectation cannot pass.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from contract import yaml12
from mockserver.options import Options

FOLDER: Final = Path(__file__).parent.parent / "cases"
#: What a case says about a member or event that may be anything, or that must not be there.
ANY, ABSENT_MARK = "<any>", "<absent>"
_MISSING: Final = object()
_REQUEST: Final = re.compile(r"(?P<method>[A-Z]+) (?P<path>/.*)")
_TIME: Final = re.compile(r"\+(?P<number>\d+(?:\.\d+)?)(?P<unit>[smhd])")
_OPTIONS: Final = " ".join(each.name for each in fields(Options))
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class InvalidCaseError(ValueError):
    """A case file that does not keep to the format; says where."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file part of a form."""

    name: str
    filename: str | None
    content_type: str | None
    content: str = ""
    size: int | None = None  #: Bytes of that number, instead of a content.


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reply has to be."""

    status: int | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)
    json: Any = _MISSING
    exactly: Any = _MISSING
    text: Any = _MISSING
    events: tuple[tuple[str, Any], ...] | None = None  #: Names, each with the members it has.

    def bodies(self) -> Iterator[tuple[str, Any]]:
        """Give what is said of the body, each by its key."""
        for key in ("json", "exactly", "text"):
            if getattr(self, key) is not _MISSING:
                yield key, getattr(self, key)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: a request, more of a stream, or time that goes by."""

    line: int
    clock_seconds: float = 0.0
    method: str = ""
    path: str = ""
    caller: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = _MISSING
    text: str | None = None
    form: Mapping[str, str] | None = None
    files: tuple[Upload, ...] | None = None
    expected: Expected = field(default_factory=Expected)
    save: Mapping[str, str] = field(default_factory=dict)
    stream: str = ""  #: The name under which the reply's stream is kept open.
    continued: str = ""  #: The name of the stream that is read on.

    @property
    def has_json(self) -> bool:
        """Tell whether the request has a JSON body."""
        return self.json is not _MISSING


@dataclass(frozen=True, slots=True)
class Case:
    """A story told in steps, from a new world on."""

    contract: str
    file: Path
    description: str
    options: Options
    settings: Mapping[str, Any]
    given: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """Give the name under which the case is run."""
        return f"{self.contract}/{self.file.stem}: {self.description}"


def all_cases() -> list[Case]:
    """Read every case file; a case stands once for each contract it is for."""
    files = sorted(FOLDER.glob("*/*.yaml"))
    return [case for file in files for case in read_cases(file, file.read_text("utf-8"))]


def read_cases(file: Path, text: str) -> list[Case]:
    """
    Read the cases of one file.

    Raises:
        InvalidCaseError: the text does not keep to the format.
    """
    content = yaml12.load(text, str(file))
    if not isinstance(content, list) or not content:
        raise InvalidCaseError(f"{file}: a case file is a list of cases")
    reader = _Reader(file, text)
    return [case for index, each in enumerate(content) for case in reader.cases(each, index)]


class _Reader:
    """Turns the values of one file into cases."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text

    def _line(self, *path: str | int) -> int:
        return yaml12.line_of(self._text, path) or 1

    def _fail(self, problem: str, *path: str | int) -> InvalidCaseError:
        return InvalidCaseError(f"{self._file}:{self._line(*path)}: {problem}")

    def _members(
        self, value: Any, known: str, *path: str | int, required: str = ""
    ) -> dict[str, Any]:
        """Give the members of a mapping, all of them known."""
        if not isinstance(value, dict):
            raise self._fail("a mapping is expected here", *path)
        for name in value:
            if name not in known.split():
                raise self._fail(f'"{name}" is not one of: {known}', *path, name)
        for name in required.split():
            if name not in value:
                raise self._fail(f'"{name}" is missing', *path)
        return value

    def cases(self, value: Any, index: int) -> Iterator[Case]:
        known = "description also as options settings given steps"
        told = self._members(value, known, index, required="description steps")
        steps = tuple(
            self._step(each, told.get("as", ""), index, "steps", number)
            for number, each in enumerate(told["steps"])
        )
        options = Options(**self._members(told.get("options", {}), _OPTIONS, index, "options"))
        for contract in (self._file.parent.name, *told.get("also", ())):
            yield Case(
                contract=contract,
                file=self._file,
                description=told["description"],
                options=options,
                settings=told.get("settings", {}),
                given=told.get("given", {}),
                steps=steps,
            )

    def _step(self, value: Any, caller: str, *path: str | int) -> Step:
        if isinstance(value, dict) and "clock" in value:
            return self._clock(value, *path)
        if isinstance(value, dict) and "continue" in value:
            return self._continued(value, *path)
        known = "request as headers json text form files expect save stream"
        told = self._members(value, known, *path, required="request expect")
        request = _REQUEST.fullmatch(str(told["request"]))
        if request is None:
            raise self._fail("a request is a method and a path", *path, "request")
        if not told.get("as", caller):
            raise self._fail('nobody is said to call: "as" is missing', *path)
        if sum(name in told for name in ("json", "text", "form")) > 1:
            raise self._fail("a request has one body", *path)
        expected = self._expected(told["expect"], *path, "expect", required="status")
        return Step(
            line=self._line(*path),
            method=request["method"],
            path=request["path"],
            caller=told.get("as", caller),
            headers=told.get("headers", {}),
            json=told.get("json", _MISSING),
            text=told.get("text"),
            form=told.get("form"),
            files=self._files(told["files"], *path, "files") if "files" in told else None,
            expected=expected,
            save=told.get("save", {}),
            stream=told.get("stream", ""),
        )

    def _clock(self, value: Any, *path: str | int) -> Step:
        told = self._members(value, "clock", *path)
        time = _TIME.fullmatch(str(told["clock"]))
        if time is None:
            raise self._fail("a clock moves by a time such as +5s, +10m, +36h or +14d", *path)
        seconds = float(time["number"]) * _UNITS[time["unit"]]
        return Step(self._line(*path), clock_seconds=seconds)

    def _continued(self, value: Any, *path: str | int) -> Step:
        told = self._members(value, "continue stream expect save", *path, required="expect")
        expected = self._expected(told["expect"], *path, "expect", required="events")
        return Step(
            line=self._line(*path),
            expected=expected,
            save=told.get("save", {}),
            stream=told.get("stream", ""),
            continued=told["continue"],
        )

    def _files(self, value: Any, *path: str | int) -> tuple[Upload, ...]:
        found = []
        for index, each in enumerate(value):
            known = "name filename type content size"
            told = self._members(each, known, *path, index, required="name")
            found.append(
                Upload(
                    name=told["name"],
                    filename=told.get("filename"),
                    content_type=told.get("type"),
                    content=told.get("content", ""),
                    size=told.get("size"),
                )
            )
        return tuple(found)

    def _expected(self, value: Any, *path: str | int, required: str) -> Expected:
        known = "status headers json exactly text events"
        told = self._members(value, known, *path, required=required)
        events = told.get("events")
        return Expected(
            status=told.get("status"),
            headers=told.get("headers", {}),
            json=told.get("json", _MISSING),
            exactly=told.get("exactly", _MISSING),
            text=told.get("text", _MISSING),
            events=None if events is None else tuple(map(self._event, events)),
        )

    def _event(self, value: Any) -> tuple[str, Any]:
        if isinstance(value, str):
            return value, {}
        if not isinstance(value, dict) or len(value) != 1:
            raise self._fail(f"an event is a name, or a name and its members, not {value!r}")
        return next(iter(value.items()))
