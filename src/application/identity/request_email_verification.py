from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.ports import Clock, UnitOfWork
from domain.identity.events import EmailVerificationRequested
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class RequestEmailVerification:
    """Ask for another mail to verify one's own address by; who has done so gets none."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor) -> None:
        async with self.uow() as work:
            await work.users.note(EmailVerificationRequested(user_id=actor.user_id, at=self.clock.now()))
