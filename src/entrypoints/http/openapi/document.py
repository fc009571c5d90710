"""The whole API as OpenAPI 3.1, made from the routes as they are."""

from importlib.metadata import version
from typing import Any, Final

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from entrypoints.http.csrf import CSRF_HEADER
from entrypoints.http.envelope import Meta, Pagination, Problem
from entrypoints.http.openapi.errors import examples
from entrypoints.http.openapi.operation import Shape, body_of, camel, data_of, elements_of, operation, shape_of
from entrypoints.http.openapi.schemas import components, reference
from entrypoints.http.policy import Routes, routes_of
from entrypoints.http.routes import ROUTES
from entrypoints.http.session_cookie import PLAIN_NAME, SECURE_NAME

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_INFO: Final = {
    "title": "TixGenius",
    "description": "The back office of a small software company: the support desk and the people behind it.",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
_SECURITY: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": SECURE_NAME,
        "description": f"Counts where there is no Authorization. In development over HTTP it is called `{PLAIN_NAME}`.",
    },
    "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER, "description": "As the login answered it."},
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "tix_…",
        "description": "An API key that has the scope named with the operation; `:write` includes `:read`.",
    },
}


def openapi_document() -> dict[str, Any]:
    """The document, in plain JSON values and always in the same order."""
    routes = [route for router in ROUTES for route in routes_of(router)]
    made = {
        "openapi": "3.1.0",
        "info": {**_INFO, "version": version("tixgenius")},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(tag for *_, it in routes for tag in sorted(it.resolve_tags()))],
        "paths": _paths(routes),
        "components": {
            "examples": examples(handler for *_, handler in routes),
            "schemas": _schemas([handler for *_, handler in routes]),
            "securitySchemes": _SECURITY,
        },
    }
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(made))
    return document


def _paths(routes: Routes) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for method, path, handler in sorted(routes, key=lambda route: (route[1], _METHODS.index(route[0]))):
        paths.setdefault(camel(path), {})[method.lower()] = operation(handler, path)
    return paths


def _schemas(handlers: list[HTTPRouteHandler]) -> dict[str, Any]:
    bodies = {body for handler in handlers if (body := body_of(handler)[0])}
    answered = {(element, shape_of(handler)) for handler in handlers for element in elements_of(data_of(handler))}
    kinds: list[type[Struct]] = sorted(
        {*bodies, *(element for element, _ in answered), Meta, Pagination, Problem}, key=lambda kind: kind.__name__
    )
    schemas = components(kinds)
    for element, shape in answered:
        name, shown = element.__name__, reference(element.__name__)
        if shape is Shape.PAGE:
            schemas[f"{name}InList"] = _partial(schemas[name])
            shown = reference(f"{name}InList")
        data = shown if shape is Shape.ONE else {"type": "array", "items": shown}
        schemas[f"{name}{shape}Answer"] = _answer(data)
    schemas["Refusal"] = _envelope(success=False, data={"type": "null"}, error=reference("Problem"))
    return dict(sorted(schemas.items()))


def _partial(schema: dict[str, Any]) -> dict[str, Any]:
    """A row of which `fields` may have chosen some."""
    return {name: value for name, value in schema.items() if name not in ("required", "title")}


def _answer(data: dict[str, Any]) -> dict[str, Any]:
    return _envelope(success=True, data=data, error={"type": "null"})


def _envelope(*, success: bool, data: dict[str, Any], error: dict[str, Any]) -> dict[str, Any]:
    properties = {"success": {"const": success}, "data": data, "error": error, "meta": reference("Meta")}
    return {"type": "object", "properties": properties, "required": [*properties]}
