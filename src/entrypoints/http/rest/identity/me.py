"""What people do about their own account."""

from litestar import Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.identity.confirm_email_change import ConfirmEmailChangeCommand
from application.identity.edit_own_profile import EditOwnProfileCommand
from application.identity.errors import MalformedEmail, TooManyLogins
from application.identity.face import Identity
from application.identity.queries import UserCard
from application.identity.request_email_change import RequestEmailChangeCommand
from application.shared.messages import ShortText
from domain.identity.credentials import WrongPassword
from domain.identity.failures import TooManyFailures
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.identity.user import EmailTaken
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.conditional import expected_version
from entrypoints.http.envelope import Answer, accepted, gone, success
from entrypoints.http.policy import AUTHENTICATED, ENROLLING, PUBLIC, IfMatch
from entrypoints.http.rest.asking import Asked


class EditMeBody(Changes, frozen=True):
    """What is left out stays. Role, tier and team are for admins to change, the address has a way of its own."""

    first_name: ShortText | UnsetType = UNSET
    last_name: ShortText | UnsetType = UNSET
    phone: ShortText | UnsetType | None = UNSET


class RequestEmailChangeBody(Body, frozen=True):
    email: ShortText
    current_password: ShortText


class ConfirmEmailChangeBody(Body, frozen=True):
    """`token` is the one from the mail to the new address."""

    token: ShortText


@get("/users/me", policy=ENROLLING, tags=["Users"])
async def read_me(request: Asked, identity: NamedDependency[Identity]) -> Answer[UserCard]:
    """Whoever asks."""
    return success(await identity.users.card(request.user, request.user.user_id))


@patch("/users/me", policy=AUTHENTICATED, if_match=IfMatch.HONOURED, tags=["Users"])
async def edit_me(request: Asked, identity: NamedDependency[Identity], data: JSONBody[EditMeBody]) -> Answer[UserCard]:
    """Change what you are called and how to reach you."""
    stated = command(EditOwnProfileCommand, data, expected_version=expected_version(request))
    await identity.edit_own_profile(request.user, stated)
    return success(await identity.users.card(request.user, request.user.user_id))


@post(
    "/users/me/email",
    status_code=202,
    policy=AUTHENTICATED,
    unkeyed=True,
    refusals=(WrongPassword, MalformedEmail, TooManyFailures, TooManyLogins),
    tags=["Users"],
)
async def request_email_change(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[RequestEmailChangeBody]
) -> Answer[None]:
    """Mail the address you want a token that confirms it, good for 30 minutes. The old address is told."""
    await identity.request_email_change(request.user, command(RequestEmailChangeCommand, data))
    return accepted()


@post(
    "/auth/email/change",
    status_code=204,
    policy=PUBLIC,
    refusals=(OneTimeTokenRefused, EmailTaken),
    tags=["Authentication"],
)
async def confirm_email_change(
    identity: NamedDependency[Identity], data: JSONBody[ConfirmEmailChangeBody]
) -> Answer[None]:
    """Make the address that got the token yours; everything given out before ends, access tokens too."""
    await identity.confirm_email_change(command(ConfirmEmailChangeCommand, data))
    return gone()


ROUTES = Router("/", route_handlers=[read_me, edit_me, request_email_change, confirm_email_change])
