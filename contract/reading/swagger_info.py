"""What stands at the start of a swagger-markdown document: title, version, licence, contact."""

import re
from typing import Any, Final

from contract.reading.blocks import Heading, Place, Text
from contract.reading.cells import unescaped
from contract.reading.findings import Draft
from contract.reading.swagger_cursor import VERSION, Cursor

_LICENCE: Final = re.compile(
    r"\*\*License:\*\* (?:\[(?P<name>[^\n]*?)\]\((?P<url>\S+?)\)|(?P<bare>[^\n]+))"
)
_CONTACT: Final = re.compile(
    r"\*\*Contact information:\*\*(?P<lines>.*?)(?=\*\*License:|\*\*Schemes:|\s\[[^\]]*\]\(|$)",
    re.DOTALL,
)
_ADDRESSES: Final = {
    "url": re.compile(r"(?<!\S)\S+://\S+"),
    "email": re.compile(r"(?<!\S)[^\s@]+@[^\s@]+"),
}
_SCHEMES: Final = re.compile(r"\*\*Schemes:\*\*.*")
_LINK: Final = re.compile(r"(?<!\S)\[(?P<text>[^\[\]\n]*)\]\((?P<url>\S+?)\)\s*$")


class InfoReader:
    """Reads up to the first part behind the version."""

    def __init__(self, cursor: Cursor, draft: Draft) -> None:
        self._cursor = cursor
        self._draft = draft
        self._info: dict[str, Any] = draft.document["info"]

    def read(self) -> None:
        """Read title and version, which every document has, and what else there is."""
        cursor = self._cursor
        cursor.take(lambda: cursor.at_title() or (cursor.at_part() and bool(cursor.heading())))
        title = cursor.peek()
        if isinstance(title, Heading) and cursor.at_title():
            cursor.at += 1
            self._info["title"] = title.text
            self._description(title.place)
        else:
            self._info["title"] = "Untitled"
            message = "the text has no title"
            self._draft.leave_open("title-missing", message, cursor.place(), "/info/title")
        self._version()

    def _description(self, place: Place) -> None:
        """Read up to the version; a description may hold whatever else begins a part."""
        cursor = self._cursor
        if cursor.has_version_ahead():
            description = cursor.take(lambda: bool(VERSION.match(cursor.heading())))
        else:
            description = cursor.take(lambda: cursor.at_part() or cursor.heading() == "Security")
        if not description:
            return
        self._info["description"] = unescaped(description)
        if cursor.page.is_flattened:
            title = self._info["title"]
            message = f'the title was taken to be "{title}": nothing separates it from what follows'
            self._draft.infer("name-cut-from-text", message, place, "/info/title", confidence="low")

    def _version(self) -> None:
        cursor = self._cursor
        match = VERSION.match(cursor.heading())
        if match is None:
            self._info["version"] = "0"
            message = "the text states no version"
            self._draft.leave_open("version-missing", message, cursor.place(), "/info/version")
            return
        cursor.at += 1
        self._info["version"] = match["version"]
        while isinstance(block := cursor.peek(), Text) or cursor.heading() == "Terms of service":
            if isinstance(block, Text):
                self._contact_and_licence(_SCHEMES.sub("", block.text).strip())
            elif isinstance(terms := cursor.peek(1), Text):
                self._info["termsOfService"] = unescaped(terms.text.split()[0])
            cursor.at += 1

    def _contact_and_licence(self, text: str) -> None:
        if contact := _CONTACT.search(text):
            self._info["contact"] = _contact(contact["lines"])
        if licence := _LICENCE.search(text):
            self._info["license"] = {"name": licence["name"] or licence["bare"].strip()}
            if licence["url"]:
                self._info["license"]["url"] = licence["url"]
            text = text[licence.end() :]
        if link := _LINK.search(text):
            docs = {"url": link["url"], "description": link["text"]}
            self._draft.document["externalDocs"] = docs


def _contact(text: str) -> dict[str, str]:
    """Tell name, URL and address apart; each is on a line, unless the text was flattened."""
    found = {key: pattern.search(text) for key, pattern in _ADDRESSES.items()}
    ends = [match.start() for match in found.values() if match]
    name = text[: min(ends, default=len(text))].strip()
    contact = {"name": unescaped(name)} if name else {}
    return contact | {key: unescaped(match[0]) for key, match in found.items() if match}
