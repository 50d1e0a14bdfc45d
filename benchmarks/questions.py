"""Questions for a mock: of each operation a valid request, and what clients get wrong in it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from contract.model import Contract, Operation, Parameter
from contract.regression.findings import Call
from contract.regression.schemas.judge import Judge
from contract.regression.witnesses.calls import Caller, Wish
from contract.sampling import NoSample, Sampler
from contract.schemas.views import SchemaReader

ACCEPTS: Final = (
    "*/*",
    "application/json",
    "application/json;q=0.5, application/xml",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "application/vnd.api+json",
    "application/json; version=1",
    "application/json;q=0",
    "image/png",
)
BODIES: Final = ("null", "[]", "{}", '"text"', "3", '{"unknown": 1}')
CREDENTIALS: Final = ("", "Bearer", "Basic !!!", "Basic YWI=", 'Digest username="a"', "Other a")
WRONG: Final[tuple[Any, ...]] = ("x!y", "", 3, 1.5, True, ["a", "b"], {"a": "b"})
_TOKENS: Final = {
    "basic": "Basic dTpw",
    "digest": 'Digest username="a", realm="b", nonce="n", uri="/", response="r"',
}
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and what it is to find out."""

    kind: str
    operation: Operation
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


class Questions:
    """Writes the questions for one contract."""

    def __init__(self, contract: Contract) -> None:
        document = contract.document
        sampler = Sampler(SchemaReader(document), "request")
        self._contract = contract
        self._caller = Caller(contract, sampler, Judge(document, "request", "new"))

    def __iter__(self) -> Iterator[Question]:
        """Give all questions, operation by operation."""
        for operation in self._contract.operations:
            try:
                valid = self._question("valid", operation, Wish())
            except NoSample:
                continue
            yield valid
            yield from self._parameters(operation)
            yield from _bodies(valid) if operation.body else ()
            yield from _replies(valid)
            yield from _elsewhere(valid)
            yield from self._credentials(valid) if operation.security else ()

    def _question(self, kind: str, operation: Operation, wish: Wish) -> Question:
        call = self._caller.call(operation, wish)
        headers = {name: _credential(value) for name, value in call.headers.items()}
        target = call.target.replace("$", "k")
        return Question(kind, operation, call.method, target, headers, _written(call))

    def _parameters(self, operation: Operation) -> Iterator[Question]:
        for parameter in operation.parameters:
            place = parameter.location, parameter.name
            for value in WRONG:
                if isinstance(value, list | dict) or _is_single(parameter):
                    wish = Wish(values={place: value})
                    yield self._question("parameter of some type", operation, wish)
            if parameter.required and parameter.location != "path":
                wish = Wish(left_out=frozenset([place]))
                yield self._question("parameter missing", operation, wish)

    def _credentials(self, valid: Question) -> Iterator[Question]:
        schemes = self._contract.security_schemes.values()
        carriers = {each.parameter.lower() for each in schemes} | {"authorization", "cookie"}
        rest = {key: each for key, each in valid.headers.items() if key.lower() not in carriers}
        for value in CREDENTIALS:
            headers = {**rest, "Authorization": value} if value else rest
            kind = "credentials malformed" if value else "credentials missing"
            yield replace(valid, kind=kind, headers=headers)


def _bodies(valid: Question) -> Iterator[Question]:
    typed = {**valid.headers, "Content-Type": "application/json"}
    untyped = {key: each for key, each in typed.items() if key != "Content-Type"}
    yield replace(valid, kind="body missing", headers=untyped, body=b"")
    for text in BODIES:
        yield replace(valid, kind="body of some type", headers=typed, body=text.encode())
    yield replace(valid, kind="body broken", headers=typed, body=b"{")
    for name in ("text/x-other", "application/vnd.other+json", _FORM):
        headers = {**untyped, "Content-Type": name}
        yield replace(valid, kind="media type undeclared", headers=headers, body=b"a=b")


def _replies(valid: Question) -> Iterator[Question]:
    for accept in ACCEPTS:
        headers = {**valid.headers, "Accept": accept}
        yield replace(valid, kind="Accept", headers=headers)
    operation = valid.operation
    codes = [each.status for each in operation.replies if each.status.isdecimal()]
    names = {n for each in operation.replies for m in each.media_types for n in m.examples if n}
    asked = {f"code={code}": "Prefer: code" for code in codes}
    asked |= {f"example={name}": "Prefer: example" for name in sorted(names)}
    asked |= {"code=299": "Prefer: undeclared", "example=none": "Prefer: undeclared"}
    asked |= {"dynamic=true": "Prefer: dynamic"}
    for preference, kind in asked.items():
        yield replace(valid, kind=kind, headers={**valid.headers, "Prefer": preference})


def _elsewhere(valid: Question) -> Iterator[Question]:
    yield replace(valid, kind="path unknown", target=f"/no/such{valid.target}")
    yield replace(valid, kind="method wrong", method="TRACE", body=b"")
    if valid.method == "GET":
        yield replace(valid, kind="HEAD", method="HEAD")
    page = {"Origin": "https://app.example.com", "Access-Control-Request-Method": valid.method}
    yield replace(valid, kind="preflight", method="OPTIONS", headers=page, body=b"")
    for base in filter(None, valid.operation.base_paths):
        yield replace(valid, kind="path of a server", target=base + valid.target)


def _is_single(parameter: Parameter) -> bool:
    return parameter.style != "deepObject"


def _credential(value: str) -> str:
    kind, separator, _ = value.partition(" $")
    if separator:
        return _TOKENS.get(kind.lower(), f"{kind} abc")
    return value.replace("$", "k")


def _written(call: Call) -> bytes:
    if not call.has_body:
        return b""
    if isinstance(call.body, str):
        return call.body.encode()
    if call.headers.get("Content-Type") == _FORM and isinstance(call.body, dict):
        return urlencode(call.body, doseq=True).encode()
    return json.dumps(call.body).encode()
