"""Security schemes as swagger-markdown prints them."""

import re
from collections.abc import Mapping
from typing import Any, Final

from contract.reading.blocks import Table
from contract.reading.cuts import with_ends

_HEADING: Final = re.compile(
    r"(?P<name>.+?) \((?:(?P<http>HTTP), (?P<scheme>[^)]*)|(?P<key>API Key Authentication)"
    r"|(?P<oauth>OAuth2)(?:, (?P<flows>[^)]*))?|(?P<openid>OpenID Connect))\)$"
)
_NAME: Final = re.compile(r"\*\*Name:\*\* (?P<value>\S+)")
_IN: Final = re.compile(r"\*\*In:\*\* (?P<value>\S+)")
_BEARER_FORMAT: Final = re.compile(r"Bearer format: (?P<value>.+?)(?=\s{2,}|\n|$)")
_OPENID_URL: Final = re.compile(r"OpenID Connect URL: (?P<value>\S+)")
_FLOW: Final = re.compile(r"\*\*(?:\*\*)?Flow:\*\* (?P<value>\w+)(?:\*\*)?")
_URLS: Final = {
    "authorizationUrl": re.compile(r"Authorization URL: (?P<value>\S+)"),
    "tokenUrl": re.compile(r"Token URL: (?P<value>\S+)"),
    "refreshUrl": re.compile(r"Refresh URL: (?P<value>\S+)"),
}
_SCOPE: Final = re.compile(r"(?m)^- (?P<scope>\S+): (?P<text>.*?)\s*$")
_FLAT_SCOPE: Final = re.compile(r"(?<!\S)- (?P<scope>\S+): (?P<text>.*?)(?=\s+- \S+: |\s{2,}|\n|$)")
_ROW: Final = re.compile(r"Description|Name|In|Flow|(?:Authorization|Token) URL|x-.*")
_OAUTH2_TEXT: Final = re.compile(
    r"\*\*(?:\*\*)?Flow:|Authorization URL:|Token URL:|Refresh URL:|Scopes:"
)
_FLOWS_OF_2_0: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}


#: The URLs that each flow needs (OpenAPI 3.2.0, "OAuth Flow Object").
_NEEDED_URLS: Final[Mapping[str, tuple[str, ...]]] = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
    "deviceAuthorization": ("deviceAuthorizationUrl", "tokenUrl"),
}
_Scheme = tuple[dict[str, Any], list[str]]  #: A scheme, and what is missing from it.


def scheme_from_heading(heading: str, text: str) -> tuple[str, dict[str, Any], list[str]]:
    """
    Read `#### name (HTTP, bearer)` and the text below it.

    Gives the scheme's name, the scheme and what is missing from it.
    """
    match = _HEADING.match(heading)
    if match is None:
        return heading, *_api_key(None, None)
    if match["http"]:
        scheme, problems = _http(match["scheme"], text)
        text = _BEARER_FORMAT.sub("", text)
    elif match["key"]:
        name, place = _NAME.search(text), _IN.search(text)
        scheme, problems = _api_key(name and name["value"], place and place["value"])
        text = _IN.sub("", _NAME.sub("", text))
    elif match["openid"]:
        url = _OPENID_URL.search(text)
        problems = [] if url else ["the URL of OpenID Connect is not printed"]
        scheme = {"type": "openIdConnect", "openIdConnectUrl": url["value"] if url else "/"}
        text = _OPENID_URL.sub("", text)
    else:
        names = [name.strip() for name in (match["flows"] or "").split(",") if name.strip()]
        scheme, problems = _oauth2(_flows(names, text))
        text = _OAUTH2_TEXT.split(text)[0]
    if text.strip():
        scheme["description"] = text.strip()
    return match["name"], scheme, problems


