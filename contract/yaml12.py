"""
YAML 1.2 on PyYAML's C parser.

PyYAML resolves plain scalars by YAML 1.1: `no` is false and 2026-05-18 a date. Here the core
schema of YAML 1.2.2, section 10.3, decides: `no` is a string and dates stay strings. Merge keys
(`<<`) are kept, since documents in use rely on them. What is written is quoted wherever either
version would read something else.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import Any, Final

import yaml

from contract import strict_json
from contract.errors import InvalidDocument, InvalidSyntax
from contract.sizes import check_size
from contract.yaml_values import NotPlain, plain_values

#: Deeper than any document; the C parser would overflow its stack at some ten thousand levels.
_DEEPEST: Final = 400
#: What the usual errors of libyaml mean for whoever wrote the text.
_PLAIN: Final = {
    "did not find expected key": "the line is indented unlike those it belongs with, or a quote or "
    "bracket above it is not closed",
    "did not find expected '-' indicator": "the line is indented unlike the items of its list",
    "found character that cannot start any token": "no value begins with this character (spaces "
    "indent, tabs do not; a text that begins with @, ` or % needs quotes)",
    "mapping values are not allowed in this context": "a colon may not stand here (the line is "
    "indented too far, or the text needs quotes)",
    "could not find expected ':'": "the colon of a key is missing here or on a line before",
}
#: What merge keys may add in all; merges of merges multiply.
_MOST_MERGED: Final = 1_000_000
_MERGE_TAG: Final = "tag:yaml.org,2002:merge"

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

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._checked: set[int] = set()  # The nodes whose keys have been compared, by id.
        self._merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put what merge keys name into their mapping; PyYAML calls this for every mapping."""
        if id(node) not in self._checked:
            self._checked.add(id(node))
            _refuse_repeated_keys(node)
        own = len(node.value)
        super().flatten_mapping(node)
        self._merged += max(0, len(node.value) - own)
        if self._merged > _MOST_MERGED:
            problem = f"merge keys (<<) add more than {_MOST_MERGED:,} members"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _refuse_repeated_keys(node: yaml.MappingNode) -> None:
    first: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE_TAG:
            continue
        if key.value in first:
            problem = f"the key {key.value} stands here a second time, first on line "
            raise yaml.constructor.ConstructorError(
                None, None, f"{problem}{first[key.value]}", key.start_mark
            )
        first[key.value] = key.start_mark.line + 1


class _Dumper(yaml.CSafeDumper):
    """Knows what YAML 1.1 or 1.2 would not read as a string."""


for _tag, _pattern, _first in _CORE:
    _whole = re.compile(f"^(?:{_pattern.pattern})$")
    _Loader.add_implicit_resolver(_tag, _whole, _first)
    _Dumper.add_implicit_resolver(_tag, _whole, _first)


_WORDS: Final = {None: "null", True: "true", False: "false"}


def _integer(text: str) -> int:
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


def _construct_int(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> int:
    return _integer(loader.construct_scalar(node))


def _construct_float(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> float:
    return _float(loader.construct_scalar(node))


#: What a plain scalar begins with that may be something else than a text.
_TELLING: Final = frozenset(first for _, _, firsts in _CORE for first in firsts) | {"<"}


def _resolved(text: str) -> Any:
    """Give the value of a plain scalar, as the loader would."""
    if text[:1] not in _TELLING:
        return text
    if text == "<<":
        raise NotPlain
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return _integer(text)
    return _float(text) if _FLOAT.fullmatch(text) else text


_Loader.add_implicit_resolver(_MERGE_TAG, re.compile("^<<$"), ["<"])
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _construct_float)


def load(text: str, name: str) -> Any:
    """
    Parse one YAML 1.2 document into plain values.

    `name` is what messages call the text.

    Raises:
        InvalidSyntax: the text is not YAML, holds a tag or key that JSON could not, a key twice
            in one mapping, or is nested too deep.
    """
    with suppress(NotPlain, yaml.YAMLError, ValueError):
        return plain_values(_Loader(text).get_event, _resolved, _unchanged, _DEEPEST)
    return _composed(text, name)


def load_json(text: str, name: str) -> Any:
    """
    Parse one YAML 1.2 document into what JSON can say: all keys are texts.

    A status code that is written as a number becomes one.

    Raises:
        InvalidSyntax: as `load` raises it.
        InvalidDocument: a key can be no text, or the document is too large or too deep.
    """
    with suppress(NotPlain, yaml.YAMLError, ValueError):
        return plain_values(_Loader(text).get_event, _resolved, _json_key, _DEEPEST)
    value = _composed(text, name)
    check_size(value, name)
    return _with_json_keys(value, name)


def _composed(text: str, name: str) -> Any:
    """Let PyYAML read the text, and tell what is wrong with it."""
    try:
        _check_depth(text)
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


def _with_json_keys(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str | int | float | None):
                raise InvalidDocument(name, "", f"{key!r} is no name for a member")
        return {_json_key(key): _with_json_keys(each, name) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_json_keys(each, name) for each in value]
    return value


def _json_key(key: Any) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bool) or key is None:
        return {True: "true", False: "false", None: "null"}[key]
    return str(key)


