"""What a run takes: the inputs an app declares, checked as the server checks them."""

from collections.abc import Callable
from math import isfinite
from typing import Any, Final

from mockserver.world import Record

_TRUE: Final = (True, 1, "true", "yes", "on", "1")
_FALSE: Final = (False, 0, "false", "no", "off", "0")
#: Texts of fewer characters fit into an integer of 64 bits.
_MOST_DIGITS: Final = 19
_TEXTS: Final = ("text-input", "paragraph")


class InvalidInputError(ValueError):
    """An input that the app does not take; its text is the server's sentence."""


def checked_inputs(controls: list[Record], given: Record) -> Record:
    """
    Give the inputs of a run: the declared ones, converted, with their defaults.

    Inputs that the app does not declare are dropped.

    Raises:
        InvalidInputError: one is missing or does not fit.
    """
    return {each["variable"]: _checked(each, given.get(each["variable"])) for each in controls}


def _checked(control: Record, value: Any) -> Any:
    if value is None:
        if control.get("required"):
            raise InvalidInputError(f"{control['variable']} is required in input form")
        return control.get("default")
    check = _CHECKS.get(control["type"])
    return check(control, value) if check else value


def _text(control: Record, value: Any) -> Any:
    name, limit = control["variable"], control.get("max_length") or 0
    if not isinstance(value, str):
        kind = control["type"]
        raise InvalidInputError(f"(type '{kind}') {name} in input form must be a string")
    if 0 < limit < len(value):
        raise InvalidInputError(f"{name} in input form must be less than {limit} characters")
    return value


def _select(control: Record, value: Any) -> Any:
    name, options = control["variable"], control.get("options", [])
    if not isinstance(value, str):
        raise InvalidInputError(f"(type 'select') {name} in input form must be a string")
    if value not in options:
        listed = ", ".join(f"'{each}'" for each in options)
        raise InvalidInputError(f"{name} in input form must be one of the following: [{listed}]")
    return value


def _number(control: Record, value: Any) -> Any:
    if isinstance(value, str):
        if not value.strip():
            return None
        value = _number_in(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return value
    raise InvalidInputError(f"{control['variable']} in input form must be a valid number")


def _number_in(text: str) -> int | float | None:
    """Read a number; whole ones stay whole as far as JSON can carry them."""
    try:
        return int(text) if len(text) < _MOST_DIGITS else float(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def _checkbox(control: Record, value: Any) -> Any:
    told = value.lower() if isinstance(value, str) else value
    if told in _TRUE:
        return True
    if told in _FALSE:
        return False
    raise InvalidInputError(f"{control['variable']} in input form must be a valid boolean")


def _file(control: Record, value: Any) -> Any:
    if not isinstance(value, dict):
        raise InvalidInputError(f"{control['variable']} in input form must be a file")
    return value


def _file_list(control: Record, value: Any) -> Any:
    name, limit = control["variable"], control.get("max_length") or 0
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InvalidInputError(f"{name} in input form must be a list of files")
    if 0 < limit < len(value):
        raise InvalidInputError(f"{name} in input form must be less than {limit} files")
    return value


def _json_object(control: Record, value: Any) -> Any:
    if not isinstance(value, dict):
        raise InvalidInputError(f"{control['variable']} in input form must be a dict")
    return value


_CHECKS: Final[dict[str, Callable[[Record, Any], Any]]] = {
    **dict.fromkeys(_TEXTS, _text),
    "select": _select,
    "number": _number,
    "checkbox": _checkbox,
    "file": _file,
    "file-list": _file_list,
    "json_object": _json_object,
}
