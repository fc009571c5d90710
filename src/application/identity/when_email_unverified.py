from dataclasses import dataclass

from application.identity.issue_token import IssueToken
from application.identity.letters import Letters
from application.shared.mail import Mailer
from application.shared.ports import Happened
from domain.identity.events import EmailVerificationRequested, UserRegistered
from domain.identity.one_time_token import Purpose


@dataclass(frozen=True, slots=True)
class WhenEmailUnverified:
    """After registration, and whenever asked: mail a token that verifies the address, unless it is verified."""

    issue: IssueToken
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: UserRegistered | EmailVerificationRequested = happened.event
        issued = await self.issue(Purpose.EMAIL_VERIFICATION, event.user_id, cause=happened.id)
        if issued:
            await self.mailer.send(self.letters.email_verification(issued))
