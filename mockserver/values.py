"""
Values that a schema admits, always the same at the same place.

An example, a default, a constant or the first enumerated value is taken where there is one; the
rest is made: by the name of the property and its format where they tell a meaning, by type and
bounds otherwise. Each value's randomness derives from the world's seed and the value's place.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from faker import Faker

from contract.model import Contract, Schema
from mockserver.world import World

#: References followed below one another before the value is cut as short as it may be.
_DEEPEST: Final = 6


class ValueMaker:
    """Makes values for one contract in one world."""

    def __init__(self, contract: Contract, world: World) -> None:
        self._contract = contract
        self._world = world
        self._faker = Faker("en_US", use_weighting=False)

    def make(self, schema: Schema, *place: object) -> Any:
        """Make a value of a schema for a place, such as ("GET /pets", "200")."""
        return self._make(schema, tuple(map(str, place)), 0)

    def _make(self, schema: Schema, place: tuple[str, ...], depth: int) -> Any:
        resolved = self._contract.resolved(schema)
        if not isinstance(resolved, Mapping):
            return None
        for keyword in ("const", "example", "default"):
            if keyword in resolved:
                return resolved[keyword]
        for keyword in ("examples", "enum"):
            values = resolved.get(keyword)
            if isinstance(values, list) and values:
                return values[0]
        if "allOf" in resolved:
            return self._all_of(resolved, place, depth)
        for keyword in ("oneOf", "anyOf"):
            if resolved.get(keyword):
                return self._variant(resolved, resolved[keyword], place, depth)
        return self._typed(resolved, place, depth)

    def _typed(self, schema: Mapping[str, Any], place: tuple[str, ...], depth: int) -> Any:
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, place, depth)
        if kind == "array":
            return self._array(schema, place, depth)
        random = Random(self._world.digest(*place))  # noqa: S311 - sample data
        if kind == "string":
            return self._string(schema, place, random)
        if kind in ("integer", "number"):
            return _number(schema, kind, random)
        return random.random() < 0.5 if kind == "boolean" else None

    def _object(self, schema: Mapping[str, Any], place: tuple[str, ...], depth: int) -> Any:
        required = schema.get("required", ())
        properties = schema.get("properties", {})
        made = {}
        for name, each in properties.items():
            if depth >= _DEEPEST and name not in required:
                continue
            made[name] = self._make(each, (*place, name), depth + 1)
        for name in required:
            made.setdefault(name, None)
        return made

    def _array(self, schema: Mapping[str, Any], place: tuple[str, ...], depth: int) -> Any:
        least = schema.get("minItems", 0)
        count = max(least, 0 if depth >= _DEEPEST else 1)
        count = min(count, schema.get("maxItems", count))
        first = [
            self._make(each, (*place, str(index)), depth + 1)
            for index, each in enumerate(schema.get("prefixItems", ()))
        ]
        items = schema.get("items", {})
        rest = range(len(first), count)
        return first + [self._make(items, (*place, str(index)), depth + 1) for index in rest]

    def _variant(
        self, schema: Mapping[str, Any], variants: list[Schema], place: tuple[str, ...], depth: int
    ) -> Any:
        chosen = variants[0] if depth < _DEEPEST else _shallowest(variants, self._contract)
        made = self._make(chosen, place, depth + 1)
        if isinstance(made, dict) and "properties" in schema:
            base = {key: each for key, each in schema.items() if key not in ("oneOf", "anyOf")}
            made = {**self._object(base, place, depth), **made}
        return made

    def _all_of(self, schema: Mapping[str, Any], place: tuple[str, ...], depth: int) -> Any:
        own = {key: each for key, each in schema.items() if key != "allOf"}
        parts = [self._make(each, place, depth + 1) for each in schema["allOf"]]
        if own.get("properties") or not parts:
            parts.append(self._make(own, place, depth))
        if all(isinstance(each, dict) for each in parts):
            return {name: value for part in parts for name, value in part.items()}
        return parts[0]

    def _string(self, schema: Mapping[str, Any], place: tuple[str, ...], random: Random) -> str:
        self._faker.seed_instance(random.getrandbits(64))
        made = _formatted(self._faker, str(schema.get("format", "")), place[-1])
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        while len(made) < least:
            made += made or "x"
        return made[: most if most is not None else max(least, 4000)]


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind is None:
        if "properties" in schema or "additionalProperties" in schema:
            return "object"
        if "items" in schema:
            return "array"
    return str(kind or "")


def _shallowest(variants: list[Schema], contract: Contract) -> Schema:
    def depth(schema: Schema) -> int:
        resolved = contract.resolved(schema)
        if not isinstance(resolved, Mapping):
            return 0
        return {"object": 2, "array": 1}.get(_kind(resolved), 0)

    return min(variants, key=depth)


def _number(schema: Mapping[str, Any], kind: str, random: Random) -> Any:
    step = schema.get("multipleOf", 1 if kind == "integer" else None)
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    if least is None:
        least = 0 if most is None or most >= 0 else most - 1000
    if most is None:
        most = least + 1000
    if step is None:
        return round(random.uniform(least, most), 4)
    first = -(-least // step)
    last = most // step
    if schema.get("exclusiveMinimum") is not None and first * step == least:
        first += 1
    if schema.get("exclusiveMaximum") is not None and last * step == most:
        last -= 1
    return random.randint(int(first), int(max(first, last))) * step


def _formatted(faker: Faker, kind: str, name: str) -> str:
    """Make text of a format, or of a meaning that the property's name tells."""
    makers: dict[str, Callable[[], object]] = {
        "uuid": faker.uuid4,
        "date": faker.date,
        "date-time": lambda: faker.date_time().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "time": lambda: faker.time() + "Z",
        "email": faker.email,
        "uri": faker.url,
        "hostname": faker.hostname,
        "ipv4": faker.ipv4,
        "ipv6": faker.ipv6,
        "byte": lambda: "c2FtcGxl",
    }
    if kind in makers:
        return str(makers[kind]())
    by_name: dict[str, Callable[[], object]] = {
        "name": faker.name,
        "email": faker.email,
        "title": faker.catch_phrase,
    }
    return str(by_name.get(name, faker.word)())
