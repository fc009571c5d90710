from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import TeamChanged
from domain.notifications.notification import Notification


@dataclass(frozen=True, slots=True)
class WhenTeamChanged:
    """Tell people that they joined a team, or left theirs."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TeamChanged = happened.event
        text = f"You belong to {_which(event)}."
        async with self.uow() as work:
            await work.notifications.add(Notification.about(event, happened.id, to=event.user_id, text=text))


def _which(event: TeamChanged) -> str:
    """Not by name, which only its members and the desk know."""
    if event.new_team_id is None:
        return "no team any more"
    return "another team now" if event.old_team_id else "a team now"
