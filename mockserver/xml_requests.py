"""Request bodies in XML: read as values, and judged as such."""

from contract.model import Contract, Operation
from contract.validation import Clerk, Reading, Request, Violation
from contract.validation.casting import UndecodableError
from contract.validation.media_types import is_xml, media_type_for
from contract.validation.schemas import CompiledSchema
from contract.validation.xml_bodies import from_xml


class XmlRequests:
    """
    Reads the XML bodies of one contract's requests.

    The validators leave them open, since a schema speaks of values and not of elements.
    """

    def __init__(self, contract: Contract, clerk: Clerk) -> None:
        self._contract = contract
        self._clerk = clerk
        self._compiled: dict[str, CompiledSchema] = {}

    def read(self, operation: Operation, received: Request, reading: Reading) -> Reading:
        """Give what a request says, with the value of its body and what is wrong with that."""
        documented = operation.body.media_types if operation.body and received.body else ()
        media_type = media_type_for(received.content_type, documented)
        if media_type is None or media_type.schema is None or not is_xml(media_type.name):
            return reading
        others = tuple(each for each in reading.violations if each.part != "body")
        try:
            value = from_xml(received.body, media_type.schema, self._contract)
        except UndecodableError as error:
            syntax = Violation("body", (), "syntax", str(error), error.kind)
            return reading._replace(violations=(*others, syntax))
        compiled = self._compiled.get(media_type.pointer)
        if compiled is None:
            compiled = self._clerk.request_schemas.compile(media_type.schema)
            self._compiled[media_type.pointer] = compiled
        found = compiled.violations(value, "body")
        values = reading.values._replace(body=value)
        return reading._replace(values=values, violations=(*others, *found))
