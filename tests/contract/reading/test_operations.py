"""The file of methods and paths: written, read, and refused with the line of the fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import InvalidSyntax
from contract.reading import OperationEntry, parse_operations
from contract.reading.operations import METHODS, operations_csv

CELLS = st.text(st.sampled_from('ab é,"|\n;'), max_size=6).map(str.strip)
SEGMENTS = st.sampled_from(("pets", "v1", "größe", "a.b", "{id}x", "{pet_id}", "{a-b}", ""))


@st.composite
def paths(draw):
    segments = draw(st.lists(SEGMENTS, max_size=4, unique=True))
    return "/" + "/".join(segments)


def entries():
    """Rows as people may write them."""
    return st.builds(
        OperationEntry,
        tag=CELLS,
        title=CELLS.map(lambda text: text or "Read"),
        method=st.sampled_from(METHODS),
        path=paths(),
        basis=CELLS,
        confidence=st.sampled_from(("certain", "high", "medium", "low")),
        success_status=st.sampled_from(("", "200", "204", "2XX")),
        schemes=st.lists(st.sampled_from(("Bearer", "API key")), unique=True).map(tuple),
        source_line=st.none() | st.integers(1, 99_999),
    )


@given(st.lists(entries(), max_size=4))
def test_what_is_written_is_read(rows):
    assert parse_operations(operations_csv(rows), "x.csv") == tuple(rows)


def test_columns_may_stand_in_any_order_and_others_are_left_aside():
    text = "\ufeffpath,note,title,tag,method\n/pets,anything,List Pets,Pets,get\n"
    assert parse_operations(text, "x.csv") == (OperationEntry("Pets", "List Pets", "GET", "/pets"),)


HEADER = "tag,title,method,path,confidence,success_status,source_line\n"


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("tag,title,method\n", 1, "the column path is missing"),
        ("", 1, "the column tag is missing"),
        (HEADER + "A,,GET,/a,,,\n", 2, "the title is missing"),
        (HEADER + "A,B,FETCH,/a,,,\n", 2, "FETCH is no method"),
        (HEADER + "A,B,GET,/a,,,\nA,B,GET,a,,,\n", 3, "a is no path"),
        (HEADER + "A,B,GET,/{a}/{a},,,\n", 2, "a variable is twice"),
        (HEADER + "A,B,GET,/{a,,,\n", 2, "/{a is no path"),
        (HEADER + "A,B,GET,/a,sure,,\n", 2, "sure is none of"),
        (HEADER + "A,B,GET,/a,,404,\n", 2, "404 is no status of a success"),
        (HEADER + "A,B,GET,/a,,,x\n", 2, "x is no line"),
        (HEADER + "A,B,GET,/a,,,,,\n", 2, "more cells"),
        (HEADER + 'A,"B,GET,/a\n', 2, "no CSV"),
    ],
)
def test_a_fault_is_told_with_its_line(text, line, sentence):
    with pytest.raises(InvalidSyntax) as caught:
        parse_operations(text, "x.csv")
    assert str(caught.value).startswith(f"x.csv:{line}:1: ")
    assert sentence in str(caught.value)
