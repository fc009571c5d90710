from dataclasses import dataclass

from application.identity.issue_token import IssueToken
from application.identity.letters import Letters
from application.shared.mail import Mailer
from application.shared.ports import Happened
from domain.identity.events import EmailChangeRequested
from domain.identity.one_time_token import Purpose


@dataclass(frozen=True, slots=True)
class WhenEmailChangeRequested:
    """Mail the address that is wanted a token which confirms it."""

    issue: IssueToken
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: EmailChangeRequested = happened.event
        issued = await self.issue(Purpose.EMAIL_CHANGE, event.user_id, cause=happened.id)
        if issued:
            await self.mailer.send(self.letters.email_change(issued))
