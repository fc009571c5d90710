from dataclasses import dataclass
from datetime import datetime

from application.identity.prove_again import ProveAgain, nothing
from application.identity.totp_secrets import TotpSecrets
from application.shared.messages import Code, Command, Message, ShortText
from application.shared.ports import Clock, Secrets
from domain.identity.events import SecondFactorOffered
from domain.identity.second_factor import ENROLMENT, SecondFactor, new_totp_secret
from domain.shared.access import Actor


class OfferSecondFactorCommand(Command, frozen=True, kw_only=True):
    """`code` is of the second factor that is to be replaced, where there is one."""

    current_password: ShortText
    code: Code | None = None


class OfferedSecondFactor(Message, frozen=True):
    """`uri` is the secret as apps read it from a QR code. It is shown this once."""

    secret: str
    uri: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OfferSecondFactor:
    """Show somebody a secret for their app. It counts once they confirm it; what they had until then, so long."""

    clock: Clock
    random: Secrets
    secrets: TotpSecrets
    prove_again: ProveAgain

    async def __call__(self, actor: Actor, command: OfferSecondFactorCommand) -> OfferedSecondFactor:
        async with self.prove_again(actor, command.current_password, command.code, requires=nothing) as proven:
            work, user, now = proven.work, proven.user, self.clock.now()
            secret = new_totp_secret(self.random.new())
            factor = await work.second_factors.find(user.id) or SecondFactor(user_id=user.id)
            await work.second_factors.save(factor.offer(self.secrets.close(secret, user.id), at=now))
            await work.users.note(SecondFactorOffered(user_id=user.id, at=now))
        uri = self.secrets.codes.uri(secret, account=user.email)
        return OfferedSecondFactor(secret, uri, now + ENROLMENT)
