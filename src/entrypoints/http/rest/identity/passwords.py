"""Passwords that are forgotten or to be changed, and addresses that are to be verified."""

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.identity.change_password import ChangePasswordCommand
from application.identity.errors import TooManyLogins
from application.identity.face import Identity
from application.identity.request_password_reset import RequestPasswordResetCommand
from application.identity.reset_password import ResetPasswordCommand
from application.identity.verify_email import VerifyEmailCommand
from application.shared.messages import ShortText
from domain.identity.credentials import WeakPassword, WrongPassword
from domain.identity.failures import TooManyFailures
from domain.identity.one_time_token import OneTimeTokenRefused
from entrypoints.http.body import Body, Nothing, command
from entrypoints.http.envelope import Answer, accepted, gone
from entrypoints.http.policy import AUTHENTICATED, ENROLLING, PUBLIC
from entrypoints.http.rest.asking import Asked


class RequestPasswordResetBody(Body, frozen=True):
    email: ShortText


class ResetPasswordBody(Body, frozen=True):
    """`token` is the one from the mail."""

    token: ShortText
    password: ShortText


class ChangePasswordBody(Body, frozen=True):
    current_password: ShortText
    new_password: ShortText


class VerifyEmailBody(Body, frozen=True):
    """`token` is the one from the mail."""

    token: ShortText


@post("/password/forgot", status_code=202, policy=PUBLIC, refusals=(TooManyFailures,))
async def request_password_reset(
    identity: NamedDependency[Identity], data: JSONBody[RequestPasswordResetBody]
) -> Answer[None]:
    """Mail a token for a new password, good for 30 minutes. Whether anybody has the address only their mail tells."""
    await identity.request_password_reset(command(RequestPasswordResetCommand, data))
    return accepted()


@post("/password/reset", status_code=204, policy=PUBLIC, refusals=(OneTimeTokenRefused, WeakPassword, TooManyLogins))
async def reset_password(identity: NamedDependency[Identity], data: JSONBody[ResetPasswordBody]) -> Answer[None]:
    """Set a new password with the token from a mail; everything given out before ends."""
    await identity.reset_password(command(ResetPasswordCommand, data))
    return gone()


@post(
    "/password/change",
    status_code=204,
    policy=ENROLLING,
    unkeyed=True,
    refusals=(WrongPassword, WeakPassword, TooManyFailures, TooManyLogins),
)
async def change_password(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[ChangePasswordBody]
) -> Answer[None]:
    """Set a new password; access tokens given before end, this one too."""
    await identity.change_password(request.user, command(ChangePasswordCommand, data))
    return gone()


@post("/email/verification", status_code=202, policy=AUTHENTICATED)
async def request_email_verification(
    request: Asked,
    identity: NamedDependency[Identity],
    data: JSONBody[Nothing | None] = None,  # noqa: ARG001 - read in order to be refused
) -> Answer[None]:
    """Mail another token that verifies your address, good for 24 hours; none when it is verified."""
    await identity.request_email_verification(request.user)
    return accepted()


@post("/email/verify", status_code=204, policy=PUBLIC, refusals=(OneTimeTokenRefused,))
async def verify_email(identity: NamedDependency[Identity], data: JSONBody[VerifyEmailBody]) -> Answer[None]:
    """Show with the token from a mail that you read what is sent to your address."""
    await identity.verify_email(command(VerifyEmailCommand, data))
    return gone()


ROUTES = Router(
    "/auth",
    route_handlers=[
        request_password_reset,
        reset_password,
        change_password,
        request_email_verification,
        verify_email,
    ],
    tags=["Authentication"],
)
