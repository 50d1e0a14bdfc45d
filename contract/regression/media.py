"""Media types: which covers which."""

from contract.model import MediaType


def essence(name: str) -> str:
    """Give a media type without its parameters: `text/html; charset=utf-8` is `text/html`."""
    return name.partition(";")[0].strip().lower()


def covers(general: str, specific: str) -> bool:
    """
    Tell whether a media type or range takes in another one.

    `application/*` takes in `application/json`; `application/json` takes in
    `application/problem+json`, whose syntax it is (RFC 6839).
    """
    general, specific = essence(general), essence(specific)
    if general in (specific, "*/*"):
        return True
    kind, _, subtype = general.partition("/")
    other_kind, _, other_subtype = specific.partition("/")
    if kind != other_kind:
        return False
    return subtype == "*" or other_subtype.endswith(f"+{subtype}")


def is_range(name: str) -> bool:
    """Tell whether a name stands for many media types."""
    return "*" in name


def schema_keywords(media_type: MediaType) -> tuple[str, ...]:
    """Name the keywords by which a media type describes its content."""
    said = (("schema", media_type.schema), ("itemSchema", media_type.item_schema))
    return tuple(keyword for keyword, schema in said if schema is not None)