def scheme_from_table(table: Table) -> _Scheme:
    """
    Read the table of one scheme of Swagger 2.0; its first header cell is the type.

    Gives the scheme and what is missing from it.
    """
    rows = {row.cells[0]: row.gathered(2, 1)[1] for row in table.rows if len(row.cells) > 1}
    kind = table.header[0]
    if kind == "basic":
        scheme, problems = _http("basic", "")
    elif kind == "oauth2":
        flow = _FLOWS_OF_2_0.get(rows.get("Flow", ""), rows.get("Flow", "implicit"))
        scheme, problems = _oauth2({flow: _flow_from_table(table, rows)})
    else:
        scheme, problems = _api_key(rows.get("Name"), rows.get("In"))
    if rows.get("Description"):
        scheme["description"] = rows["Description"]
    scheme |= {key: value for key, value in rows.items() if key.startswith("x-")}
    return scheme, problems


def _http(name: str, text: str) -> _Scheme:
    scheme = {"type": "http", "scheme": name}
    bearer = _BEARER_FORMAT.search(text)
    if not bearer:
        return scheme, []
    if name.lower() != "bearer":
        return scheme, [f'the scheme "{name}" has the format of a bearer token']
    return {**scheme, "bearerFormat": bearer["value"].strip()}, []


def _api_key(name: str | None, place: str | None) -> _Scheme:
    """Make an API key; what is not known is taken to be the usual header."""
    problems = []
    if not name or place not in ("query", "header", "cookie"):
        problems.append("its kind or its place is not printed; an API key in a header was taken")
        place = "header"
    return {"type": "apiKey", "name": name or "Authorization", "in": place}, problems


def _oauth2(flows: dict[str, dict[str, Any]]) -> _Scheme:
    known = {name: flow for name, flow in flows.items() if name in _NEEDED_URLS}
    problems = [f'"{name}" is no flow of OAuth 2' for name in flows if name not in known]
    for name, flow in known.items():
        for url in sorted(flow.keys() & _URLS.keys() - {*_NEEDED_URLS[name], "refreshUrl"}):
            problems.append(f"{name} has no {url}, it is left out")
            del flow[url]
        for url in _NEEDED_URLS[name]:
            if url not in flow:
                problems.append(f"the {url} of {name} is not printed; / was taken")
                flow[url] = "/"
    return {"type": "oauth2", "flows": known}, problems


def _flow_from_table(table: Table, rows: dict[str, str]) -> dict[str, Any]:
    flow: dict[str, Any] = {}
    if "Authorization URL" in rows:
        flow["authorizationUrl"] = rows["Authorization URL"].strip("<>")
    if "Token URL" in rows:
        flow["tokenUrl"] = rows["Token URL"].strip("<>")
    names = [row.cells[0] for row in table.rows]
    first = names.index("**Scopes**") + 1 if "**Scopes**" in names else len(names)
    # What else stands behind the scopes is told by its name: the order is that of the document.
    scopes = [row.gathered(2, 1) for row in table.rows[first:] if not _ROW.fullmatch(row.cells[0])]
    flow["scopes"] = {cells[0]: cells[1] if len(cells) > 1 else "" for cells in scopes}
    return flow


def _flows(names: list[str], text: str) -> dict[str, Any]:
    """Read the flows of OAuth 2; each is named only where there are several."""
    marks = list(_FLOW.finditer(text))
    if len(names) <= 1 or not marks:
        return {name: _flow(text) for name in names}
    return {
        mark["value"]: _flow(text[mark.end() : end]) for mark, end in with_ends(marks, len(text))
    }


def _flow(text: str) -> dict[str, Any]:
    flow: dict[str, Any] = {}
    for key, pattern in _URLS.items():
        if url := pattern.search(text):
            flow[key] = url["value"]
    scopes = text.partition("Scopes:")[2]
    pattern = _SCOPE if "\n" in scopes else _FLAT_SCOPE
    flow["scopes"] = {each["scope"]: each["text"].strip() for each in pattern.finditer(scopes)}
    return flow
