"""The cookie that binds a sign-in by a provider to the browser that began it."""

from typing import Any, Final

from litestar.datastructures import Cookie

from application.identity.sign_in_flow import LIFETIME
from entrypoints.http.request_headers import cookies
from entrypoints.http.session_cookie import is_plain
from entrypoints.settings import Settings

SECURE_NAME: Final = "__Host-sign-in"
PLAIN_NAME: Final = "sign-in"


def sign_in_cookie(settings: Settings, sealed: str) -> Cookie:
    """Lax, because the provider's page sends the browser back; a page that posts across sites gets none of it."""
    return Cookie(
        _name(settings),
        value=sealed,
        max_age=int(LIFETIME.total_seconds()) if sealed else 0,
        path="/",
        httponly=True,
        secure=not is_plain(settings),
        samesite="lax",
    )


def no_sign_in_cookie(settings: Settings) -> Cookie:
    """Has a browser forget the one it has."""
    return sign_in_cookie(settings, "")


def stated_sign_in(scope: Any, settings: Settings) -> str | None:
    """None also for several, of which one was planted."""
    stated = cookies(scope, _name(settings))
    return stated[0] if len(stated) == 1 else None


def _name(settings: Settings) -> str:
    return PLAIN_NAME if is_plain(settings) else SECURE_NAME
