from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from domain.notifications.notification import Notification
from domain.shared.ids import ComplaintId, NotificationId, TicketId, UserId


class NotificationRepository(Protocol):
    async def get(self, notification_id: NotificationId, *, recipient_id: UserId) -> Notification:
        """Load to change. NotificationNotFound, also when it is somebody else's."""

    async def add(self, notification: Notification) -> None:
        """Store it, unless it is there already."""

    async def save(self, notification: Notification) -> None: ...


class Concerned(Struct, frozen=True, kw_only=True):
    """What somebody is to a ticket; one person may be all of it."""

    user_id: UserId
    is_requester: bool
    is_assignee: bool
    is_watcher: bool
    sees_internal: bool


class TicketAround(Struct, frozen=True, kw_only=True):
    """A ticket as far as people are told of it, and whom it concerns."""

    number: int
    title: str
    requester_id: UserId
    concerned: Sequence[Concerned]


class ComplaintAround(Struct, frozen=True, kw_only=True):
    """A complaint as far as people are told of it; `complainant_id` is None when they are no active user any more."""

    ticket_id: TicketId | None
    subject: str
    resolution: str | None
    complainant_id: UserId | None
    handler_ids: Sequence[UserId]


class Audiences(Protocol):
    async def around(self, ticket_id: TicketId) -> TicketAround:
        """Requester, assignee and watchers, in the order of their ids: those who are active and can see it now."""

    async def lead(self, ticket_id: TicketId) -> UserId | None:
        """Who leads the team of the ticket, if they are active and can see it now."""

    async def around_complaint(self, complaint_id: ComplaintId) -> ComplaintAround:
        """Who made it, and all who can handle it, in the order of their ids: those who are active."""


@dataclass(frozen=True, slots=True)
class NotificationsWork:
    notifications: NotificationRepository
    audiences: Audiences
