from dataclasses import dataclass

from application.identity.issue_token import IssueToken
from application.identity.letters import Letters
from application.shared.mail import Mailer
from application.shared.ports import Happened
from domain.identity.events import RegisteredAgain
from domain.identity.one_time_token import Purpose


@dataclass(frozen=True, slots=True)
class WhenRegisteredAgain:
    """Tell whoever reads the mail that there is an account, with a token for a password in case they forgot theirs.

    The day's measure of these tokens keeps others from flooding them.
    """

    issue: IssueToken
    letters: Letters
    mailer: Mailer

    async def __call__(self, happened: Happened) -> None:
        event: RegisteredAgain = happened.event
        issued = await self.issue(Purpose.PASSWORD_RESET, event.user_id, cause=happened.id)
        if issued:
            await self.mailer.send(self.letters.registered_again(issued))
