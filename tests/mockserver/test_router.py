"""From a path to its operation."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockserver.router import Found, NotAllowed, NotFound, Router

NAMES = ("a", "b", "c")
WORDS = ("pets", "mine", "v1.0", "größe")
#: A variable never spans a slash, and is never empty.
values = st.text(min_size=1, max_size=8)


@st.composite
def templates(draw: Any) -> str:
    """Templates of fixed segments and segments that are one variable."""
    names = iter(NAMES)
    segments = draw(st.lists(st.sampled_from(("fixed", "variable")), min_size=1, max_size=3))
    return "".join(
        f"/{{{next(names)}}}" if each == "variable" else f"/{draw(st.sampled_from(WORDS))}"
        for each in segments
    )


def _router(*templates: str) -> Router[str]:
    router: Router[str] = Router()
    for template in templates:
        router.add("GET", template, template)
    return router


def _filled(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return quote(template, safe="/%")


@given(templates(), st.fixed_dictionaries(dict.fromkeys(NAMES, values)))
def test_a_path_built_from_a_template_finds_it_and_gives_the_values_back(template, given_values):
    """Whatever the values are, encoded they lead back."""
    wanted = {name: value for name, value in given_values.items() if f"{{{name}}}" in template}
    found = _router(template).find("GET", _filled(template, wanted))
    assert found == Found(template, wanted)


@given(st.lists(templates(), min_size=1, max_size=4, unique=True), st.data())
def test_templates_do_not_hide_one_another(all_templates, data):
    """With values that no fixed segment spells, each template is found among others."""
    router = _router(*all_templates)
    template = data.draw(st.sampled_from(all_templates))
    # Templates that differ in the names of their variables alone are the same path.
    shapes = [each for each in all_templates if _shape(each) == _shape(template)]
    found = router.find("GET", _filled(template, dict.fromkeys(NAMES, "~")))
    assert isinstance(found, Found)
    assert found.target == shapes[0]


def _shape(template: str) -> str:
    for name in NAMES:
        template = template.replace(f"{{{name}}}", "{}")
    return template


@given(templates(), templates(), st.sampled_from(WORDS))
def test_fixed_segments_beat_variables(first, second, word):
    """Segment by segment, what is spelt out fits better than what may be anything."""
    assume(_shape(first) != _shape(second))
    path = quote(first.replace("{a}", word).replace("{b}", word).replace("{c}", word))
    found = _router(second, first, path).find("GET", path)
    assert found == Found(path, {})


@pytest.mark.parametrize(
    ("templates", "path", "expected"),
    [
        pytest.param(("/{a}/x", "/y/{b}"), "/y/x", "/y/{b}", id="first segment decides"),
        pytest.param(("/y/z", "/{a}/x"), "/y/x", "/{a}/x", id="back out of a dead end"),
        pytest.param(("/{a}", "/{a}.json"), "/x.json", "/{a}.json", id="literal text"),
        pytest.param(("/{a}-{b}", "/{a}"), "/1-2", "/{a}-{b}", id="two in one segment"),
        pytest.param(("/p%C3%A4ts",), "/p%c3%a4ts", None, id="the template is text"),
        pytest.param(("/päts",), "/p%C3%A4ts", "/päts", id="encoded letters"),
        pytest.param(("/pets",), "/p%65ts", "/pets", id="encoded without need"),
        pytest.param(("/{a}:run", "/{a}"), "/1:run", "/{a}:run", id="a colon"),
        pytest.param(("/{a}:run", "/{a}"), "/1%3Arun", "/{a}:run", id="an encoded colon"),
        pytest.param(("/pets:run", "/{a}"), "/pets:run", "/pets:run", id="a fixed colon"),
        pytest.param(("/v{a}.{b}/x",), "/v1.2/x", "/v{a}.{b}/x", id="literal text around"),
        pytest.param(("/pets/{a}",), "/pets/x%2Fy", "/pets/{a}", id="an encoded slash"),
        pytest.param(("/pets/{a}",), "/pets/x/y", None, id="a slash"),
        pytest.param(("/pets/{a}",), "/pets/", None, id="no value"),
        pytest.param(("/pets",), "/pets/", None, id="a slash at the end"),
        pytest.param(("/pets",), "/Pets", None, id="case counts"),
    ],
)
def test_the_best_template_is_found(templates, path, expected):
    """Pinned: what the laws above do not reach."""
    found = _router(*templates).find("GET", path)
    assert (found.target if isinstance(found, Found) else None) == expected


def test_variables_have_the_names_of_their_own_template():
    """Two methods may call the same segment by different names."""
    router: Router[str] = Router()
    router.add("GET", "/pets/{id}", "read")
    router.add("DELETE", "/pets/{pet}", "remove")
    assert router.find("GET", "/pets/7") == Found("read", {"id": "7"})
    assert router.find("DELETE", "/pets/7") == Found("remove", {"pet": "7"})


def test_values_inside_of_a_segment_are_decoded_once():
    """Whether the text around them is encoded or not."""
    router = _router("/{a}:{b}")
    assert router.find("GET", "/1%2B:%2541") == Found("/{a}:{b}", {"a": "1+", "b": "%41"})
    assert router.find("GET", "/1%2B%3A2") == Found("/{a}:{b}", {"a": "1+", "b": "2"})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/pet", ("/pets",)),
        ("/pets/", ("/pets",)),
        ("/pet/7", ("/pets/{id}",)),
        ("/Pets/7/toys", ("/pets/{id}/toys",)),
        ("/something/else", ()),
        ("/" + "x" * 9000, ()),
    ],
)
def test_near_templates_are_found(path, expected):
    """Variables are like whatever stands in their place."""
    assert _router("/pets", "/pets/{id}", "/pets/{id}/toys", "/events").near(path) == expected


def test_a_wrong_method_names_the_right_ones():
    """A path that fits names the methods that it takes, of every template that it fits."""
    router: Router[str] = Router()
    router.add("GET", "/{kind}/mine", "mine")
    router.add("PUT", "/pets/{id}", "replace")
    assert router.find("PATCH", "/pets/mine") == NotAllowed(("PUT", "GET"))
    assert router.find("GET", "/pets/mine") == Found("mine", {"kind": "pets"})
    assert router.find("PATCH", "/cats") == NotFound()


@given(templates(), st.sampled_from(WORDS))
def test_a_path_that_is_spelt_out_has_the_methods_of_no_template(template, word):
    """`/user/login` is no user that is called login."""
    assume("{" in template)
    path = template.replace("{a}", word).replace("{b}", word).replace("{c}", word)
    router: Router[str] = Router()
    router.add("GET", template, "template")
    router.add("POST", path, "path")
    assert router.find("GET", quote(path)) == NotAllowed(("POST",))
    assert router.find("POST", quote(path)) == Found("path", {})


@given(st.text(max_size=20))
def test_any_path_gets_an_answer(path):
    """No text makes the router fail."""
    assert isinstance(_router("/{a}-x", "/pets/{b}").find("GET", path), Found | NotFound)


def test_bytes_that_are_no_text_stay_visible():
    """A value that is no UTF-8 is replaced character by character."""
    assert _router("/{a}").find("GET", "/%FF%C3") == Found(
        "/{a}", {"a": "\N{REPLACEMENT CHARACTER}" * 2}
    )
