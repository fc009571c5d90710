from dataclasses import dataclass

from application.notifications.export_own_notifications import ExportOwnNotifications
from application.notifications.queries import NotificationQueries
from application.notifications.read_notification import ReadNotification


@dataclass(frozen=True, slots=True)
class Notifications:
    """Everything anybody can do about what they were told."""

    read_notification: ReadNotification
    notifications: NotificationQueries
    export_own: ExportOwnNotifications
