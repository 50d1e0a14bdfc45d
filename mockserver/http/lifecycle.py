"""Headers of operations that are on their way out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from contract.model import Operation
from mockserver.messages import Headers


def lifecycle_headers(operation: Operation) -> Headers:
    """
    Give `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of a deprecated operation.

    The dates are those of `x-deprecated-at` and `x-sunset`: ISO 8601 or as HTTP writes them.
    RFC 9745 wants a date: without one it is the first there is, so that clients read "long since".
    """
    if not operation.deprecated:
        return ()
    since = _date(operation.extensions, "x-deprecated-at") or datetime.fromtimestamp(0, UTC)
    sunset = _date(operation.extensions, "x-sunset")
    deprecation = (("Deprecation", f"@{int(since.timestamp())}"),)
    if sunset is None:
        return deprecation
    return (*deprecation, ("Sunset", format_datetime(sunset, usegmt=True)))


def _date(extensions: Mapping[str, Any], name: str) -> datetime | None:
    written = str(extensions.get(name, ""))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(written)
        except ValueError:
            continue
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None
