"""Messages between others, held against a contract: whose operation, and what breaks it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from contract.model import Contract, MediaType, Operation
from contract.validation import Clerk, Request, Response, Violation, cookies_of, is_json
from contract.validation.events import event_checker
from contract.validation.schemas import SchemaCompiler
from mockserver.checking import item_of
from mockserver.messages import NOTHING, Headers, MockRequest, ServerSentEvent
from mockserver.proxying.findings import Finding
from mockserver.router import Found, Router

EVENT_STREAM: Final = "text/event-stream"
#: Replies that have no body, whatever the contract says (RFC 9110, 15.4.5).
_NOT_MODIFIED: Final = 304


class Inspector:
    """Finds what breaks one contract; it neither answers nor changes anything."""

    def __init__(self, contract: Contract) -> None:
        self._clerk = Clerk(contract)
        self._compiler = SchemaCompiler(contract)
        self._router: Router[Operation] = Router()
        for operation in contract.operations:
            # A server may be reached below its base path as well.
            for base in dict.fromkeys((*operation.base_paths, "")):
                self._router.add(operation.method, base + operation.path, operation)
                if operation.method == "GET":
                    self._router.add("HEAD", base + operation.path, operation)

    def find(self, request: MockRequest) -> Found[Operation] | None:
        """Find the operation that a request asks for."""
        found = self._router.find(request.method, request.path)
        return found if isinstance(found, Found) else None

    def request(self, found: Found[Operation] | None, request: MockRequest) -> list[Finding]:
        """Give what breaks the contract in a request."""
        if found is not None:
            reading = self._clerk.request(found.target, _asked(request, found.variables))
            return [Finding("request", each) for each in reading.violations]
        if request.method == "OPTIONS":
            # Pages ask by this method whether they may ask; contracts do not tell of it.
            return []
        message = f"{request.method[:20]} {request.path[:200]} is not documented"
        return [Finding("request", Violation("path", (), "documented", message))]

    def reply(
        self, operation: Operation, method: str, status: int, headers: Headers, body: bytes
    ) -> list[Finding]:
        """Give what breaks the contract in a reply that came as a whole."""
        if method == "HEAD" or status == _NOT_MODIFIED:
            return []
        response = Response(status, headers, body, header_of(headers, "content-type"))
        value = None
        if body and is_json(response.content_type):
            try:
                value = orjson.loads(body)
            except orjson.JSONDecodeError as error:
                message = f"this is no JSON: {error}"
                return [Finding("reply", Violation("body", (), "syntax", message))]
        violations = self._clerk.response(operation, response, value)
        return [Finding("reply", each) for each in violations]

    def events(
        self, operation: Operation, status: int
    ) -> Callable[[ServerSentEvent], list[Finding]]:
        """Build the function that gives what breaks the contract in an event of a stream."""
        documented = operation.reply_for(status)
        media_types = documented.media_types if documented else ()
        described = [each for each in media_types if each.name.startswith(EVENT_STREAM)]
        if not described:
            message = f"a stream of events is not documented for status {status}"
            undocumented = Violation("body", (), "media-type", message)
            return lambda _event: [Finding("reply", undocumented)]
        return _judging(described[0], self._compiler)


def header_of(headers: Headers, name: str) -> str:
    """Give the first value of a header, named in lower case; empty if there is none."""
    return next((value for key, value in headers if key.lower() == name), "")


def _judging(
    media_type: MediaType, compiler: SchemaCompiler
) -> Callable[[ServerSentEvent], list[Finding]]:
    check = event_checker(media_type, compiler)
    return lambda event: [Finding("reply", each) for each in check(_item(event))]


def _item(event: ServerSentEvent) -> dict[str, Any]:
    if event.data is not NOTHING:
        with suppress(orjson.JSONDecodeError):
            event = event._replace(data=orjson.loads(event.data))
    return item_of(event)


def _asked(request: MockRequest, variables: Mapping[str, str]) -> Request:
    return Request(
        path=variables,
        query=parse_qsl(request.query, keep_blank_values=True),
        headers=request.header_pairs,
        cookies=cookies_of(request.headers.get("Cookie", "")),
        body=request.body,
        content_type=request.headers.get("Content-Type", ""),
    )
