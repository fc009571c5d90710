from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.identity.ports import CommonPasswords, EmailAddresses, IdentityWork, PasswordHasher
from application.identity.revoke_api_keys import revoke_api_keys
from application.shared.messages import Command, ShortText, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_users, may_suspend
from domain.identity.credentials import PasswordPolicy
from domain.identity.user import LastAdmin
from domain.shared.access import Actor, Role, require
from domain.shared.ids import TeamId, UserId
from domain.shared.tier import Tier


class EditUserCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays. `password` sets a new one; None takes it away."""

    user_id: UserId
    expected_version: int | None = None
    email: ShortText | UnsetType = UNSET
    password: ShortText | UnsetType | None = UNSET
    first_name: ShortText | UnsetType = UNSET
    last_name: ShortText | UnsetType = UNSET
    phone: ShortText | UnsetType | None = UNSET
    role: Role | UnsetType = UNSET
    tier: Tier | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    team_id: TeamId | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class EditUser:
    """An admin changes an account. The last active admin stays one, and nobody suspends themselves."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    hasher: PasswordHasher
    policy: PasswordPolicy
    common_passwords: CommonPasswords
    addresses: EmailAddresses

    async def __call__(self, actor: Actor, command: EditUserCommand) -> None:
        require(may_manage_users(actor), "edit users")
        profile = stated(command, "first_name", "last_name", "phone", "role", "tier", "is_active", "team_id")
        changes = trimmed(profile, "first_name", "last_name")
        if command.email is not UNSET:
            changes["email"] = self.addresses.normalise(command.email)
        if command.password is not UNSET:
            changes["password_hash"] = await self._hash(command.password)
        async with self.uow() as work:
            user = await work.users.get(command.user_id)
            user.require_version(command.expected_version)
            now = self.clock.now()
            edited, event = user.edit(at=now, **changes)
            require(may_suspend(actor, user.id) or not user.is_active or edited.is_active, "suspend yourself")
            if user.is_acting_admin and not edited.is_acting_admin and not await work.users.other_admins(user.id):
                raise LastAdmin("This is the last active admin.")
            if edited.credentials != user.credentials:
                await work.one_time_tokens.remove_all_of(user.id)
            if user.is_active and not edited.is_active:
                await revoke_api_keys(work, user.id, at=now)
            await work.users.save(edited, event, *edited.changes_since(user, at=now))

    async def _hash(self, password: str | None) -> str | None:
        if password is None:
            return None
        self.policy.check(password, is_common=self.common_passwords.__contains__)
        return await self.hasher.hash(password)
