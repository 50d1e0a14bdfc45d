"""What Schemathesis asks while it runs; it imports this module by its name."""

from typing import Any, Final

import schemathesis

from contract.model import Contract
from contract.testing.as_sent import AsSent

#: Failures that blame a server for what it takes, or refuses, and whether that was valid then.
_BLAMED: Final = {"ST201": False, "ST202": True}


@schemathesis.hook
def after_load_schema(context: schemathesis.HookContext, schema: schemathesis.BaseSchema) -> None:
    """Let failures count only where a request was sent as it was meant."""
    del context
    as_sent = AsSent(Contract.from_document(schema.raw_schema))

    @schema.hook
    def filter_failure(
        context: schemathesis.HookContext,
        failure: Any,
        case: schemathesis.Case[Any],
        response: schemathesis.Response,
    ) -> bool:
        """Tell whether a failure counts."""
        del context
        is_meant_valid = _BLAMED.get(failure.code)
        if is_meant_valid is None:
            return True
        sent = response.request
        headers = {name: _text(value) for name, value in sent.headers.items()}
        body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
        if not isinstance(body, bytes):
            return True
        is_valid = as_sent.is_valid(case.operation.label, str(sent.url), headers, body)
        return is_valid in (is_meant_valid, None)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
