"""Paths: of the servers that offer an API, and as templates with variables."""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_VARIABLE: Final = re.compile(r"\{([^{}/]+)\}")
#: What a server's variables may make of its URL, at most.
_MOST_URLS: Final = 64


def path_variables(path: str) -> tuple[str, ...]:
    """Name the variables of a path template, in their order."""
    return tuple(_VARIABLE.findall(path))


def base_paths(servers: Any) -> tuple[str, ...]:
    """
    Give the paths of server URLs, each once, without a slash at the end.

    Variables take their default first, and then the other values that they enumerate. No servers
    at all mean one at `/` (OpenAPI 3.2.0, "OpenAPI Object").
    """
    found: dict[str, None] = {}
    for server in servers or [{"url": "/"}]:
        for url in itertools.islice(_urls(server), _MOST_URLS):
            path = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*|^//[^/]*", "", url)
            path = "/" + path.split("?")[0].split("#")[0].strip("/")
            found[path.rstrip("/")] = None
    return tuple(found)


def _urls(server: Mapping[str, Any]) -> Iterator[str]:
    """Give the URLs of a server, with each combination of its variables' values."""
    variables = server.get("variables", {})
    choices = [
        dict.fromkeys(map(str, (each.get("default", ""), *each.get("enum", ()))))
        for each in variables.values()
    ]
    for values in itertools.product(*choices):
        url = str(server.get("url", "/"))
        for name, value in zip(variables, values, strict=True):
            url = url.replace("{" + name + "}", value)
        yield url
