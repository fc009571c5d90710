from dependency_injector import containers, providers

from application.notifications.export_own_notifications import ExportOwnNotifications
from application.notifications.face import Notifications
from application.notifications.read_notification import ReadNotification
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters


class NotificationsContainer(containers.DeclarativeContainer):
    shelf = providers.Dependency(instance_of=Shelf)
    adapters = providers.DependenciesContainer(**Adapters.providers)

    face = providers.Singleton(
        Notifications,
        read_notification=providers.Singleton(
            ReadNotification, uow=shelf.provided.notifications_work, clock=adapters.clock
        ),
        notifications=shelf.provided.notifications,
        export_own=providers.Singleton(ExportOwnNotifications, notifications=shelf.provided.notifications),
    )
