from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.notifications.when_sla_warned import said, tell_in_charge
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import SlaBreached


@dataclass(frozen=True, slots=True)
class WhenSlaBreached:
    """Tell the assignee, and whoever leads the team, since when it is overdue."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: SlaBreached = happened.event
        since = f"{event.breached_at:%Y-%m-%d %H:%M} UTC"
        text = f"{said(event)} of ticket {event.number} was due {since}: {event.title}"
        await tell_in_charge(self.uow, happened, text=text)