def _unchanged(key: Any) -> Any:
    return key


def dump(value: Any) -> str:
    """Write plain values as YAML, keys in the order they have, the same bytes every time."""
    # Straight to the emitter: PyYAML would make a tree of nodes first, in several times the time.
    text = yaml.emit(_events(value), Dumper=_Dumper, allow_unicode=True, width=100, line_break="\n")
    return str(text)


def _events(value: Any) -> Iterator[yaml.Event]:
    """Give the events of a document: no anchors, no tags, blocks all the way down."""
    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    around: list[tuple[Iterator[Any], yaml.Event]] = [
        (iter([value]), yaml.DocumentEndEvent(explicit=False))
    ]
    while around:
        inner, end = around[-1]
        for each in inner:
            if isinstance(each, dict):
                around.append((chain.from_iterable(each.items()), yaml.MappingEndEvent()))
                yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
                break
            if isinstance(each, list | tuple):
                around.append((iter(each), yaml.SequenceEndEvent()))
                yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
                break
            yield _scalar(each)
        else:
            around.pop()
            yield end
    yield yaml.StreamEndEvent()


def _scalar(value: Any) -> yaml.ScalarEvent:
    if isinstance(value, str):
        resolvers = _Dumper.yaml_implicit_resolvers.get(value[:1], ())
        is_word = not any(pattern.match(value) for _, pattern in resolvers)
        return yaml.ScalarEvent(None, None, (is_word, True), value)
    return yaml.ScalarEvent(None, None, (True, False), _written(value))


def _written(value: float | None) -> str:
    """Write a value that is no text, as both versions of YAML read it."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        return str(value)
    text = repr(value)
    if "n" in text:
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text if "." in text else text.replace("e", ".0e")


class Lines:
    """The lines on which the elements of a text begin, which is parsed at the first question."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[_Element, _Children] = {}

    def find(self, path: Sequence[str | int]) -> tuple[int | None, int]:
        """
        Give the line (from 1) of the element at a path, and how many of its parts were found.

        A path that leads further than the text goes gives the line of its last known part; a text
        that is neither JSON nor YAML gives no line.
        """
        if self._root is None:
            return None, 0
        line, element = self._root
        for count, part in enumerate(path):
            child = self._children(element).get(str(part))
            if child is None:
                return line, count
            line, element = child
        return line, len(path)

    @cached_property
    def _root(self) -> "tuple[int, _Element] | None":
        start = strict_json.first_value(self._text)
        if start is not None:
            return self._line(start), start
        with suppress(yaml.YAMLError):
            _check_depth(self._text)
            node = yaml.compose(self._text, _Loader)
            return (node.start_mark.line + 1, node) if node is not None else None
        return None

    def _children(self, element: "_Element") -> "_Children":
        """Index the elements inside another by their part of a pointer."""
        known = self._known.get(element)
        if known is None:
            known = self._known[element] = (
                self._json_children(element) if isinstance(element, int) else _children(element)
            )
        return known

    def _json_children(self, start: int) -> "_Children":
        found = strict_json.elements(self._text, start)
        return {name: (self._line(begin), value) for name, begin, value in found}

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self._text)]

    def _line(self, offset: int) -> int:
        return bisect_left(self._ends, offset) + 1


#: Of JSON the offset of a value: a tree of nodes would take a hundred times longer to make.
_Element = yaml.Node | int
#: By parts of a pointer: the line on which an element begins, and the element.
_Children = dict[str, tuple[int, _Element]]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """Find the line (from 1) on which the element at `path`, or its last known part, begins."""
    return Lines(text).find(path)[0]


def _children(node: yaml.Node) -> _Children:
    if isinstance(node, yaml.MappingNode):
        return {key.value: (key.start_mark.line + 1, each) for key, each in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(n): (each.start_mark.line + 1, each) for n, each in enumerate(node.value)}
    return {}


def _check_depth(text: str) -> None:
    """Refuse what is nested too deep before it is composed, which is recursive."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                problem = f"the text is nested more than {_DEEPEST} levels deep"
                mark: Any = event.start_mark  # A mark of the C parser, as in every error of it.
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _one_line(error: yaml.MarkedYAMLError) -> str:
    if plain := _PLAIN.get(error.problem or ""):
        return plain
    parts = (error.context, error.problem)
    return ", ".join(" ".join(part.split()) for part in parts if part) or "is not YAML"
