"""Operations on their way out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Operation
from mockserver.http.lifecycle import lifecycle_headers


def _operation(*, deprecated: bool = True, **extensions: Any) -> Operation:
    named = {f"x-{name.replace('_', '-')}": value for name, value in extensions.items()}
    return Operation("GET", "/", (), None, (), (), ("",), deprecated=deprecated, extensions=named)


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        pytest.param({}, {"Deprecation": "@0"}, id="since nobody knows when"),
        pytest.param(
            {"sunset": "2026-12-31"},
            {"Deprecation": "@0", "Sunset": "Thu, 31 Dec 2026 00:00:00 GMT"},
            id="a date",
        ),
        pytest.param(
            {"deprecated_at": "2026-01-01T01:00:00+01:00", "sunset": "soon"},
            {"Deprecation": "@1767225600"},
            id="a moment, and no date",
        ),
        pytest.param(
            {"sunset": "Thu, 31 Dec 2026 23:59:59 GMT"},
            {"Deprecation": "@0", "Sunset": "Thu, 31 Dec 2026 23:59:59 GMT"},
            id="as HTTP writes it",
        ),
    ],
)
def test_deprecated_operations_say_so(extensions, expected):
    """RFC 9745 and RFC 8594."""
    assert dict(lifecycle_headers(_operation(**extensions))) == expected


def test_others_say_nothing():
    """Also where a date is left over."""
    assert lifecycle_headers(_operation(deprecated=False, sunset="2026-12-31")) == ()


@given(st.text(max_size=30) | st.integers() | st.dates().map(str))
def test_any_date_is_read_or_left_out(written):
    """Whatever the author wrote, the operation is served."""
    assert lifecycle_headers(_operation(sunset=written))[0] == ("Deprecation", "@0")
