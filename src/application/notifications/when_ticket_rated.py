from dataclasses import dataclass
from typing import Final

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import TicketRated
from domain.notifications.notification import Notification

LOW: Final = 2
"""The highest score that somebody should look into."""


@dataclass(frozen=True, slots=True)
class WhenTicketRated:
    """Tell the lead of its team of a ticket that went badly."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TicketRated = happened.event
        if event.score > LOW:
            return
        async with self.uow() as work:
            around = await work.audiences.around(event.ticket_id)
            lead_id = await work.audiences.lead(event.ticket_id)
            if lead_id is not None:
                text = f"Ticket {around.number} was rated {event.score} of 5: {around.title}"
                told = Notification.about(event, happened.id, to=lead_id, text=text, ticket_id=event.ticket_id)
                await work.notifications.add(told)
