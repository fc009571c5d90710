from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.identity.accept_invitation import AcceptInvitationCommand
from application.identity.errors import MalformedEmail, TeamNotFound, TooManyLogins
from application.identity.face import Identity
from application.identity.invite_to_team import InviteToTeamCommand
from application.identity.queries import INVITATION_SORTS, InvitationRow
from application.identity.revoke_invitation import RevokeInvitationCommand
from application.shared.messages import ShortText
from domain.identity.credentials import WeakPassword
from domain.identity.invitation import EmailUnverified, InvitationNotFound, InvitationPending, PasswordNeeded
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.identity.user import EmailTaken
from domain.shared.access import Permission, Role
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import PUBLIC
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

INVITATIONS = Listing("invitations", InvitationRow, NoFilter, INVITATION_SORTS, default_sort="-createdAt")


class InviteToTeamBody(Body, frozen=True):
    email: ShortText
    role: Role


class AcceptInvitationBody(Body, frozen=True):
    """`token` is the one from the mail. Password and names are for who has no account yet."""

    token: ShortText
    password: ShortText | None = None
    first_name: ShortText = ""
    last_name: ShortText = ""


_OF_TEAM = "/teams/{team_id:str}/invitations"


@get(_OF_TEAM, policy=Permission.USERS_INVITE, listing=INVITATIONS, refusals=(TeamNotFound,), tags=["Invitations"])
async def list_invitations(
    request: Asked, identity: NamedDependency[Identity], team_id: Id
) -> Answer[list[InvitationRow]]:
    """Who is asked to join the team. Those that expired are listed until a new one takes their place."""
    wanted = INVITATIONS.read(request)
    return listed(await identity.invitations.list(request.user, the(team_id), wanted.page), wanted)


@post(
    _OF_TEAM,
    policy=Permission.USERS_INVITE,
    refusals=(TeamNotFound, InvitationPending, MalformedEmail),
    tags=["Invitations"],
)
async def invite_to_team(
    request: Asked, identity: NamedDependency[Identity], team_id: Id, data: JSONBody[InviteToTeamBody]
) -> Answer[InvitationRow]:
    """Mail somebody a token to join the team by, good for 72 hours. Admins grant any role, others one below theirs.

    Whether anybody has the address makes no difference.
    """
    stated = command(InviteToTeamCommand, data, team_id=the(team_id))
    invitation_id = await identity.invite_to_team(request.user, stated)
    invitation = await identity.invitations.card(request.user, stated.team_id, invitation_id)
    return created(invitation, at=f"/teams/{stated.team_id}/invitations/{invitation_id}")


@get(
    _OF_TEAM + "/{invitation_id:str}",
    policy=Permission.USERS_INVITE,
    refusals=(InvitationNotFound,),
    tags=["Invitations"],
)
async def read_invitation(
    request: Asked, identity: NamedDependency[Identity], team_id: Id, invitation_id: Id
) -> Answer[InvitationRow]:
    return success(await identity.invitations.card(request.user, the(team_id), the(invitation_id)))


@delete(
    _OF_TEAM + "/{invitation_id:str}",
    policy=Permission.USERS_INVITE,
    refusals=(InvitationNotFound,),
    tags=["Invitations"],
)
async def revoke_invitation(
    request: Asked, identity: NamedDependency[Identity], team_id: Id, invitation_id: Id
) -> Answer[None]:
    """What was mailed opens nothing any more."""
    revoked = RevokeInvitationCommand(team_id=the(team_id), invitation_id=the(invitation_id))
    await identity.revoke_invitation(request.user, revoked)
    return gone()


@post(
    "/auth/invitations/accept",
    status_code=204,
    policy=PUBLIC,
    refusals=(OneTimeTokenRefused, PasswordNeeded, EmailUnverified, EmailTaken, WeakPassword, TooManyLogins),
    tags=["Invitations"],
)
async def accept_invitation(identity: NamedDependency[Identity], data: JSONBody[AcceptInvitationBody]) -> Answer[None]:
    """Join the team, with the account that has the invited address or a new one; then log in.

    Who has an account keeps its password, and never loses a role that may do more. Its address must be verified.
    """
    await identity.accept_invitation(command(AcceptInvitationCommand, data))
    return gone()


ROUTES = Router(
    "/",
    route_handlers=[list_invitations, invite_to_team, read_invitation, revoke_invitation, accept_invitation],
)
