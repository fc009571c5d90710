"""The HTTP API."""

from entrypoints.http.openapi import openapi_document

__all__ = ["openapi_document"]
