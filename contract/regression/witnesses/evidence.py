"""What a finding rests on, as far as a witness can be made of it."""

from dataclasses import dataclass
from typing import Any, Literal

from contract.model import Parameter, Reply
from contract.regression.pairs import OperationPair, Pair
from contract.regression.schemas.pair import Wire
from contract.regression.schemas.walk import Place
from contract.schemas.parts import Parts
from contract.schemas.steps import Step
from contract.schemas.views import Side

CarrierPart = Literal["body", "item", "parameter", "header"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a schema describes: a body, an item of a stream, a parameter or a header."""

    part: CarrierPart
    operation: OperationPair
    side: Side
    wire: Wire
    old: Parts
    new: Parts
    media_type: str = ""  #: Of a body or item.
    reply: Reply | None = None  #: That a body, item or header belongs to, as the new side has it.
    parameter: Parameter | None = None  #: As the old side has it.
    header: str = ""


@dataclass(frozen=True, slots=True)
class SchemaEvidence:
    """A change inside a schema: what carries it, where it is, and the way there."""

    carrier: Carrier
    whole: Place  #: What the carrier holds.
    place: Place  #: Where it changed.
    way: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class OperationEvidence:
    """A change of an operation, or of something it consists of."""

    operation: OperationPair
    subject: Any  #: What the rule looked at; which rule it was tells the type.
    replies: Pair[Reply] | None = None  #: That the subject belongs to.
    name: str = ""  #: Of what the change is about, where the subject has several.
