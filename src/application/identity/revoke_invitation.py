from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.invitation import InvitationNotFound
from domain.shared.access import Actor, Permission, require
from domain.shared.ids import InvitationId, TeamId


class RevokeInvitationCommand(Command, frozen=True, kw_only=True):
    team_id: TeamId
    invitation_id: InvitationId


@dataclass(frozen=True, slots=True)
class RevokeInvitation:
    """Take an invitation back; what was mailed opens nothing any more."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RevokeInvitationCommand) -> None:
        require(actor.can(Permission.USERS_INVITE), "revoke invitations")
        async with self.uow() as work:
            invitation = await work.invitations.get(command.invitation_id)
            if invitation.team_id != command.team_id:
                raise InvitationNotFound("There is no such invitation.")
            await work.invitations.remove(invitation.id, invitation.revoke(at=self.clock.now()))
