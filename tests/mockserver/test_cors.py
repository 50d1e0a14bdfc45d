"""Requests of pages from elsewhere."""

from mockserver.messages import MockRequest
from mockserver.options import Options
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of, header

TEXT = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: OK
          headers:
            X-Total: {schema: {type: integer}}
            Access-Control-Allow-Origin: {schema: {type: string}}
            Vary: {schema: {type: string, example: Accept}}
          content: {application/json: {schema: {type: array}}}
  /asked:
    options:
      responses: {'200': {description: OK, content: {text/plain: {example: options}}}}
"""
PREFLIGHT = {
    "Origin": "http://page",
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "x-a, x-b",
}


def _ask(request, headers=PREFLIGHT, **options):
    return ask(gate_of(TEXT, Options(**options)), World(), request, headers=headers)


def test_a_preflight_grants_what_is_asked_for():
    """204; what the contract refuses, the request itself is told."""
    reply = _ask("OPTIONS /pets")
    assert (reply.status, reply.body) == (204, b"")
    assert dict(reply.headers) == {
        "Access-Control-Allow-Origin": "http://page",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "PUT",
        "Access-Control-Allow-Headers": "x-a, x-b",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    }


def test_headers_asked_for_on_several_lines_are_all_granted():
    """Lines of one name are one list (RFC 9110, 5.2)."""
    pairs = (*PREFLIGHT.items(), ("access-control-request-headers", "x-c"))
    request = MockRequest("OPTIONS", "/pets", "", PREFLIGHT, pairs, b"", "http://mock")
    reply = gate_of(TEXT).answer(World(), request)
    assert header(reply, "Access-Control-Allow-Headers") == "x-a, x-b, x-c"


def test_a_declared_options_operation_answers():
    """With the grants beside its own reply."""
    reply = _ask("OPTIONS /asked")
    assert (reply.status, reply.body) == (200, b"options")
    assert header(reply, "Access-Control-Allow-Methods") == "PUT"


def test_replies_can_be_read_by_the_page():
    """Their headers too; the mock's word counts before a made value."""
    reply = _ask("GET /pets", {"Origin": "http://page"})
    origins = [value for name, value in reply.headers if name == "Access-Control-Allow-Origin"]
    assert origins == ["http://page"]
    assert header(reply, "Access-Control-Expose-Headers") == "X-Total"
    assert header(reply, "Vary") == "Accept, Origin"


def test_errors_can_be_read_by_the_page():
    """A page should see what it did wrong."""
    reply = _ask("GET /none", {"Origin": "http://page"})
    assert (reply.status, header(reply, "Access-Control-Allow-Origin")) == (404, "http://page")


def test_without_an_origin_nothing_is_said():
    """OPTIONS is a method like others then."""
    assert header(_ask("GET /pets", {}), "Access-Control-Allow-Credentials") is None
    assert _ask("OPTIONS /pets", {}).status == 405


def test_pages_may_be_kept_out():
    """An option of the mock."""
    reply = _ask("OPTIONS /pets", cors=False)
    assert (reply.status, header(reply, "Vary")) == (405, None)
