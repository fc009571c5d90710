from typing import Any, Literal

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from application.identity.errors import MalformedEmail, TooManyLogins
from application.identity.face import Identity
from application.identity.log_in import LogInCommand
from application.identity.queries import UserCard
from application.identity.refresh_session import RefreshSessionCommand
from application.identity.register_user import RegisterUserCommand
from application.identity.token_pairs import LoggedIn
from application.shared.messages import Code, ShortText
from domain.identity.credentials import WeakPassword, WrongCredentials
from domain.identity.failures import TooManyFailures
from domain.identity.second_factor import SecondFactorRefused, SecondFactorRequired
from domain.identity.session import RefreshTokenRefused
from domain.identity.user import EmailTaken
from domain.shared.access import Actor, Role
from entrypoints.http.body import Body, command
from entrypoints.http.csrf import require_own_page
from entrypoints.http.envelope import BASE, Answer, accepted, unsaved
from entrypoints.http.idempotency import once
from entrypoints.http.policy import PUBLIC
from entrypoints.http.query import read_query
from entrypoints.http.refusals import OriginRefused
from entrypoints.http.rest.asking import Asked
from entrypoints.http.session_cookie import exchange


class RegisterBody(Body, frozen=True):
    email: ShortText
    password: ShortText
    first_name: ShortText = ""
    last_name: ShortText = ""


class LogInBody(Body, frozen=True):
    """`code` is of your second factor, if you have one: of the app, or a recovery code."""

    email: ShortText
    password: ShortText
    code: Code | None = None


class RefreshBody(Body, frozen=True):
    refresh_token: ShortText


class Keeping(Struct, frozen=True):
    """With `cookie` the session is kept in a cookie, which scripts cannot read, and no tokens are answered."""

    cookie: bool = False


class TokensCard(Struct, frozen=True, rename="camel"):
    """`expiresIn` is in seconds, of the access token. The refresh token is good for one use."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    user: UserCard


class CookieCard(Struct, frozen=True, rename="camel"):
    """`expiresIn` is in seconds, of the cookie. What changes something takes `csrfToken` in X-CSRF-Token."""

    csrf_token: str
    expires_in: int
    user: UserCard


@post(
    "/register",
    policy=PUBLIC,
    once=True,
    or_accepted=True,
    query=Keeping,
    refusals=(EmailTaken, WeakPassword, MalformedEmail, TooManyFailures, TooManyLogins, OriginRefused),
)
async def register(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[RegisterBody]
) -> Answer[TokensCard | CookieCard]:
    """Sign up, as a customer, and be logged in.

    Where `REGISTRATION_DISCLOSES=false`, the answer is 202 for a new and a taken address alike, without tokens. A mail
    tells what became of it: one to confirm the address, or that there is an account already. Then log in.
    """
    keeping = _keeping(request)
    logged_in = await once(request, lambda: identity.register_user(command(RegisterUserCommand, data)))
    if not identity.register_user.discloses:
        unspoken: Answer[Any] = accepted()
        return unspoken
    if logged_in is None:  # by an earlier request
        logged_in = await identity.log_in(LogInCommand(email=data.email, password=data.password))
    answer = await _handed(request, identity, logged_in, keeping)
    answer.status_code = 201
    answer.headers["Location"] = f"{BASE}/users/{logged_in.user_id}"
    return answer


@post(
    "/login",
    status_code=200,
    policy=PUBLIC,
    query=Keeping,
    refusals=(
        *(WrongCredentials, SecondFactorRequired, SecondFactorRefused),
        *(TooManyFailures, TooManyLogins, OriginRefused),
    ),
)
async def log_in(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[LogInBody]
) -> Answer[TokensCard | CookieCard]:
    """Unknown address and wrong password answer alike, and take as long.

    After some failures for an account, whether or not there is one, or from an address, the right password is refused
    too, until the time that `Retry-After` says.
    Who has a second factor is asked for a code once the password is right; each code is good for one use.
    """
    keeping = _keeping(request)
    return await _handed(request, identity, await identity.log_in(command(LogInCommand, data)), keeping)


@post("/refresh", status_code=200, policy=PUBLIC, refusals=(RefreshTokenRefused,))
async def refresh(identity: NamedDependency[Identity], data: JSONBody[RefreshBody]) -> Answer[TokensCard]:
    """The next access token, and the next refresh token in place of this one, which is good for one use.

    Used again within seconds it is answered with the same next one; later it ends its session.
    """
    logged_in = await identity.refresh_session(command(RefreshSessionCommand, data))
    return unsaved(await tokens_card(identity, logged_in))


def _keeping(request: Asked) -> Keeping:
    """OriginRefused where another site would have its own account's cookie put into this browser."""
    keeping = read_query(request, Keeping)
    if keeping.cookie:
        require_own_page(request.scope, request.app.state.house.settings)
    return keeping


async def _handed(
    request: Asked, identity: Identity, logged_in: LoggedIn, keeping: Keeping
) -> Answer[TokensCard | CookieCard]:
    """Tokens, or the cookie in place of them."""
    if not keeping.cookie:
        return unsaved(await tokens_card(identity, logged_in))
    csrf_token = identity.session_tokens.csrf_token(logged_in.session_id)
    user = await _themselves(identity, logged_in)
    answer: Answer[TokensCard | CookieCard] = unsaved(CookieCard(csrf_token, logged_in.session_expires_in, user))
    answer.set_cookie(await exchange(request.scope, identity, logged_in, request.app.state.house.settings))
    return answer


async def tokens_card(identity: Identity, logged_in: LoggedIn) -> TokensCard:
    user = await _themselves(identity, logged_in)
    return TokensCard(logged_in.access_token, logged_in.refresh_token, "Bearer", logged_in.expires_in, user)


async def _themselves(identity: Identity, logged_in: LoggedIn) -> UserCard:
    reader = Actor(logged_in.user_id, Role.CUSTOMER)  # of no consequence: everybody may read themselves
    return await identity.users.card(reader, logged_in.user_id)


ROUTES = Router("/auth", route_handlers=[register, log_in, refresh], tags=["Authentication"])
