"""The answers of a contract without a system of its own: records, streams and samples."""

from contract.model import Contract
from mockserver.behaviours import Behaviour, Call
from mockserver.messages import MockReply
from mockserver.replies import Samples
from mockserver.resources.engine import ResourceEngine
from mockserver.streaming.generic_streams import event_streams
from mockserver.values import NoValue, ValueMaker


def answering(contract: Contract) -> Behaviour:
    """
    Give a behaviour for any operation of a contract.

    It answers out of remembered records where a resource was found for the operation, else by a
    sample of what the contract documents.

    Raises:
        InvalidHint: an `x-mock` of the document says what cannot be.
    """
    maker = ValueMaker(contract)
    remembered = ResourceEngine(contract, maker)
    stream, sample = event_streams(contract, maker, remembered.find), Samples(contract)

    def answer(call: Call) -> MockReply:
        try:
            return stream(call) or remembered(call) or sample(call)
        except NoValue:
            return sample(call)  # Which comes as near to such a schema as can be.

    return answer
