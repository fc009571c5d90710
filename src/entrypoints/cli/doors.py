"""The other entry points, by name: entry points do not import each other, the command line merely starts them."""

from typing import Final

HTTP_APP: Final = "entrypoints.http.app:create_app"
HTTP_PROTOCOL: Final = "entrypoints.http.receipt:TimedHttpProtocol"
OPENAPI_DOCUMENT: Final = "entrypoints.http:openapi_document"
WORKER: Final = "entrypoints.worker:work"
