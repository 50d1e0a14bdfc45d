"""Schemas and texts for documents to be printed: everything that gave a reader of them trouble."""

from typing import Any, Final

from hypothesis import strategies as st

from tests.strategies import some

Json = dict[str, Any]

_LINES: Final = (
    "Plain words.",
    'Words with \\ and | and \\| in them, 5" wide',
    "### A heading",
    "#### Parameters",
    "##### Responses",
    "## Response Codes",
    "- a list item",
    "1. one\n2. two",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "```\n# no heading\n| no | table |\n```",
    "Ünïcode, 漢字 & [links](https://a.example/b)",
    "{ braces } [ brackets ] (parentheses)",
    "`code` and _emphasis_",
    "*Enum:* is a word like any other",
)
#: Below a tag this would be another tag.
_RULE: Final = "a rule:\n\n---\n\n## behind it"
_PHRASES: Final = (
    "the pet's name",
    'a | b \\ c, 5" wide',
    'a second "quoted" text',
    "over\nseveral\r\nlines",
    "[ string ] { **bold** } & more",
    "`code`, <br>**Default:** 5",
    "größer als 漢字",
    "Yes",
    "- ",
)
_NAMES: Final = (
    "id", "name", "user.name", "user-name", "user name", "filter[name]", "größe", "名前", "$top",
    "@type", "a:b", "Name", "Required", "x_1", "v2", "(x)", "Pet",
)  # fmt: skip
#: Components of OpenAPI 3; 2.0 allows any name.
MODELS: Final = ("Pet", "Pet.Detail", "pet-list", "Page_Pet_", "Empty")
MODELS_2_0: Final = ("Pet", "Pet Detail", "List«Pet»", "Page[Pet]", "Map(Pet)", "Größe")
_FORMATS: Final = {
    "string": ("byte", "binary", "date", "date-time", "password", "uuid", "email", "ipv4"),
    "integer": ("int32", "int64", "unix-time"),
    "number": ("float", "double", "decimal"),
    "boolean": ("flag",),
    "object": ("json",),
    None: ("uuid",),
}
_STRINGS: Final = (
    "a", "b-c", "d e", "x|y", "f, g", 'h"i', "back\\slash", "[j]", "{k}", "l & m", "<n>", "ö", "5",
    "true", "`code`", "**bold**",
)  # fmt: skip
#: Defaults stand in cells without any quotes.
_BARE_STRINGS: Final = ("a", "b-c", "d e", "0.6.0", "2026-01-31", "ö", "5", "true", "null", "a.b")
_NUMBERS: Final = (0, 1, -7, 300)


def texts(*, of_tag: bool = False) -> st.SearchStrategy[str]:
    """Descriptions that stand on their own: any Markdown."""
    known = _LINES if of_tag else (*_LINES, _RULE)
    lines = st.lists(st.sampled_from(known), min_size=1, max_size=3)
    return st.builds(lambda parts, gap: gap.join(parts), lines, st.sampled_from(("\n", "\n\n")))


def phrases() -> st.SearchStrategy[str]:
    """Descriptions that are printed in cells."""
    return st.sampled_from(_PHRASES)


def summaries() -> st.SearchStrategy[str]:
    """Summaries."""
    return st.sampled_from(("Find a pet", "Finds 5 | 6 \\ 7", "Ünïcode [x]", "a *b* c", "x\ny"))


def names() -> st.SearchStrategy[str]:
    """Names of parameters and properties."""
    letters = st.text("abÖ漢.-_:@$()", max_size=6)
    return st.sampled_from(_NAMES) | letters.map(lambda text: f"n{text}")


def json_values() -> st.SearchStrategy[Any]:
    """Examples; the printer cannot take null, nor lists of lists."""
    scalars = st.sampled_from((*_STRINGS, *_NUMBERS, 0.5, True, False))
    lists = st.lists(scalars, max_size=2)
    return scalars | lists | st.dictionaries(names(), scalars | lists, max_size=2)


def schemas(models: tuple[str, ...], *, is_2_0: bool) -> st.SearchStrategy[Json]:
    """Schemas as a document of version 2.0, or of 3.0 and 3.1, has them."""
    references = st.sampled_from(models).map(lambda name: {"$ref": reference(name, is_2_0=is_2_0)})
    leaves = references | _scalars() | _enumerations() | _untyped()
    if not is_2_0:
        leaves |= _several_types()
    return st.recursive(leaves, lambda inner: _compositions(inner, is_2_0=is_2_0), max_leaves=6)


