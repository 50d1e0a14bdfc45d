"""Small texts of ReDoc pages for the tests, and what is read from them."""

from typing import Any

from contract.reading import OperationEntry, Reading, redoc

HEAD = "Skip to main content\n\nShop (1.2)\n\nDownload OpenAPI specification:Download\n"
PUT_PET = OperationEntry("Pets", "Update Pet", "PUT", "/pets", "known", "certain", "200")


def page(sections: str = "", samples: str = "", title: str = "Update Pet") -> str:
    """Write a page with a single operation."""
    parts = [HEAD, "Pets", "", title, "", sections.strip("\n"), "", "Responses", "", samples, ""]
    return "\n".join(parts)


def read_page(text: str, *entries: OperationEntry) -> Reading:
    """Read a page, with method and path for its operation unless others are given."""
    assert redoc.recognise(text)
    return redoc.read(text, entries or (PUT_PET,))


def operation(sections: str = "", samples: str = "") -> dict[str, Any]:
    """Read the operation of such a page."""
    value: dict[str, Any] = read_page(page(sections, samples)).document["paths"]["/pets"]["put"]
    return value


def body(rows: str, samples: str = "") -> Any:
    """Read the schema of a body from its rows."""
    value = operation(f"Request Body schema: application/json\n{rows}", samples)
    return value["requestBody"]["content"]["application/json"]["schema"]


def request_sample(text: str) -> str:
    """Write a request sample."""
    return f"Request samples\n\nContent type\napplication/json\n{text}\n"


def response_sample(text: str) -> str:
    """Write a response sample."""
    return f"Response samples\n\nContent type\napplication/json\n{text}\n"
