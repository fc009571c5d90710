from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import SlaEvent, SlaWarned
from domain.notifications.notification import Notification


@dataclass(frozen=True, slots=True)
class WhenSlaWarned:
    """Tell those who can still do something: the assignee, and whoever leads the team."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: SlaWarned = happened.event
        due = f"{event.due_at:%Y-%m-%d %H:%M} UTC" if event.due_at else "soon"
        text = f"{said(event)} of ticket {event.number} is due {due}: {event.title}"
        await tell_in_charge(self.uow, happened, text=text)


async def tell_in_charge(uow: UnitOfWork[NotificationsWork], happened: Happened, *, text: str) -> None:
    event: SlaEvent = happened.event
    async with uow() as work:
        for user_id in sorted({one for one in (event.assignee_id, event.lead_id) if one is not None}):
            told = Notification.about(event, happened.id, to=user_id, text=text, ticket_id=event.ticket_id)
            await work.notifications.add(told)


def said(event: SlaEvent) -> str:
    return f"The {event.clock.replace('_', ' ')}"
