from typing import Literal

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
from application.shared.messages import ShortText
from domain.identity.credentials import WeakPassword, WrongCredentials
from domain.identity.session import RefreshTokenRefused
from domain.identity.user import EmailTaken
from domain.shared.access import Actor, Role
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import BASE, Answer, unsaved
from entrypoints.http.idempotency import once
from entrypoints.http.policy import PUBLIC
from entrypoints.http.rest.asking import Asked


class RegisterBody(Body, frozen=True):
    email: ShortText
    password: ShortText
    first_name: ShortText = ""
    last_name: ShortText = ""


class LogInBody(Body, frozen=True):
    email: ShortText
    password: ShortText


class RefreshBody(Body, frozen=True):
    refresh_token: ShortText


class TokensCard(Struct, frozen=True, rename="camel"):
    """`expiresIn` is in seconds, of the access token. The refresh token is good for one use."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    user: UserCard


@post("/register", policy=PUBLIC, once=True, refusals=(EmailTaken, WeakPassword, MalformedEmail, TooManyLogins))
async def register(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[RegisterBody]
) -> Answer[TokensCard]:
    """Sign up, as a customer, and be logged in."""
    await once(request, lambda: identity.register_user(command(RegisterUserCommand, data)))
    logged_in = await identity.log_in(LogInCommand(email=data.email, password=data.password))
    tokens = await _card(identity, logged_in)
    return unsaved(tokens, status=201, headers={"Location": f"{BASE}/users/{tokens.user.id}"})


@post("/login", status_code=200, policy=PUBLIC, refusals=(WrongCredentials, TooManyLogins))
async def log_in(identity: NamedDependency[Identity], data: JSONBody[LogInBody]) -> Answer[TokensCard]:
    """Unknown address and wrong password answer alike, and take as long."""
    return unsaved(await _card(identity, await identity.log_in(command(LogInCommand, data))))


@post("/refresh", status_code=200, policy=PUBLIC, refusals=(RefreshTokenRefused,))
async def refresh(identity: NamedDependency[Identity], data: JSONBody[RefreshBody]) -> Answer[TokensCard]:
    """The next access token, and the next refresh token in place of this one, which is good for one use.

    Used again within seconds it is answered with the same next one; later it ends its session.
    """
    return unsaved(await _card(identity, await identity.refresh_session(command(RefreshSessionCommand, data))))


async def _card(identity: Identity, logged_in: LoggedIn) -> TokensCard:
    themselves = Actor(logged_in.user_id, Role.CUSTOMER)  # of no consequence: everybody may read themselves
    user = await identity.users.card(themselves, logged_in.user_id)
    return TokensCard(logged_in.access_token, logged_in.refresh_token, "Bearer", logged_in.expires_in, user)


ROUTES = Router("/auth", route_handlers=[register, log_in, refresh], tags=["Authentication"])
