from dataclasses import dataclass

from application.identity.ports import CommonPasswords, EmailAddresses, IdentityWork, PasswordHasher
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.identity.access import may_manage_users
from domain.identity.credentials import PasswordPolicy
from domain.identity.user import User
from domain.shared.access import Actor, Role, require
from domain.shared.ids import TeamId, UserId
from domain.shared.tier import Tier


class CreateUserCommand(Command, frozen=True, kw_only=True):
    """Without a password the account exists but cannot log in."""

    email: ShortText
    password: ShortText | None = None
    first_name: ShortText = ""
    last_name: ShortText = ""
    phone: ShortText | None = None
    role: Role = Role.CUSTOMER
    tier: Tier = Tier.GUEST
    team_id: TeamId | None = None


@dataclass(frozen=True, slots=True)
class CreateUser:
    """An admin makes an account for somebody."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    policy: PasswordPolicy
    common_passwords: CommonPasswords
    addresses: EmailAddresses

    async def __call__(self, actor: Actor, command: CreateUserCommand) -> UserId:
        require(may_manage_users(actor), "create users")
        email = self.addresses.normalise(command.email)
        password_hash = None
        if command.password is not None:
            self.policy.check(command.password, is_common=self.common_passwords.__contains__)
            password_hash = await self.hasher.hash(command.password)
        user, created = User.create(
            id=self.ids.new(),
            at=self.clock.now(),
            role=command.role,
            email=email,
            password_hash=password_hash,
            first_name=command.first_name.strip(),
            last_name=command.last_name.strip(),
            phone=command.phone,
            tier=command.tier,
            team_id=command.team_id,
        )
        async with self.uow() as work:
            await work.users.save(user, created)
        return user.id
