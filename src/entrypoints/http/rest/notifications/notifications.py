from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.notifications.face import Notifications
from application.notifications.queries import NOTIFICATION_SORTS, NotificationFilter, NotificationRow
from application.notifications.read_notification import ReadNotificationCommand
from domain.notifications.notification import NotificationNotFound
from entrypoints.http.body import Nothing
from entrypoints.http.envelope import Answer, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

NOTIFICATIONS = Listing(
    "notifications", NotificationRow, NotificationFilter, NOTIFICATION_SORTS, default_sort="-createdAt"
)


@get("/", policy=AUTHENTICATED, listing=NOTIFICATIONS)
async def list_notifications(
    request: Asked, notifications: NamedDependency[Notifications]
) -> Answer[list[NotificationRow]]:
    """What you were told."""
    wanted = NOTIFICATIONS.read(request)
    return listed(await notifications.notifications.list(request.user, wanted.filter, wanted.page), wanted)


@get("/{notification_id:str}", policy=AUTHENTICATED, refusals=(NotificationNotFound,))
async def show_notification(
    request: Asked, notifications: NamedDependency[Notifications], notification_id: Id
) -> Answer[NotificationRow]:
    return success(await notifications.notifications.card(request.user, the(notification_id)))


@post("/{notification_id:str}/read", status_code=200, policy=AUTHENTICATED, refusals=(NotificationNotFound,))
async def read_notification(
    request: Asked,
    notifications: NamedDependency[Notifications],
    notification_id: Id,
    data: JSONBody[Nothing | None] = None,  # noqa: ARG001 - read in order to be refused
) -> Answer[NotificationRow]:
    """Mark it as read; the first time counts."""
    await notifications.read_notification(request.user, ReadNotificationCommand(notification_id=the(notification_id)))
    return success(await notifications.notifications.card(request.user, the(notification_id)))


ROUTES = Router(
    "/notifications", route_handlers=[list_notifications, show_notification, read_notification], tags=["Notifications"]
)
