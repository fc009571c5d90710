from dataclasses import dataclass
from functools import partial

from application.notifications.queries import NotificationFilter, NotificationQueries
from application.shared.own_data import OwnData, walk
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class ExportOwnNotifications:
    """All that somebody was told and that is still kept."""

    notifications: NotificationQueries

    def __call__(self, actor: Actor) -> OwnData:
        return {"notifications": walk(partial(self.notifications.list, actor, NotificationFilter()))}
