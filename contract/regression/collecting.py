"""From changes, seen from many operations, to findings: one for each change at one place."""

from dataclasses import dataclass, replace
from typing import Any, Final

from contract import pointers
from contract.model import Contract
from contract.regression.findings import VERDICTS, Direction, Finding, Verdict, Witness
from contract.regression.places import place_name, subject_name
from contract.regression.rules.rewriting import schema_rewritten
from contract.regression.rules.rule import Change, Rule
from contract.regression.schemas.walk import is_provable, is_proven_harmless
from contract.regression.witnesses.evidence import OperationEvidence, SchemaEvidence
from contract.regression.witnesses.witness import Witnesses
from contract.schemas.views import Side

Evidence = OperationEvidence | SchemaEvidence


@dataclass(slots=True)
class _Record:
    """A finding in the making."""

    rule: Rule[Any]
    side: Side | None
    change: Change
    place: str  #: Pointer of what it is said of.
    operations: dict[str, None]  #: In the order they came.
    evidence: list[Evidence]

    @property
    def verdict(self) -> Verdict:
        verdicts = self.rule.verdicts
        return verdicts.get(self.side or "") or verdicts[""]


class Collector:
    """Gathers changes; the same change, seen from another operation, only adds the operation."""

    def __init__(self, old: Contract, new: Contract, witnesses: Witnesses) -> None:
        self._old, self._new = old, new
        self._witnesses = witnesses
        self._records: dict[tuple[object, ...], dict[Side | None, _Record]] = {}

    def note(
        self,
        rule: Rule[Any],
        side: Side | None,
        change: Change,
        place: str,
        operation: str,
        evidence: Evidence | None,
    ) -> None:
        """Note a change; `place` is the pointer of what it is said of."""
        key = rule.id, change.old, change.new, change.text
        sides = self._records.setdefault(key, {})
        record = sides.get(side)
        if record is None:
            record = sides[side] = _Record(rule, side, change, place, {}, [])
        if operation:
            record.operations[operation] = None
        if evidence is not None:
            record.evidence.append(evidence)

    def findings(self) -> tuple[Finding, ...]:
        """Give the findings, worst first, then in the order of the operations."""
        order = {each.key: number for number, each in enumerate(self._operations())}
        found = [
            finding
            for sides in self._records.values()
            for finding in self._of_sides(list(sides.values()), order)
        ]
        return tuple(sorted(found, key=lambda each: _sort_key(each, order)))

    def _operations(self) -> list[Any]:
        known = {each.key for each in self._new.operations}
        gone = [each for each in self._old.operations if each.key not in known]
        return [*self._new.operations, *gone]

    def _of_sides(self, records: list[_Record], order: dict[str, int]) -> list[Finding]:
        """One finding for both directions, if the verdict is the same; else one for each."""
        if len(records) == 2 and records[0].verdict == records[1].verdict:
            first, second = records
            return [self._finding(first, "both", {**first.operations, **second.operations}, order)]
        return [self._finding(each, each.side or "", each.operations, order) for each in records]

    def _finding(
        self,
        record: _Record,
        direction: Direction,
        operations: dict[str, None],
        order: dict[str, int],
    ) -> Finding:
        witness = self._witness(record)
        if witness is None and _is_false_alarm(record):
            text = f"written otherwise, with no effect on clients: {record.change.text}"
            record = replace(
                record, rule=schema_rewritten, change=replace(record.change, text=text)
            )
        change, rule = record.change, record.rule
        document = (self._new if change.new else self._old).document
        return Finding(
            rule=rule.id,
            verdict=record.verdict,
            direction=direction,
            operations=tuple(sorted(operations, key=lambda each: order.get(each, len(order)))),
            old=_existing(self._old, change.old),
            new=_existing(self._new, change.new),
            subject=subject_name(record.place),
            place=place_name(record.place, document),
            text=change.text,
            before=change.before,
            after=change.after,
            advice=rule.advice if record.verdict != "safe" else "",
            witness=witness,
        )

    def _witness(self, record: _Record) -> Witness | None:
        if record.verdict == "safe":
            return None
        for evidence in record.evidence[:_MOST_TRIES]:
            if isinstance(evidence, SchemaEvidence) and not is_provable(record.rule.id):
                return None
            if isinstance(evidence, SchemaEvidence):
                witness = self._witnesses.of_schema(evidence, record.change)
            else:
                witness = self._witnesses.of_operation(record.rule.id, evidence)
            if witness is not None:
                return witness
        return None


#: In how many messages a witness is looked for.
_MOST_TRIES: Final = 3


def _is_false_alarm(record: _Record) -> bool:
    """Tell whether it is proven of all messages that a breaking change does not show in them."""
    found = [each for each in record.evidence if isinstance(each, SchemaEvidence)]
    return (
        record.verdict == "breaking"
        and is_provable(record.rule.id)
        and bool(found)
        and all(is_proven_harmless(each.whole.pair) for each in found)
        and not any(step.kind == "mapped" for each in found for step in each.way)
    )


def _existing(contract: Contract, pointer: str) -> str:
    """Go up from what is not written to the nearest place that is."""
    while pointer:
        try:
            pointers.follow(contract.document, pointer)
        except LookupError:
            pointer = pointer.rpartition("/")[0]
        else:
            break
    return pointer


def _sort_key(finding: Finding, order: dict[str, int]) -> tuple[object, ...]:
    first = order.get(finding.operations[0], len(order)) if finding.operations else len(order)
    place = finding.new or finding.old
    return VERDICTS.index(finding.verdict), first, place, finding.rule, finding.message
