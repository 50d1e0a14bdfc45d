"""The reference page of made-up values, written from the tables they are made by."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from contract.model import Contract
from mockserver.values.agreement import AGREEMENTS
from mockserver.values.maker import ValueMaker
from mockserver.values.meanings import FLAGS, NUMBERS, OFTEN_NULL, TEXTS
from mockserver.values.texts import FORMATS, MOMENTS
from mockserver.world import World

_INTRODUCTION: Final = """\
# Made-up values

Where a contract shows no value, the mock makes one. The same seed gives the same value at the same
place, in every reply, order and process; `--seed` gives others.

A value is, in this order,

1. what is known: what a client sent, what a record remembers;
2. in the first row of a list and outside lists, the `example`, one of the `examples`, or the
   `default`, if the schema admits it; texts that nothing else explains are like the examples in
   every row, numbers near to them;
3. one of an `enum`, or the `const`;
4. what the name and the format tell, see below;
5. whatever type, limits and pattern leave.

What comes out is valid under its schema, whatever its keywords. Where a name tells what the schema
refuses, the next best is taken: a country in two letters is its code, a moment is written as the
pattern has it, a picture that is too long is an address.

Names are read by their words, so `firstName`, `first_name` and `first-name` are one. The whole name
counts first, then its last two words, then its last: `billing_postal_code` is a postal code. Each
object is one thing: its names, addresses, moments and files belong together, and so do those of its
parts, such as `address` or `profile`. What kind of thing it is follows from the name of its
schema, of the member it stands in, or of the path. A country, city, currency or time zone that is
told, by a client, a constant, an example or a default, decides where the rest is.

The property of a `discriminator` has the name of the alternative; what refers to a schema that
others build on by `allOf` is one of those. Where several alternatives of a `oneOf` would admit an
object, it gets a member, mostly null, by which it is of one alone. If a schema has no value, what
comes near is sent, and `X-Contract-Violations` tells what is wrong with it.

`passenger_name`, `speaker` and `vendor` are called after their kind: a person, a person, a company.
Who is a `recipient`, `reviewer`, `assignee` or `manager` is another person than the one that the
object is of; so are those of `updated_by` and `approved_by`. `labels_url` begins with
`https://example.com/labels/`.
"""
_TEXTS: Final = """\
## Texts

| names | value | such as |
|---|---|---|
"""
_FORMATS: Final = """
A `format` that is none of these tells nothing; a name tells more than `uri`, if it is of one.

| format | such as |
|---|---|
"""
_NUMBERS: Final = """
## Numbers

`latitude` and `longitude` are near the city, `age` follows from the birthday, moments are seconds
since 1970. Limits of the schema come before these:

| names | from | to |
|---|---|---|
"""
_FLAGS: Final = """
## Yes and no

Half of all flags are true, but of these

| names | true |
|---|---|
"""
_NULL: Final = """
What may be null is made all the same, unless one of these words is in its name: {}.
"""
_AGREEMENTS: Final = """
## What agrees

Moments follow one another: things are born, created, started, published, updated, finished,
archived, due and expired, in this order. Beyond that,

| members such as | |
|---|---|
"""
_LONGEST: Final = 60


def reference_page() -> str:
    """Write the page, as Markdown."""
    parts = [
        _INTRODUCTION,
        _TEXTS + _rows((_code(each.names), each.tells, _shown(each.names)) for each in TEXTS),
        _FORMATS + _rows(_formats()),
        _NUMBERS + _rows((_code(each.names), each.least, each.most) for each in NUMBERS),
        _FLAGS + _rows((_code(each.names), f"{each.share:.0%}") for each in FLAGS),
        _NULL.format(_code(", ".join(sorted(OFTEN_NULL)))),
        _AGREEMENTS + _rows((_members(each.names), each.tells) for each in AGREEMENTS),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _rows(cells: Iterable[Sequence[object]]) -> str:
    return "".join(f"| {' | '.join(map(str, each))} |\n" for each in cells)


def _formats() -> Iterator[tuple[str, str]]:
    for name in (*MOMENTS, *FORMATS):
        yield f"`{name}`", f"`{_sample('of', {'type': 'string', 'format': name})}`"


def _shown(names: str) -> str:
    """Show what comes for the first of some names."""
    value = _sample(names.split(", ", maxsplit=1)[0].replace(" ", "_"), {"type": "string"})
    return f"`{value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}`"


def _sample(name: str, schema: dict[str, Any]) -> str:
    described = {"type": "object", "properties": {name: schema}, "required": [name]}
    contract = Contract.from_document({"openapi": "3.2.0", "info": {}, "paths": {}})
    return str(ValueMaker(contract).make(World(0), described, "sample")[name])


def _code(names: str) -> str:
    return ", ".join(f"`{each.replace(' ', '_')}`" for each in names.split(", "))


def _members(names: str) -> str:
    return "; ".join(map(_code, names.split("; ")))


if __name__ == "__main__":
    sys.stdout.write(reference_page())
