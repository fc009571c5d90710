"""What the house does by itself, and when: the whole of it."""

from collections.abc import Sequence
from datetime import timedelta

from application.desk.close_resolved_tickets import CloseResolvedTickets
from application.desk.watch_clocks import WatchClocks
from application.shared.schedule import Scheduled
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters
from entrypoints.container.audit import seal_and_tell
from entrypoints.container.routing import route_everywhere
from entrypoints.settings import Settings


def schedule(settings: Settings, shelf: Shelf, adapters: Adapters) -> Sequence[Scheduled]:
    close = CloseResolvedTickets(shelf.desk_work, adapters.clock(), timedelta(days=settings.close_days))
    closing = [Scheduled("close_resolved_tickets", "23 * * * *", close)] if settings.close_days else []
    return [
        *closing,
        Scheduled("route_tickets", "* * * * *", route_everywhere(shelf, adapters)),
        Scheduled("watch_clocks", "* * * * *", WatchClocks(shelf.desk_work, adapters.clock())),
        Scheduled("seal_events", "* * * * *", seal_and_tell(shelf, adapters)),
    ]
