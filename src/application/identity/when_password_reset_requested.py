from dataclasses import dataclass

from application.identity.issue_token import IssueToken
from application.identity.letters import Letters
from application.shared.mail import Mailer
from application.shared.ports import Happened
from domain.identity.events import PasswordResetRequested
from domain.identity.one_time_token import Purpose


@dataclass(frozen=True, slots=True)
class WhenPasswordResetRequested:
    """Mail whoever may have a new password a token for it."""

    issue: IssueToken
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: PasswordResetRequested = happened.event
        issued = await self.issue(Purpose.PASSWORD_RESET, event.user_id, cause=happened.id)
        if issued:
            await self.mailer.send(self.letters.password_reset(issued))
