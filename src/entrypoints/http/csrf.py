"""Whose page had a browser send a request along with its cookie (OWASP ASVS 5, 3.5): ours, or one that forges it."""

import hmac
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from entrypoints.http.refusals import CsrfTokenMissing, CsrfTokenRefused, OriginRefused
from entrypoints.http.request_headers import headers
from entrypoints.settings import Settings

CSRF_HEADER: Final = "X-CSRF-Token"

_FROM_HERE: Final = ({b"same-origin"}, {b"none"})
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_PORTS: Final = {"http": 80, "https": 443}


@cache
def own_origins(address: str) -> frozenset[bytes]:
    """Where our own pages are from, as browsers spell it: scheme, host, and the port unless it is the usual one.

    This machine has several names, all of which lead here.
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    hosts = _LOOPBACK if host in _LOOPBACK else (host,)
    return frozenset(f"{parts.scheme}://{host}{port}".encode() for host in hosts)


def require_own_page(scope: Any, settings: Settings) -> None:
    """OriginRefused for what a browser says was sent by a page of another origin. Others than browsers do not say."""
    sites, origins = set(headers(scope, b"sec-fetch-site")), headers(scope, b"origin")
    if sites and sites not in _FROM_HERE:
        raise OriginRefused({"Sec-Fetch-Site": "Neither same-origin nor none."})
    if origins and (len(origins) > 1 or origins[0] not in own_origins(settings.address)):
        raise OriginRefused({"Origin": f"Not that of {settings.address}."})


def require_csrf_token(scope: Any, expected: str) -> None:
    """CsrfTokenMissing, CsrfTokenRefused."""
    stated = headers(scope, CSRF_HEADER.lower().encode())
    if not stated:
        raise CsrfTokenMissing
    if len(stated) > 1 or not hmac.compare_digest(stated[0], expected.encode()):
        raise CsrfTokenRefused
