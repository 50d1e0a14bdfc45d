"""
YAML 1.2 on PyYAML's C parser.

PyYAML resolves plain scalars by YAML 1.1: `no` is false and 2026-05-18 a date. Here the core
schema of YAML 1.2.2, section 10.3, decides: `no` is a string and dates stay strings. Merge keys
(`<<`) are kept, since documents in use rely on them. What is written is quoted wherever either
version would read something else.
"""

import re
from typing import Any, Final

import yaml

from contract.errors import InvalidSyntax

_NULL: Final = re.compile(r"~|null|Null|NULL|")
_BOOL: Final = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_CORE: Final = (
    ("tag:yaml.org,2002:null", _NULL, ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", _BOOL, list("tTfF")),
    ("tag:yaml.org,2002:int", _INT, list("-+0123456789")),
    ("tag:yaml.org,2002:float", _FLOAT, list("-+.0123456789")),
)


class _Loader(yaml.CSafeLoader):
    """The C parser with the core schema of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own way


class _Dumper(yaml.CSafeDumper):
    """Quotes what YAML 1.1 or 1.2 would not read as a string; writes no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002, RUF100
        return True


for _tag, _pattern, _first in _CORE:
    _whole = re.compile(f"^(?:{_pattern.pattern})$")
    _Loader.add_implicit_resolver(_tag, _whole, _first)
    _Dumper.add_implicit_resolver(_tag, _whole, _first)


def _construct_int(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


def _construct_float(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> float:
    text = loader.construct_scalar(node).lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _construct_float)


def load(text: str, name: str) -> Any:
    """
    Parse one YAML 1.2 document into plain values.

    `name` is what messages call the text.

    Raises:
        InvalidSyntax: the text is not YAML, or holds a tag or key that JSON could not.
    """
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a subclass of CSafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InvalidSyntax(name, line, column, _one_line(error)) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line = before.count("\n") + 1
        column = error.position - before.rfind("\n")
        raise InvalidSyntax(name, line, column, str(error.reason)) from error
    except (ValueError, RecursionError) as error:
        raise InvalidSyntax(name, 1, 1, f"cannot be read: {error}") from error


def dump(value: Any) -> str:
    """Write plain values as YAML, keys in the order they have, the same bytes every time."""
    text = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, line_break="\n"
    )
    return str(text)


def line_of(text: str, path: tuple[str | int, ...]) -> int | None:
    """
    Find the line (from 1) on which the element at `path` begins.

    A path that leads further than the text goes gives the line of its last known part.
    """
    try:
        node = yaml.compose(text, _Loader)
    except yaml.YAMLError:
        return None
    if node is None:
        return None
    line: int = node.start_mark.line + 1
    for part in path:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if (
        isinstance(node, yaml.SequenceNode)
        and str(part).isdecimal()
        and int(part) < len(node.value)
    ):
        value = node.value[int(part)]
        return value.start_mark.line + 1, value
    return None


def _one_line(error: yaml.MarkedYAMLError) -> str:
    parts = (error.context, error.problem)
    return ", ".join(" ".join(part.split()) for part in parts if part) or "is not YAML"