def reference(name: str, *, is_2_0: bool) -> str:
    """Give the reference to a model."""
    return f"#/{'definitions' if is_2_0 else 'components/schemas'}/{name}"


def _scalars() -> st.SearchStrategy[Json]:
    return st.sampled_from(("string", "integer", "number", "boolean")).flatmap(_scalar)


def _scalar(kind: str) -> st.SearchStrategy[Json]:
    defaults: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(_BARE_STRINGS),
        "boolean": st.booleans(),
        "number": st.sampled_from((*_NUMBERS, 0.25, 1e-9)),
    }
    members = some(
        format=st.sampled_from(_FORMATS[kind]),
        default=defaults.get(kind, st.sampled_from(_NUMBERS)),
        nullable=st.booleans(),
        deprecated=st.booleans(),
        description=phrases(),
        minimum=st.integers(0, 9),
        maxLength=st.integers(0, 9),
        pattern=st.sampled_from(("^a|b$", "[a-z]{3}")),
        readOnly=st.booleans(),
        example=json_values(),
    )
    return members.map(lambda said: {"type": kind, **said})


def _enumerations() -> st.SearchStrategy[Json]:
    words = st.lists(st.sampled_from(_STRINGS), min_size=1, max_size=3, unique=True)
    numbers = st.lists(st.sampled_from(_NUMBERS), min_size=1, max_size=3, unique=True)
    mixed = st.lists(
        st.sampled_from((*_STRINGS, *_NUMBERS, True, 0.5)), min_size=1, max_size=3, unique_by=repr
    )
    return st.one_of(
        words.map(lambda each: {"type": "string", "enum": each}),
        st.just({"type": "string", "enum": ["a", "b"], "default": "a"}),
        numbers.map(lambda each: {"type": "integer", "enum": each}),
        mixed.map(lambda each: {"enum": each}),
    )


def _untyped() -> st.SearchStrategy[Json]:
    return st.one_of(
        st.just({}),
        st.just({"format": "uuid"}),
        st.just({"type": "object"}),
        st.just({"type": "object", "format": "json"}),
        st.just({"default": "no type says what this is"}),
        st.just({"type": "object", "default": {"a": 1}}),
        st.just({"type": "array", "items": {}, "format": "csv"}),
    )


def _several_types() -> st.SearchStrategy[Json]:
    kinds = st.lists(
        st.sampled_from(("string", "integer", "number", "boolean", "null", "object")),
        min_size=1,
        max_size=3,
        unique=True,
    )
    formats = some(format=st.sampled_from(("uuid", "int32", "date-time", "x")))
    plain = st.builds(lambda each, form: {"type": each, **form}, kinds, formats)
    defaults = st.sampled_from(("null", "5", "a")).map(
        lambda value: {"type": ["string", "null"], "default": value}
    )
    return plain | defaults | st.just({"type": ["integer", "string"], "default": "5"})


def _compositions(inner: st.SearchStrategy[Json], *, is_2_0: bool) -> st.SearchStrategy[Json]:
    members = st.lists(inner, min_size=1, max_size=3)
    made = [
        inner.map(lambda each: {"type": "array", "items": each}),
        objects(inner),
        members.map(lambda each: {"allOf": each}),
        inner.map(lambda each: {"type": "object", "additionalProperties": each}),
        _lists_of_words(),
    ]
    if not is_2_0:
        made += [
            members.map(lambda each: {"oneOf": each}),
            members.map(lambda each: {"anyOf": each, "default": "a"}),
            inner.map(lambda each: {"type": ["array", "null"], "items": each}),
            objects(inner).map(lambda each: {**each, "type": ["object", "null"]}),
        ]
    return st.one_of(made)


def objects(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Objects with properties; their type may be left unsaid."""
    return st.builds(
        lambda properties, needed, said: {
            "properties": properties,
            **({"required": [each for each in properties if each in needed]} if needed else {}),
            **said,
        },
        st.dictionaries(names(), inner, min_size=1, max_size=3),
        st.lists(names(), max_size=2),
        some(type=st.just("object"), description=phrases(), example=json_values()),
    )


def _lists_of_words() -> st.SearchStrategy[Json]:
    return st.sampled_from(
        (
            {"type": "array", "items": {"type": "string"}, "default": []},
            {"type": "array", "items": {"type": "string"}, "default": ["a", "b"]},
            {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "default": ["a"]},
            {"type": "array", "items": {"type": "integer"}, "default": [1, 2]},
            {"type": "array", "items": {}, "default": ["a"]},
        )
    )
