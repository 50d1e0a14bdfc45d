"""
Objects in a query, member by member: `filter[size]=1`, the style `deepObject`.

How objects nest and lists stand in it, OpenAPI leaves open. What is read is what libraries write:
one more pair of brackets for each level, `filter[size][min]=1`; the items of a list repeat its
name, as it is or with `[]` behind it, or have their number there.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract.model import Contract, Schema

_STEPS: Final = re.compile(r"(?:\[[^\[\]]*\])+")
#: More levels than anybody means; what lies deeper is not read.
_DEEPEST: Final = 32

#: Values by the names of members and numbers of items; texts stand under "" themselves.
_Tree = dict[str, Any]


def deep_object(
    name: str, query: Mapping[str, list[str]], schema: Schema, contract: Contract
) -> Mapping[str, Any] | list[Any]:
    """
    Give the members of a parameter, as texts, lists and objects; none where it is left out.

    A parameter that is a list itself has its items written as those of a list inside are.
    """
    tree: _Tree = {}
    for key, values in query.items():
        if key.startswith(f"{name}[") and _STEPS.fullmatch(key, len(name)):
            steps = key[len(name) + 1 : -1].split("][")
            if len(steps) <= _DEEPEST:
                _grow(tree, steps, values)
    keywords = _keywords(schema, contract)
    if _is_list(keywords):
        return list(_items(tree, keywords.get("items", {}), contract))
    return _members(tree, schema, contract)


def _grow(tree: _Tree, steps: list[str], values: list[str]) -> None:
    for step in steps:
        tree = tree.setdefault(f"[{step}]", {})
    tree.setdefault("", []).extend(values)


def _members(tree: _Tree, schema: Schema, contract: Contract) -> dict[str, Any]:
    properties = _keywords(schema, contract).get("properties", {})
    made = {}
    for step, branch in tree.items():
        name = step[1:-1]
        if name:
            made.update(_value(name, branch, properties.get(name, {}), contract))
    return made


def _value(name: str, tree: _Tree, schema: Schema, contract: Contract) -> dict[str, Any]:
    """Give the value of one member under its name; nothing where there is none."""
    keywords = _keywords(schema, contract)
    if _is_list(keywords):
        return {name: list(_items(tree, keywords.get("items", {}), contract))}
    members = _members(tree, schema, contract)
    if members:
        return {name: members}
    return {name: tree[""][0]} if "" in tree else {}


def _items(tree: _Tree, schema: Schema, contract: Contract) -> Iterator[Any]:
    for step, branch in tree.items():
        if not step:
            yield from branch
        elif step == "[]":
            yield from branch.get("", ())
        else:
            yield from _value("", branch, schema, contract).values()


def _is_list(keywords: Mapping[str, Any]) -> bool:
    kind = keywords.get("type")
    return kind == "array" or (isinstance(kind, list) and "array" in kind)


def _keywords(schema: Schema, contract: Contract) -> Mapping[str, Any]:
    resolved = contract.resolved(schema)
    return resolved if isinstance(resolved, Mapping) else {}
