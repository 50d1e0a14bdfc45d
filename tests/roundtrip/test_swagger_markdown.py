"""Printed by swagger-markdown itself, read back by us: what the print kept is what we read."""

from hypothesis import given

from contract.reading import read_documentation
from tests.roundtrip.documents import openapi_documents, swagger_documents
from tests.roundtrip.kept import kept, pruned


def read(text):
    reading = read_documentation(text)
    assert reading is not None
    return pruned(reading.document)


@given(document=swagger_documents())
def test_documents_of_2_0_come_back(printer, document):
    """Path headings, as the printer wrote them."""
    assert read(printer(document)) == kept(document)


@given(document=openapi_documents())
def test_documents_of_3_come_back(printer, document):
    """Headings of method and path, as the printer wrote them."""
    assert read(printer(document)) == kept(document)
