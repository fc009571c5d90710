from dataclasses import dataclass

from application.identity.ports import EmailAddresses, IdentityWork
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.identity.access import may_invite
from domain.identity.invitation import Invitation
from domain.shared.access import Actor, Role, require
from domain.shared.ids import InvitationId, TeamId


class InviteToTeamCommand(Command, frozen=True, kw_only=True):
    team_id: TeamId
    email: ShortText
    role: Role


@dataclass(frozen=True, slots=True)
class InviteToTeam:
    """Ask somebody by mail to join a team. Whether they have an account already is looked up by nobody here."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    addresses: EmailAddresses

    async def __call__(self, actor: Actor, command: InviteToTeamCommand) -> InvitationId:
        require(may_invite(actor, command.role), f"invite somebody as {command.role}")
        invitation, created = Invitation.create(
            id=self.ids.new(),
            at=self.clock.now(),
            team_id=command.team_id,
            email=self.addresses.normalise(command.email),
            role=command.role,
            invited_by=actor.user_id,
        )
        async with self.uow() as work:
            await work.invitations.save(invitation, created)
        return invitation.id
