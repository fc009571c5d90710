"""Who is told of what happens to a ticket: those whose it is, and who watches it."""

from collections.abc import Callable

from application.notifications.ports import Concerned, NotificationsWork, TicketAround
from application.shared.ports import Happened
from domain.notifications.notification import Notification
from domain.shared.ids import UserId

Say = Callable[[TicketAround, Concerned], str | None]
"""What to tell one of them; None is nothing."""


async def tell_around(work: NotificationsWork, happened: Happened, *, by: UserId, say: Say) -> None:
    """Each of them once, whatever they are to the ticket. Nobody is told what they did themselves."""
    event = happened.event
    around = await work.audiences.around(event.ticket_id)
    for one in around.concerned:
        text = say(around, one) if one.user_id != by else None
        if text is not None:
            told = Notification.about(event, happened.id, to=one.user_id, text=text, ticket_id=event.ticket_id)
            await work.notifications.add(told)
