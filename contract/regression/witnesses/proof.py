"""
Values that keep to one version of a schema and break the other.

Candidates come from the sampler; what counts is what the validators of both versions say.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

import jsonschema_rs

from contract import pointers
from contract.regression.rules.rule import Change
from contract.regression.schemas.judge import difference
from contract.regression.schemas.pair import Bench, Wire
from contract.regression.witnesses.evidence import SchemaEvidence
from contract.sampling import NoSample, Sampler, Shape, edges
from contract.schemas.parts import Part
from contract.schemas.views import SchemaReader

#: How many values are tried for one finding.
_MOST_TRIES: Final = 400

Errors = list[jsonschema_rs.ValidationError]


@dataclass(frozen=True, slots=True)
class Proof:
    """A value that one version allows and the other refuses, and why."""

    value: Any
    reason: str


def prove(evidence: SchemaEvidence, change: Change, bench: Bench) -> Proof | None:
    """
    Find a value that worked in the direction of a change and no longer does because of it.

    In a request it keeps to the old schema and breaks the new one; in a response it keeps to the
    new one and breaks the old one. `None` where none was found.
    """
    search = _Search(evidence, bench)
    best: tuple[tuple[int, int, int], Proof] | None = None
    for message in islice(search.messages(), _MOST_TRIES):
        clarity, error = _clearest(search.refusal(message), evidence, change)
        if error is None:
            continue
        rank = (*clarity, len(json.dumps(message)))
        if best is None or rank < best[0]:
            best = rank, Proof(message, _reason(error))
        if clarity == _PERFECT:
            break
    return best[1] if best else None


#: The refusal names the change itself, and nothing else is wrong.
_PERFECT: Final = (0, 1)


class _Search:
    """Values that one version allows, judged by both."""

    def __init__(self, evidence: SchemaEvidence, bench: Bench) -> None:
        carrier = self._carrier = evidence.carrier
        self._way = evidence.way
        self._is_old = carrier.side == "request"
        samplers = (
            Sampler(bench.old_reader, carrier.side),
            Sampler(bench.new_reader, carrier.side),
        )
        judges = (bench.old_judges[carrier.side], bench.new_judges[carrier.side])
        wholes = (carrier.old, carrier.new)
        places = (evidence.place.pair.old.given, evidence.place.pair.new.given)
        # The first of each is the version that allows a value.
        one, other = (0, 1) if self._is_old else (1, 0)
        self._whole = Shape(samplers[one], wholes[one])
        self._against = Shape(samplers[other], places[other])
        self._allowing = judges[one].validator(wholes[one])
        self._refusing = judges[other].validator(wholes[other])
        self._judges = judges[one], judges[other]
        self._places = places[one], places[other]

    def messages(self) -> Iterator[Any]:
        """Give whole messages with values at the edges of the place that changed."""
        sampler, whole = self._whole.sampler, self._whole.parts
        inner = sampler.along(whole, self._way, old=self._is_old)
        for value in chain(edges(Shape(sampler, inner), self._against), self._differing()):
            # A rich message around it may keep clear of other changes.
            for rich in (False, True) if self._way else (False,):
                try:
                    yield sampler.embed(whole, self._way, value, old=self._is_old, rich=rich)
                except NoSample:
                    continue

    def _differing(self) -> Iterator[Any]:
        """Give values of the schema that says what only one version allows."""
        (judge, other), (parts, others) = self._judges, self._places
        schema = difference(judge.canonical(parts), other.canonical(others))
        if schema is not None:
            reader = SchemaReader(schema)
            yield from edges(Shape(Sampler(reader, self._carrier.side), (Part(schema, ""),)))

    def refusal(self, message: Any) -> Errors:
        """Give what is wrong with a message that one version allows and the other refuses."""
        if self._allowing is None or self._refusing is None:
            return []
        if self._carrier.wire != "json" and message in (None, "", [], {}):
            return []  # It leaves nothing on the wire that could be judged.
        readings = _readings(message, self._carrier.wire)
        if not self._allowing.is_valid(message) or any(map(self._refusing.is_valid, readings)):
            return []
        return list(self._refusing.iter_errors(message))


def _readings(message: Any, wire: Wire) -> Iterator[Any]:
    """Give what a value may be taken for: on the wire, `1` and `"1"` look alike."""
    yield message
    if wire == "json":
        return
    if isinstance(message, list):
        yield [_as_text(each) for each in message]
        yield [_parsed(each) for each in message]
        if len(message) == 1:
            yield from _readings(message[0], wire)
        if wire != "repeated":
            yield ",".join(str(_as_text(each)) for each in message)
    elif isinstance(message, dict):
        yield {key: _as_text(each) for key, each in message.items()}
        yield {key: _parsed(each) for key, each in message.items()}
    else:
        yield from (_as_text(message), _parsed(message), [_as_text(message)], [_parsed(message)])


def _as_text(value: Any) -> Any:
    return value if isinstance(value, str | list | dict) else json.dumps(value)


def _parsed(value: Any) -> Any:
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return value if isinstance(found, list | dict) else found


# --- whether a refusal is about the change --------------------------------------------------------


def _clearest(
    errors: Errors, evidence: SchemaEvidence, change: Change
) -> tuple[tuple[int, int], jsonschema_rs.ValidationError | None]:
    """
    Find the error that speaks most clearly of a change, and say how clearly.

    First 0 for the change itself or 1 for its place, then how many things are wrong at all.
    """
    pair = evidence.place.pair
    is_request = evidence.carrier.side == "request"
    other, where = (pair.new, change.new) if is_request else (pair.old, change.old)
    spoken = [(_place(error), error) for error in _all(errors)]
    for place, error in spoken:
        if _names(place, error, where, change.name):
            return (0, len(errors)), error
    for place, error in spoken if not change.name else ():
        if any(_is_own(place, part.pointer) for part in other.parts):
            return (1, len(errors)), error
    return (2, len(errors)), None


#: Keywords that lead on to values inside; what is wrong there is another place's affair.
_INSIDE: Final = frozenset(
    "additionalProperties items patternProperties prefixItems properties unevaluatedItems"
    " unevaluatedProperties".split()
)


def _is_own(place: str, schema: str) -> bool:
    """Tell whether an error is about what a schema says of the value itself."""
    inside = place.removeprefix(f"{schema}/")
    return inside != place and pointers.parts(f"/{inside}")[0] not in _INSIDE


def _all(
    errors: Iterable[jsonschema_rs.ValidationError],
) -> Iterator[jsonschema_rs.ValidationError]:
    """Give errors, and what is wrong with each alternative inside them."""
    for error in errors:
        yield error
        for inner in getattr(error.kind, "context", ()):
            yield from _all(inner)


def _place(error: jsonschema_rs.ValidationError) -> str:
    return pointers.pointer(*error.schema_path)


def _names(place: str, error: jsonschema_rs.ValidationError, where: str, name: str) -> bool:
    if name:
        # Where all properties are refused, a validator does not name them.
        named = name == error.kind.value or error.instance_path[-1:] == [name]
        return named or error.kind.name == "falseSchema" or _lists(error.kind.value, name)
    return bool(where) and (f"{place}/".startswith(f"{where}/") or where.startswith(f"{place}/"))


def _lists(value: Any, name: str) -> bool:
    return isinstance(value, list) and name in value


def _reason(error: jsonschema_rs.ValidationError) -> str:
    where = pointers.pointer(*error.instance_path)
    if error.kind.name == "falseSchema":
        return f"nothing is allowed at {where}"
    return f"{error.message} (at {where})" if where else error.message
