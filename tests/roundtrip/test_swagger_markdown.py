"""
Printed by swagger-markdown itself, read back by us: what the print kept is what we read.

`tox run -e roundtrip` installs the printer and reads many documents; wherever the printer is at
hand, a few are read in every run. ROUNDTRIP_EXAMPLES sets how many of each kind.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from contract.catalog import specs_folder
from contract.document import open_document
from contract.export import export
from contract.reading import read_documentation
from tests.contract.reading.layouts import (
    added_file_page,
    flattened,
    repository_page,
    without_prose,
    without_prose_breaks,
)
from tests.roundtrip.documents import (
    flattenable,
    openapi_documents,
    printable,
    swagger_documents,
)
from tests.roundtrip.kept import kept, pruned

#: A few by default, so that the tests of the whole project stay fast.
EXAMPLES = settings(
    max_examples=int(os.environ.get("ROUNDTRIP_EXAMPLES", "15")),
    deadline=None,
    # Making such documents smaller takes minutes, and tells little more than the difference shown.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
CONTRACTS = sorted(
    path.relative_to(specs_folder()).as_posix()
    for path in specs_folder().glob("*/*.yaml")
    if not path.name.startswith(("overlay", "system"))
)


def read(text):
    reading = read_documentation(text)
    assert reading is not None
    return pruned(reading.document)


def told_flattened(document):
    """What flattened text tells surely: everything but where texts begin and end."""
    return without_prose({key: document[key] for key in ("paths", "components")})


def returns(printer, document):
    """The law, in every layout."""
    text = printer(document)
    told = kept(document)
    assert read(text) == told
    assert read(added_file_page(text)) == told
    assert without_prose_breaks(read(repository_page(text))) == without_prose_breaks(told)
    document = flattenable(document)
    shown = told_flattened(read(flattened(printer(document))))
    assert without_prose_breaks(shown) == without_prose_breaks(told_flattened(kept(document)))


@EXAMPLES
@given(document=swagger_documents())
def test_documents_of_2_0_come_back(printer, document):
    """With the headings of paths."""
    returns(printer, document)


@EXAMPLES
@given(document=openapi_documents())
def test_documents_of_3_come_back(printer, document):
    """With the headings of methods and paths."""
    returns(printer, document)


@pytest.mark.parametrize("version", ["3.0", "3.1"])
@pytest.mark.parametrize("name", CONTRACTS)
def test_our_contracts_come_back(printer, name, version):
    """Exported for the printer, which knows no OpenAPI 3.2."""
    document, _ = export(open_document(str(specs_folder() / name)).content, version)
    returns(printer, printable(document))
