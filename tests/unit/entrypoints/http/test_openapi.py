"""The document is what callers build on: whatever changes in it is a decision."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.shared.errors import Refusal
from entrypoints.http import openapi_document
from entrypoints.http.policy import routes_of
from tests.support.api import Api

SNAPSHOT = Path(__file__).parents[4] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


NOT_FOR_CALLERS = {
    "DESK_TIME_OUT_OF_RANGE",
    "IDENTITY_ROTATION_UNDER_WAY",
    "JOBS_NOT_FOUND",
    "JOBS_ALREADY_WAITING",
    "IDENTITY_PASSWORD_RESET_NOT_POSSIBLE",
}
"""Refusals of what only operators do, on the command line."""


def refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    """Every refusal that a rule or a use case raises."""
    for refusal in kind.__subclasses__():
        if refusal.__module__.startswith(("domain.", "application.")) and refusal.__module__ != Refusal.__module__:
            yield refusal
        yield from refusals(refusal)


class TestDocument:
    def test_is_the_one_kept_in_the_repository(self, document: dict[str, Any]) -> None:
        assert document == json.loads(SNAPSHOT.read_text()), "If the change is meant: make snapshot"

    def test_shows_every_route_but_its_own(self, document: dict[str, Any], api: Api) -> None:
        shown = {(method.upper(), path.lower()) for method, path, _ in operations(document)}
        routes = {(method, path.replace("_", "").lower()) for method, path, _ in routes_of(api.app)}
        assert routes - shown == {
            ("GET", "/openapi.json"),
            ("GET", "/api-docs"),
            ("GET", "/api-docs/{name}"),
            ("GET", "/dev/mailbox"),
            ("GET", "/.well-known/jwks.json"),
        }
        assert shown <= routes

    def test_names_operations_and_schemas_for_people(self, document: dict[str, Any]) -> None:
        names = [operation["operationId"] for *_, operation in operations(document)]
        assert len(set(names)) == len(names)
        for name in [*names, *document["components"]["schemas"]]:
            assert name.isalnum()

    def test_refers_only_to_what_is_there_and_has_nothing_to_spare(self, document: dict[str, Any]) -> None:
        used = set(references(document))
        there = {
            f"#/components/{kind}/{name}" for kind in ("schemas", "examples") for name in document["components"][kind]
        }
        assert used <= there
        assert {name for name in there - used if "/examples/" in name} == set()

    def test_tells_every_refusal_there_is(self, document: dict[str, Any]) -> None:
        told = set(document["components"]["examples"])
        assert {refusal.code for refusal in refusals(Refusal)} - told == NOT_FOR_CALLERS

    def test_has_an_example_for_every_body_and_every_answer(self, document: dict[str, Any]) -> None:
        for method, path, operation in operations(document):
            bodies = [operation["requestBody"]["content"]] if "requestBody" in operation else []
            for response in operation["responses"].values():
                bodies += [response["content"]] if "content" in response else []
            for content in bodies:
                shown = content["application/json"]
                assert shown.get("examples") or shown.get("example") is not None, (method, path)

    def test_closes_bodies_to_unknown_members(self, document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        bodies = [name for name in schemas if name.endswith("Body")]
        assert len(bodies) > 10
        assert all(schemas[name]["additionalProperties"] is False for name in bodies)


class TestPage:
    async def test_asks_nobody_else_for_anything(self, api: Api) -> None:
        page = await api.get("//api-docs")
        assert page.headers["content-type"].startswith("text/html")
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert "http" not in page.text.replace("http-equiv", "")
        for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"):
            assert f"api-docs/{name}" in page.text
            asset = await api.get(f"//api-docs/{name}")
            assert (asset.status_code, bool(asset.content)) == (200, True)
            assert "max-age" in asset.headers["cache-control"]
            assert asset.headers["content-encoding"] == "gzip"
            plain = await api.get(f"//api-docs/{name}", headers={"Accept-Encoding": "identity"})
            assert "content-encoding" not in plain.headers
            assert (plain.content, plain.headers["etag"]) == (asset.content, asset.headers["etag"])

    async def test_hands_out_no_other_file(self, api: Api) -> None:
        for name in ("swagger-editor.js", "..%2f__init__.py", "core.py"):
            assert (await api.get(f"//api-docs/{name}")).status_code == 404

    async def test_shows_the_document(self, api: Api, document: dict[str, Any]) -> None:
        served = await api.get("//openapi.json")
        assert served.json() == document
        known = await api.get("//openapi.json", headers={"If-None-Match": served.headers["etag"]})
        assert known.status_code == 304
