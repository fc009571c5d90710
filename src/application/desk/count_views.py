from dataclasses import dataclass
from typing import Final

from application.desk.queries.tickets import TicketFilter, TicketQueries
from application.desk.queries.views import ViewCard, ViewCount, ViewFilter, ViewQueries
from application.desk.view_filter import ViewOutdated, ticket_filter
from application.shared.page import PageRequest, Sort
from domain.shared.access import Actor

COUNTED_VIEWS: Final = 50
"""The first ones, as people have them in sight."""


@dataclass(frozen=True, slots=True)
class CountViews:
    """How many tickets each of somebody's views shows, in a few statements for all of them."""

    views: ViewQueries
    tickets: TicketQueries

    async def __call__(self, actor: Actor) -> list[ViewCount]:
        first = PageRequest(sort=(Sort("position"),), limit=COUNTED_VIEWS)
        views = (await self.views.list(actor, ViewFilter(), first)).items
        asked = [_asked(view, actor) for view in views]
        sound = [one for one in asked if isinstance(one, TicketFilter)]
        totals = iter(await self.tickets.counts(actor, sound) if sound else ())
        return [
            ViewCount(view.id, None, total_is_capped=False, problem=one.message)
            if isinstance(one, ViewOutdated)
            else ViewCount(view.id, (total := next(totals)).count, total.is_capped)
            for view, one in zip(views, asked, strict=True)
        ]


def _asked(view: ViewCard, actor: Actor) -> TicketFilter | ViewOutdated:
    try:
        return ticket_filter(view.filter, view.sort, me=actor.user_id)
    except ViewOutdated as outdated:
        return outdated
