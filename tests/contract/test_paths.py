"""The paths of servers and of templates."""

import pytest

from contract.paths import base_paths, path_variables


@pytest.mark.parametrize(
    ("servers", "paths"),
    [
        pytest.param(None, ("",), id="none"),
        pytest.param([{"url": "/"}], ("",), id="root"),
        pytest.param(
            [{"url": "https://a.example/v1/"}, {"url": "//b/v1"}], ("/v1",), id="one path"
        ),
        pytest.param([{"url": "/a"}, {"url": "b?c=d"}], ("/a", "/b"), id="relative"),
        pytest.param(
            [{"url": "https://{host}/{v}", "variables": {"v": {"default": "v2"}, "host": {}}}],
            ("/v2",),
            id="variables",
        ),
        pytest.param(
            [
                {
                    "url": "/{a}/{b}",
                    "variables": {
                        "a": {"default": "y", "enum": ["x", "y"]},
                        "b": {"default": "1", "enum": ["1", "2"]},
                    },
                }
            ],
            ("/y/1", "/y/2", "/x/1", "/x/2"),
            id="every value, the default first",
        ),
    ],
)
def test_base_paths_are_those_of_the_servers(servers, paths):
    """Each once, without a slash at the end."""
    assert base_paths(servers) == paths


def test_variables_are_named_in_their_order():
    """A template may hold several, also within one segment."""
    assert path_variables("/a/{b}/{c}-{d}.json") == ("b", "c", "d")


def test_there_is_an_end_to_combinations():
    """A hundred values of two variables are not all offered."""
    variables = {each: {"default": "0", "enum": list(map(str, range(100)))} for each in "ab"}
    assert len(base_paths([{"url": "/{a}/{b}", "variables": variables}])) == 64
