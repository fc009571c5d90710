from dataclasses import dataclass
from datetime import datetime

from application.identity.ports import CommonPasswords, IdentityWork, PasswordHasher
from application.identity.queries import UserQueries
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.identity.credentials import PasswordPolicy
from domain.identity.events import UserEvent
from domain.identity.invitation import Invitation
from domain.identity.one_time_token import digest_of, refused
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.ids import UserId


class AcceptInvitationCommand(Command, frozen=True, kw_only=True):
    """Password and names are for who has no account yet."""

    token: ShortText
    password: ShortText | None = None
    first_name: ShortText = ""
    last_name: ShortText = ""


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Join a team with a token from a mail: with the account that has this address, or a new one."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    policy: PasswordPolicy
    common_passwords: CommonPasswords
    users: UserQueries

    async def __call__(self, command: AcceptInvitationCommand) -> None:
        digest = digest_of(command.token)
        async with self.uow() as work:
            invitation = await work.invitations.find(digest)
        if invitation is None:  # before hashing, which nobody shall have for a token they made up
            raise refused()
        password_hash = await self._hash(command.password)
        async with self.uow() as work:
            known, now = await work.users.find_by_email(invitation.canonical_email), self.clock.now()
            if not await work.invitations.claim(digest):
                raise refused()
            invitation.require_open(inviter_role=await self._role(invitation.invited_by), at=now)
            if known is None:
                joined, events = self._newcomer(invitation, command, password_hash, now)
            else:
                joined, events = invitation.join(known, password_hash=password_hash, at=now)
            await work.users.save(joined, *events, invitation.accepted(joined.id, at=now))

    def _newcomer(
        self, invitation: Invitation, command: AcceptInvitationCommand, password_hash: str | None, now: datetime
    ) -> tuple[User, tuple[UserEvent, ...]]:
        user, created = invitation.newcomer(
            id=self.ids.new(),
            password_hash=password_hash,
            first_name=command.first_name.strip(),
            last_name=command.last_name.strip(),
            at=now,
        )
        return user, (created,)

    async def _role(self, inviter: UserId) -> Role | None:
        """What they are right now; None when they are shut out."""
        card = await self.users.card(Actor.house(), inviter)
        return card.role if card.is_active else None

    async def _hash(self, password: str | None) -> str | None:
        if password is None:
            return None
        self.policy.check(password, is_common=self.common_passwords.__contains__)
        return await self.hasher.hash(password)
