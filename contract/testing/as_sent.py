"""
Requests as they were sent, held against their operation.

What is meant to break a contract may keep it once it is sent: a form has no types, so that the text
`user` may be `null` and `true` as well, and a list of one is spelt as its only item. What is meant
to keep it may break it: a text that is empty is no body at all.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from contract.model import Contract, Operation
from contract.paths import path_variables
from contract.validation import Request, cookies_of

if TYPE_CHECKING:
    from contract.validation.judge import Judge

_VARIABLE: Final = re.compile(r"\{[^{}/]+\}")


class AsSent:
    """Reads what was sent to the operations of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._operations = {each.key: each for each in contract.operations}

    @cached_property
    def _judge(self) -> "Judge":
        # openapi-core takes half a second to import, and most runs have nothing to ask it.
        from contract.validation.judge import Judge

        return Judge(self._contract)

    def is_valid(self, key: str, url: str, headers: Mapping[str, str], body: bytes) -> bool | None:
        """Tell whether a request to the operation `GET /pets` is valid; None: it went elsewhere."""
        operation = self._operations[key]
        variables = _variables(operation, urlsplit(url).path)
        if variables is None:
            return None
        known = {name.lower(): value for name, value in headers.items()}
        received = Request(
            path=variables,
            query=parse_qsl(urlsplit(url).query, keep_blank_values=True),
            headers=tuple(known.items()),
            cookies=cookies_of(known.get("cookie", "")),
            body=body,
            content_type=known.get("content-type", ""),
        )
        return not self._judge.request(operation, received)


def _variables(operation: Operation, path: str) -> dict[str, str] | None:
    """Give what stands for the variables of a template in a path, which may have a base path."""
    texts = map(re.escape, _VARIABLE.split(operation.path))
    found = re.search("([^/]*)".join(texts) + r"\Z", path)
    if found is None:
        return None
    return dict(zip(path_variables(operation.path), map(unquote, found.groups()), strict=True))
