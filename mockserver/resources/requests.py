"""What requests tell of records: members, keys, files."""

from collections.abc import Mapping
from typing import Any

from contract.schemas.parts import Parts
from contract.validation import Upload
from mockserver.behaviours import Call
from mockserver.resources.making import Members
from mockserver.words import words


def members_of(body: Any) -> Members:
    """Give the members of a body; none where it is no object."""
    return body if isinstance(body, dict) else {}


def told_in(body: Any, path: tuple[str, ...]) -> Members:
    """Give the members that a body tells of a record, which may stand in an envelope."""
    for name in path:
        body = members_of(body).get(name)
    return members_of(body)


def keys_named(call: Call) -> list[str] | None:
    """Give the keys that a request lists, in its body or its query; nothing where it has none."""
    body = call.values.body
    if isinstance(body, list):
        return [str(each) for each in body]
    for source in (members_of(body), call.values.query):
        for name, value in source.items():
            if words(name)[-1:] == ("ids",) or words(name) == ("id",):
                return [str(each) for each in (value if isinstance(value, list) else [value])]
    return None


def uploaded(files: Mapping[str, tuple[Upload, ...]], members: Mapping[str, Parts]) -> Members:
    """Give the members that tell of an uploaded file."""
    for uploads in files.values():
        for each in uploads:
            told = {
                "name": each.filename,
                "filename": each.filename,
                "file name": each.filename,
                "size": len(each.data),
                "file size": len(each.data),
                "mime type": each.content_type,
                "content type": each.content_type,
            }
            named = {name: " ".join(words(name)) for name in members}
            return {name: told[said] for name, said in named.items() if told.get(said)}
    return {}
