"""The cookie by which a browser shows its session (RFC 6265bis)."""

from contextlib import suppress
from typing import Any, Final

from litestar.datastructures import Cookie

from application.identity.errors import SessionRefused
from application.identity.face import Identity
from application.identity.log_out import LogOutCommand
from application.identity.token_pairs import LoggedIn
from entrypoints.http.request_headers import cookies
from entrypoints.settings import Environment, Settings

SECURE_NAME: Final = "__Host-session"
"""Browsers take it only with `Secure`, for one host and all of its paths: no subdomain can plant another."""

PLAIN_NAME: Final = "session"


def is_plain(settings: Settings) -> bool:
    """Whether this is a developer's machine without HTTPS, where curl and Safari would not keep the secure one."""
    return settings.environment is Environment.DEVELOPMENT and settings.address.startswith("http://")


def cookie_name(settings: Settings) -> str:
    return PLAIN_NAME if is_plain(settings) else SECURE_NAME


def session_cookie(settings: Settings, value: str, *, seconds: int) -> Cookie:
    return Cookie(
        cookie_name(settings),
        value=value,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=not is_plain(settings),
        samesite="lax",
    )


def no_cookie(settings: Settings) -> Cookie:
    """Has a browser forget the one it has."""
    return session_cookie(settings, "", seconds=0)


def stated_tokens(scope: Any, settings: Settings) -> list[str]:
    """The value of every cookie of this name that a request carries; there should be one."""
    return cookies(scope, cookie_name(settings))


async def exchange(scope: Any, identity: Identity, logged_in: LoggedIn, settings: Settings) -> Cookie:
    """The cookie of a session that has just started, whatever cookie came along: the session of that one ends."""
    for token in stated_tokens(scope, settings):
        with suppress(SessionRefused):
            await identity.log_out(await identity.authenticate_session(token), LogOutCommand())
    token = identity.session_tokens.issue(logged_in.session_id)
    return session_cookie(settings, token, seconds=logged_in.session_expires_in)
