"""Small contracts for tests: one operation, and what is special about it."""

from typing import Any

from contract.model import Contract
from contract.regression import Comparison, compare

OK = {"description": "OK"}
Json = dict[str, Any]


def document(**members: Any) -> Json:
    """Give a document without operations."""
    return {"openapi": "3.2.0", "info": {"title": "Things", "version": "1"}, "paths": {}, **members}


def contract(operation: Json | None = None, *, path: str = "/things", **members: Any) -> Contract:
    """Give a contract of `POST /things`; `members` are those of the document."""
    item = {"post": {"responses": {"200": OK}, **(operation or {})}}
    return Contract.from_document(document(**{"paths": {path: item}, **members}))


def sending(schema: Any, **schemas: Any) -> Contract:
    """Give a contract whose request body keeps to a schema; `schemas` are its components."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return contract({"requestBody": body}, components={"schemas": schemas})


def receiving(schema: Any, **schemas: Any) -> Contract:
    """Give a contract whose response keeps to a schema; `schemas` are its components."""
    response = {**OK, "content": {"application/json": {"schema": schema}}}
    return contract({"responses": {"200": response}}, components={"schemas": schemas})


def told(comparison: Comparison) -> list[tuple[str, str]]:
    """Give rule and verdict of each finding."""
    return [(each.rule, each.verdict) for each in comparison]


def requests(old: Any, new: Any) -> list[tuple[str, str]]:
    """Compare two schemas of a request body."""
    return told(compare(sending(old), sending(new)))


def responses(old: Any, new: Any) -> list[tuple[str, str]]:
    """Compare two schemas of a response."""
    return told(compare(receiving(old), receiving(new)))
