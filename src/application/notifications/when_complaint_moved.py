from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from application.notifications.ports import ComplaintAround, NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import ComplaintMoved
from domain.notifications.notification import Notification

BECAME: Final[Mapping[str, str]] = {
    "under_review": "is under review",
    "resolved": "is resolved",
    "dismissed": "was dismissed",
}


@dataclass(frozen=True, slots=True)
class WhenComplaintMoved:
    """Tell whoever complained what becomes of it, and how it ended."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: ComplaintMoved = happened.event
        async with self.uow() as work:
            around = await work.audiences.around_complaint(event.complaint_id)
            if around.complainant_id is None:
                return
            text = f"Your complaint {BECAME[event.new]}: {around.subject}{_outcome(event, around)}"
            told = Notification.about(
                event, happened.id, to=around.complainant_id, text=text, ticket_id=around.ticket_id
            )
            await work.notifications.add(told)


def _outcome(event: ComplaintMoved, around: ComplaintAround) -> str:
    """A reaction that is late knows the end already where it tells of the beginning."""
    return f"\n{around.resolution}" if event.new != "under_review" else ""
