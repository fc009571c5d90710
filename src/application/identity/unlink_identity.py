from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.external_identity import ExternalIdentityNotFound
from domain.shared.access import Actor
from domain.shared.ids import ExternalIdentityId


class UnlinkIdentityCommand(Command, frozen=True, kw_only=True):
    identity_id: ExternalIdentityId


@dataclass(frozen=True, slots=True)
class UnlinkIdentity:
    """Somebody no longer wants to log in by a provider; the last way into their account stays."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: UnlinkIdentityCommand) -> None:
        async with self.uow() as work:
            user = await work.users.get(actor.user_id)
            theirs = {identity.id: identity for identity in await work.external_identities.of_user(user.id)}
            if command.identity_id not in theirs:
                raise ExternalIdentityNotFound("There is no such identity.")
            unlinked = theirs[command.identity_id].unlink(user, others=len(theirs) - 1, at=self.clock.now())
            await work.external_identities.remove(command.identity_id, unlinked)
