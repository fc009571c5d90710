from dataclasses import dataclass
from uuid import UUID

from msgspec import Struct

from application.identity.ports import IdentityWork
from application.shared.ports import Clock, Secrets, UnitOfWork
from domain.identity.one_time_token import A_DAY, OneTimeToken, Purpose, is_entitled, mailed_to, may_issue
from domain.identity.user import UserNotFound
from domain.shared.ids import UserId


class Issued(Struct, frozen=True):
    """A secret for whoever reads this address, and nobody else: it is known here and in the mail alone."""

    secret: str
    to: str


@dataclass(frozen=True, slots=True)
class IssueToken:
    """Make a one-time token for a mail that is about to be sent, within the day's measure.

    Tried again for the same cause there is another secret, which counts as the same: what was not sent was known to
    nobody.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    secrets: Secrets

    async def __call__(self, purpose: Purpose, user_id: UserId, *, cause: UUID) -> Issued | None:
        """None when nothing is to be sent."""
        now = self.clock.now()
        async with self.uow() as work:
            try:
                user = await work.users.get(user_id)
            except UserNotFound:
                return None
            causes = await work.one_time_tokens.causes(user_id, purpose, since=now - A_DAY)
            if not is_entitled(user, purpose) or not may_issue(causes, cause):
                return None
            secret = self.secrets.new()
            token, issued = OneTimeToken.issue(secret, purpose, user, cause=cause, at=now)
            await work.one_time_tokens.add(token, *(() if cause in causes else (issued,)))
            return Issued(secret, mailed_to(user, purpose))
