"""A second factor of one's own, and how an admin helps who has lost theirs."""

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.identity.confirm_second_factor import ConfirmSecondFactorCommand
from application.identity.errors import TooManyLogins
from application.identity.face import Identity
from application.identity.offer_second_factor import OfferedSecondFactor, OfferSecondFactorCommand
from application.identity.queries import SecondFactorCard
from application.identity.recovery_codes import RecoveryCodesCard
from application.identity.remove_lost_second_factor import RemoveLostSecondFactorCommand
from application.identity.remove_second_factor import RemoveSecondFactorCommand
from application.identity.renew_recovery_codes import RenewRecoveryCodesCommand
from application.shared.messages import Code, ShortText
from domain.identity.credentials import WrongPassword
from domain.identity.failures import TooManyFailures
from domain.identity.second_factor import NoSecondFactor, NothingToConfirm, RoleKeepsSecondFactor, WrongCode
from domain.identity.user import UserNotFound
from domain.shared.access import Permission
from domain.shared.errors import Forbidden
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, gone, success, unsaved
from entrypoints.http.policy import AUTHENTICATED, ENROLLING
from entrypoints.http.rest.asking import Asked, Id, the

UNPROVEN = (WrongPassword, WrongCode, TooManyFailures, TooManyLogins)


class OfferSecondFactorBody(Body, frozen=True):
    """`code` is of the second factor that is to be replaced, where there is one."""

    current_password: ShortText
    code: Code | None = None


class ConfirmSecondFactorBody(Body, frozen=True):
    """`code` is the first one that the app shows."""

    code: Code


class ProofBody(Body, frozen=True):
    """`code` is of the app, or a recovery code."""

    current_password: ShortText
    code: Code


@get("/", policy=ENROLLING)
async def read_second_factor(request: Asked, identity: NamedDependency[Identity]) -> Answer[SecondFactorCard]:
    """Since when you have one, and how many recovery codes are left."""
    return success(await identity.second_factors.card(request.user))


@post("/", status_code=200, policy=ENROLLING, unkeyed=True, refusals=UNPROVEN)
async def offer_second_factor(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[OfferSecondFactorBody]
) -> Answer[OfferedSecondFactor]:
    """A secret for your app (TOTP), shown this once. It counts when you confirm it, within ten minutes.

    Begun again, the secret before is worth nothing. Who has a second factor shows a code of it, and keeps it until the
    new one is confirmed.
    """
    return unsaved(await identity.offer_second_factor(request.user, command(OfferSecondFactorCommand, data)))


@post(
    "/confirm", status_code=200, policy=ENROLLING, unkeyed=True, refusals=(WrongCode, NothingToConfirm, TooManyFailures)
)
async def confirm_second_factor(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[ConfirmSecondFactorBody]
) -> Answer[RecoveryCodesCard]:
    """Show a first code: from now on logging in takes one. Answers with recovery codes, shown this once.

    Your other sessions end, and so do tokens that were mailed to you.
    """
    return unsaved(await identity.confirm_second_factor(request.user, command(ConfirmSecondFactorCommand, data)))


@post(
    "/recovery-codes",
    status_code=200,
    policy=AUTHENTICATED,
    unkeyed=True,
    refusals=(*UNPROVEN, NoSecondFactor),
)
async def renew_recovery_codes(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[ProofBody]
) -> Answer[RecoveryCodesCard]:
    """New recovery codes, shown this once, instead of those from before."""
    return unsaved(await identity.renew_recovery_codes(request.user, command(RenewRecoveryCodesCommand, data)))


@delete("/", policy=AUTHENTICATED, refusals=(*UNPROVEN, NoSecondFactor, RoleKeepsSecondFactor))
async def remove_second_factor(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[ProofBody]
) -> Answer[None]:
    """Log in by password alone again, if your role lets you. Your other sessions end."""
    await identity.remove_second_factor(request.user, command(RemoveSecondFactorCommand, data))
    return gone()


@delete("/{user_id:str}/second-factor", policy=Permission.USERS_MANAGE, refusals=(UserNotFound, Forbidden))
async def remove_second_factor_of_user(
    request: Asked, identity: NamedDependency[Identity], user_id: Id
) -> Answer[None]:
    """Let in somebody who has lost app and recovery codes, by their password alone; not yourself."""
    await identity.remove_lost_second_factor(request.user, RemoveLostSecondFactorCommand(user_id=the(user_id)))
    return gone()


OWN = Router(
    "/auth/second-factor",
    route_handlers=[
        read_second_factor,
        offer_second_factor,
        confirm_second_factor,
        renew_recovery_codes,
        remove_second_factor,
    ],
    tags=["Second factor"],
)
OF_OTHERS = Router("/users", route_handlers=[remove_second_factor_of_user], tags=["Users"])
