"""What Swagger 2.0 describes beside a name: the values of parameters, headers and form fields."""

from collections.abc import Mapping
from typing import Any, Final

from contract.notes import Notes
from contract.pointers import pointer
from contract.upgrade.schema_repairs import SCHEMA_MEMBERS

_Object = dict[str, Any]

#: Style and explode for each `collectionFormat`, in queries and forms.
_STYLES: Final[Mapping[str, _Object]] = {
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "tsv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {},  # What OpenAPI 3 takes anyway.
}
#: Members that are replaced by others, wherever they stand.
_REPLACED: Final = (
    *SCHEMA_MEMBERS, "collectionFormat", "consumes", "examples", "headers",
    "parameters", "produces", "responses", "schema", "schemes", "x-nullable",
)  # fmt: skip


class Values:
    """Gives parameters, headers and fields their schema and style, and notes what is lost."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def parameter(self, value: _Object, where: str) -> _Object:
        """Give a parameter of a query, a path or the headers as OpenAPI 3.0 has it."""
        kept = ("name", "in", "description", "required", "allowEmptyValue", "example")
        rest = self.kept(value, kept, where)
        is_query = value.get("in") == "query"
        style = self.style(value, where) if is_query else {}
        if not is_query:
            self._expect_comma(value, where)
        return {**rest, **style, "schema": self.schema(value, where)}

    def style(self, value: _Object, where: str) -> _Object:
        """Give style and explode of an array in a query or a form."""
        if value.get("type") != "array":
            return {}
        separator = str(value.get("collectionFormat", "csv"))
        if separator == "tsv" or separator not in _STYLES:
            nearest = _STYLES.get(separator, _STYLES["csv"])["style"]
            reason = f"{separator} cannot be expressed, {nearest} is the nearest"
            self._notes.add(f"{where}/collectionFormat", reason)
        return _STYLES.get(separator, _STYLES["csv"])

    def _expect_comma(self, value: _Object, where: str) -> None:
        separator = value.get("collectionFormat", "csv")
        if value.get("type") == "array" and separator != "csv":
            reason = f"{separator} cannot be expressed here, csv is the nearest"
            self._notes.add(f"{where}/collectionFormat", reason)

    def schema(self, value: _Object, where: str) -> _Object:
        """Give the schema of what 2.0 describes beside a name."""
        if isinstance(value.get("schema"), dict):
            return dict(value["schema"])
        items, place = value.get("items"), f"{where}/items"
        while isinstance(items, dict):
            self._expect_comma(items, place)
            items, place = items.get("items"), f"{place}/items"
        return {key: value[key] for key in (*SCHEMA_MEMBERS, "x-nullable") if key in value}

    def header(self, value: _Object, where: str) -> _Object:
        """Give a header of a response as OpenAPI 3.0 has it."""
        self._expect_comma(value, where)
        described = {"description": value["description"]} if "description" in value else {}
        return {**described, "schema": self.schema(value, where), **extensions(value)}

    def kept(self, value: _Object, kept: tuple[str, ...], where: str) -> _Object:
        """Give the members that stay, and note those that 2.0 does not have."""
        for member in value:
            if not (member in kept or member in _REPLACED or member.startswith("x-")):
                self._notes.add(
                    f"{where}{pointer(member)}", "2.0 has no such member, it is left out"
                )
        known = {key: each for key, each in value.items() if key in kept}
        return known | extensions(value)


def extensions(value: _Object) -> _Object:
    """Give the members named `x-…`, but for the one that has become part of the schema."""
    return {
        key: each for key, each in value.items() if key.startswith("x-") and key != "x-nullable"
    }
