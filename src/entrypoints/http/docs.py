"""The API's own documentation: the document, and a page to read and try it that needs nothing from outside."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException

from entrypoints.http.conditional import etag
from entrypoints.http.envelope import ENCODER
from entrypoints.http.openapi.document import openapi_document
from entrypoints.http.policy import PUBLIC
from entrypoints.http.rest.asking import Id

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TixGenius API</title>
<link rel="icon" type="image/png" href="api-docs/favicon-32x32.png">
<link rel="stylesheet" href="api-docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="api-docs/swagger-ui-bundle.js"></script>
<script src="api-docs/start.js"></script>
</body>
</html>
"""
_START: Final = """window.ui = SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null, persistAuthorization: false,
});
"""
_CONTENT_SECURITY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page's own scripts and no inline ones; Swagger UI writes style attributes."""

_KINDS: Final[Mapping[str, str]] = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
    "start.js": "text/javascript",
}
_CACHED: Final = {"Cache-Control": "public, max-age=3600"}


@get("/openapi.json", policy=PUBLIC)
async def document() -> Response[bytes]:
    """This API as OpenAPI 3.1."""
    encoded = _document()
    return Response(
        encoded, media_type="application/json", headers={"Cache-Control": "no-cache", "ETag": etag(encoded)}
    )


@get("/api-docs", policy=PUBLIC)
async def page() -> Response[bytes]:
    return Response(
        _PAGE.encode(), media_type="text/html", headers={"Content-Security-Policy": _CONTENT_SECURITY, **_CACHED}
    )


@get("/api-docs/{name:str}", policy=PUBLIC)
async def asset(name: Id) -> Response[bytes]:
    if name not in _KINDS:
        raise NotFoundException
    content = _asset(name)
    return Response(content, media_type=_KINDS[name], headers={**_CACHED, "ETag": etag(content)})


@cache
def _document() -> bytes:
    return ENCODER.encode(openapi_document())


@cache
def _asset(name: str) -> bytes:
    """The file as the installed package `swagger_ui` carries it; the script that starts it is ours."""
    if name == "start.js":
        return _START.encode()
    return files("swagger_ui").joinpath("static", name).read_bytes()


DOCS: Final = Router("/", route_handlers=[document, page, asset])
