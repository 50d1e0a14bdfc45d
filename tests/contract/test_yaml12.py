"""YAML 1.2 in, quoted YAML out."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from contract import strict_json, yaml12
from contract.errors import InvalidSyntax

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])),
    st.sampled_from(["no", "on", "2026-05-18", "1e3", "0o17", "012", "1:30", "~", "=", "<<", ".5"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("no", "no", id="no is a word"),
        pytest.param("on", "on", id="on is a word"),
        pytest.param("2026-05-18", "2026-05-18", id="a date stays a string"),
        pytest.param("1:30", "1:30", id="no sixties"),
        pytest.param("1_000", "1_000", id="no underscores"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("012", 12, id="leading zero is decimal"),
        pytest.param("1e3", 1000.0, id="exponent without a dot"),
        pytest.param("true", True, id="true"),
        pytest.param("~", None, id="tilde"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_plain_scalars_follow_the_core_schema(text, value):
    """YAML 1.2.2, section 10.3.2, decides what a word means."""
    assert yaml12.load(text, "text") == value


@pytest.mark.parametrize("anchor", ["", "&a "], ids=["nothing but values", "with an anchor"])
def test_json_knows_only_texts_as_keys(anchor):
    """A status code that is written as a number becomes a text, at any depth."""
    text = f"more: {anchor}[{{200: x, null: y, true: z, 1.5: w}}]"
    assert yaml12.load_json(text, "text") == {
        "more": [{"200": "x", "null": "y", "true": "z", "1.5": "w"}]
    }


def test_merge_keys_are_merged():
    """Documents in use rely on them, though YAML 1.2 has none."""
    text = "base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\n"
    assert yaml12.load(text, "text")["more"] == {"a": 1, "b": 3}


@given(VALUES)
def test_what_is_written_reads_back(value):
    """There and back, whatever the value."""
    assert yaml12.load(yaml12.dump(value), "text") == value


@given(VALUES)
def test_values_are_the_same_beside_an_anchor(value):
    """A text of values alone is read by a way of its own."""
    text = yaml12.dump({"value": value})
    assert repr(yaml12.load(text, "text")) == repr(
        {"value": yaml12.load(f"anchor: &a 1\n{text}", "text")["value"]}
    )


@given(st.from_regex(r"\A[-+0-9a-fox_.~<eEINn]{1,8}\Z"))
def test_words_are_the_same_with_an_anchor(word):
    """Whatever a plain scalar is taken for."""

    def read(text: str) -> str:
        try:
            return repr(yaml12.load(text, "text"))
        except InvalidSyntax as error:
            return error.reason

    assert read(f"k: {word}") == read(f"k: {word}\na: &a 1").replace(", 'a': 1", "")


@pytest.mark.parametrize(
    "text", ["200: a\n'200': b", "{a: 1, a: 2}", "? [a]\n: 1", "a: 1\n---\nb: 2"]
)
def test_what_is_no_single_value_is_refused(text):
    """Keys stand once, as scalars, in one document."""
    with pytest.raises(InvalidSyntax):
        yaml12.load(text, "text")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])))
def test_strings_read_as_strings_in_yaml_1_1_as_well(text):
    """Other people's tools still read YAML 1.1."""
    assert yaml.safe_load(yaml12.dump({"key": text})) == {"key": text}


def test_an_error_names_file_line_and_column():
    """One sentence that an editor can jump to."""
    with pytest.raises(InvalidSyntax) as caught:
        yaml12.load("a: 1\nb: [1, 2\nc: 3\n", "broken.yaml")
    assert str(caught.value).startswith("broken.yaml:3:")


@pytest.mark.parametrize("text", ["a: !!python/object:os.system x", "a: !custom 1", "\x00"])
def test_what_is_no_plain_value_is_refused(text):
    """No tag makes the reader build or run anything."""
    with pytest.raises(InvalidSyntax):
        yaml12.load(text, "text")


def test_a_pointer_leads_to_its_line():
    """Messages name the line of the element they are about."""
    text = "a: 1\nb:\n  - x\n  - y: 2\n"
    assert yaml12.line_of(text, ("b", 1, "y")) == 4
    assert yaml12.line_of(text, ("b", 9)) == 2


def test_lines_follow_pointers_as_far_as_they_go():
    """The count tells how many parts were found."""
    lines = yaml12.Lines("a:\n  - x: 1\n  - {y: 2}\n")
    assert lines.find(("a", 1, "y")) == (3, 3)
    assert lines.find(("a", "1", "z")) == (3, 2)
    assert lines.find(()) == (1, 0)
    assert yaml12.Lines("a: [").find(("a",)) == (None, 0)


JSON_VALUES = st.recursive(
    st.sampled_from([None, True, 0, -1.5, "", 'a"}, ["', "\\", "\n"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('a/~"\u00e9', max_size=3), inner)
    ),
)
JSON_TEXTS = st.builds(
    lambda value, indent: json.dumps({"a": value}, indent=indent),
    JSON_VALUES,
    st.sampled_from([None, 1]),
)


def paths(value, around=()):
    """Give the path of every element."""
    yield around
    held = value.items() if isinstance(value, dict) else ()
    held = enumerate(value) if isinstance(value, list) else held
    for name, each in held:
        yield from paths(each, (*around, name))


@given(JSON_TEXTS)
def test_lines_of_json_are_those_of_yaml(text):
    """Below a comment, which JSON has not, each element is a line further down."""
    lines, below = yaml12.Lines(text), yaml12.Lines(f"# comment\n{text}")
    for path in paths(json.loads(text)):
        line, count = lines.find((*path, "no such element"))
        assert line is not None
        assert below.find((*path, "no such element")) == (line + 1, count)
        assert count == len(path)


@given(st.recursive(st.integers(), lambda inner: st.dictionaries(st.text(), inner, max_size=3)))
def test_json_without_repeated_keys_is_read_as_it_is(value):
    assert strict_json.load(json.dumps(value, indent=1), "a.json") == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param('{"a": {"b": 1},\n "a": 2}', "a.json:2:2", id="top"),
        pytest.param(
            '{"b": "{\\"b\\": [", "a": [{"x": 1}, {"x": 1,\n"x": 2}]}', "a.json:2:1", id="deep"
        ),
        pytest.param('{"\\u0061": 1, "a": 2}', "a.json:1:15", id="escaped"),
    ],
)
def test_a_key_that_stands_twice_is_told_with_its_place(text, place):
    with pytest.raises(InvalidSyntax, match=f"{place}: the key . stands here a second time"):
        strict_json.load(text, "a.json")


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        pytest.param("a:\n  b: 1\n c: 2\n", "3:2", "indented unlike", id="too far to the left"),
        pytest.param("a: 1\n  b: 2\n", "2:4", "indented too far", id="too far to the right"),
        pytest.param("a:\n  - 1\n - 2\n", "3:2", "indented unlike", id="item"),
        pytest.param("a:\n\tb: 1\n", "2:1", "tabs do not", id="tab"),
        pytest.param("a: @b\n", "1:4", "needs quotes", id="reserved character"),
    ],
)
def test_what_people_get_wrong_is_told_in_their_words(text, place, told):
    """With the line and the column, and without a word of grammar."""
    with pytest.raises(InvalidSyntax, match=f"a.yaml:{place}: .*{told}"):
        yaml12.load(text, "a.yaml")
