"""The gate in front of every route: who is asking, may they, and does the route take what they say outside the body."""

import re
from typing import Any, Final, cast

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from msgspec.structs import replace

from application.identity.errors import SessionRefused, TokenRefused
from application.shared.origin import origin
from domain.shared.access import Actor, Permission, require, require_scope
from domain.shared.errors import Unauthenticated
from domain.shared.ids import SessionId
from entrypoints.http.csrf import require_csrf_token, require_own_page
from entrypoints.http.parameters import parameters
from entrypoints.http.policy import ENROLLING, PUBLIC, IfMatch, Policy, policy_of
from entrypoints.http.refusals import HeaderInvalid, IfMatchRequired, QueryInvalid
from entrypoints.http.request_headers import headers
from entrypoints.http.session_cookie import stated_tokens

_BEARER: Final = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] ([A-Za-z0-9._~+/=-]{1,4096})")
_READS_QUERIES: Final = frozenset({"listing", "query"})
_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Gate(ASGIMiddleware):
    """Everything that can be refused before a body is read."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope = cast("HTTPScope", scope)
        handler = scope["route_handler"]
        policy = policy_of(handler)
        if scope["method"] == "OPTIONS":  # Litestar's own answer knows only the first handler of a path
            allowed = scope["litestar_app"].state.methods[scope["path_template"]]
            await ASGIResponse(status_code=204, headers={"Allow": allowed})(scope, receive, send)
            return
        if policy is not PUBLIC:
            actor = await self._authenticate(scope, policy)
            scope["user"] = actor
            if actor.grant is None:
                origin.set(replace(origin.get(), actor_id=actor.user_id))
            else:
                origin.set(replace(origin.get(), actor_id=actor.user_id, api_key_id=actor.grant.api_key_id))
                require_scope(actor, scope["litestar_app"].state.scopes.get((scope["method"], scope["path_template"])))
            if isinstance(policy, Permission):
                require(actor.can(policy), f"do this: it takes {policy}")
        if scope["query_string"] and not handler.opt.keys() & _READS_QUERIES:
            _refuse_query(scope["query_string"])
        if scope["method"] in _UNSAFE:
            _check_if_match(scope, handler.opt.get("if_match"))
        await next_app(scope, receive, send)

    async def _authenticate(self, scope: HTTPScope, policy: Policy | None) -> Actor:
        stated = headers(scope, b"authorization")
        if not stated:
            return await _by_cookie(scope, policy)
        bearer = _BEARER.fullmatch(stated[0]) if len(stated) == 1 else None
        if bearer is None:
            raise TokenRefused("The access token is not valid.")
        authenticate = scope["litestar_app"].state.house.identity.authenticate
        actor: Actor = await authenticate(bearer[1].decode("ascii"), enrolling=policy is ENROLLING)
        return actor


def cookie_session(request: Request[Any, Any, Any]) -> SessionId | None:
    """The session of the cookie that told who asks; None when it was something else."""
    by_cookie: SessionId | None = request.scope.get("auth")
    return by_cookie


async def _by_cookie(scope: HTTPScope, policy: Policy | None) -> Actor:
    """Browsers send cookies whoever asks them to, so that what changes something has to show where it comes from."""
    house = scope["litestar_app"].state.house
    tokens = stated_tokens(scope, house.settings)
    if not tokens:
        raise Unauthenticated("Log in, and send the access token as a bearer token, or the session cookie.")
    if len(tokens) > 1:  # of which one was planted
        raise SessionRefused
    actor: Actor = await house.identity.authenticate_session(tokens[0], enrolling=policy is ENROLLING)
    if scope["method"] in _UNSAFE:
        require_own_page(scope, house.settings)
        require_csrf_token(scope, house.identity.session_tokens.csrf_token(actor.session_id))
    scope["auth"] = actor.session_id
    return actor


def _refuse_query(query: bytes) -> None:
    wrong: dict[str, str] = {}
    stated = parameters(query, wrong)
    raise QueryInvalid("This takes no query parameters.", {name[:100]: "Unknown." for name in stated} | wrong)


def _check_if_match(scope: Scope, rule: IfMatch | None) -> None:
    stated = headers(scope, b"if-match")
    if rule is IfMatch.REQUIRED and not stated:
        raise IfMatchRequired("Send If-Match with the ETag you read, or * to overwrite whatever there is.")
    if len(stated) > 1 or (stated and rule is None):
        raise HeaderInvalid("If-Match cannot be honoured.", {"If-Match": "One at most, and not on this route."})
