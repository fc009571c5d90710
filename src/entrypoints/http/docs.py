"""The API's own documentation: the document, and a page to read and try it that needs nothing from outside."""

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Self

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from msgspec import Struct

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
_CACHED: Final = "public, max-age=3600"


@get("/openapi.json", policy=PUBLIC, compressed=True)
async def document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """This API as OpenAPI 3.1."""
    return _answer(request, _document(), "application/json", "no-cache")


@get("/api-docs", policy=PUBLIC)
async def page() -> Response[bytes]:
    headers = {"Content-Security-Policy": _CONTENT_SECURITY, "Cache-Control": _CACHED}
    return Response(_PAGE.encode(), media_type="text/html", headers=headers)


@get("/api-docs/{name:str}", policy=PUBLIC, compressed=True)
async def asset(request: Request[Any, Any, Any], name: Id) -> Response[bytes]:
    if name not in _KINDS:
        raise NotFoundException
    return _answer(request, _asset(name), _KINDS[name], _CACHED)


class _Kept(Struct, frozen=True):
    """A file as it is and compressed, once: done for everybody who asks, it would hold up everybody else for 0.3 s."""

    plain: bytes
    zipped: bytes
    tag: str

    @classmethod
    def of(cls, content: bytes) -> Self:
        return cls(content, gzip.compress(content), etag(content))


def _answer(request: Request[Any, Any, Any], kept: _Kept, media_type: str, caching: str) -> Response[bytes]:
    headers = {"Cache-Control": caching, "ETag": kept.tag}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(kept.zipped, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(kept.plain, media_type=media_type, headers=headers)


@cache
def _document() -> _Kept:
    return _Kept.of(ENCODER.encode(openapi_document()))


@cache
def _asset(name: str) -> _Kept:
    """The file as the installed package `swagger_ui` carries it; the script that starts it is ours."""
    if name == "start.js":
        return _Kept.of(_START.encode())
    return _Kept.of(files("swagger_ui").joinpath("static", name).read_bytes())


DOCS: Final = Router("/", route_handlers=[document, page, asset])
