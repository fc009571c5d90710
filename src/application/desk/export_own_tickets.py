from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from application.desk.queries.complaints import ComplaintQueries
from application.desk.queries.drafts import DraftQueries
from application.desk.queries.macros import MacroQueries
from application.desk.queries.own import OwnDeskQueries, OwnTicket
from application.desk.queries.ratings import RatingQueries
from application.desk.queries.times import TimeQueries
from application.desk.queries.views import ViewQueries
from application.desk.queries.watchers import WatcherQueries
from application.shared.own_data import OwnData, walk
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class ExportOwnTickets:
    """What somebody asked for and was answered, what they said, mean to say, keep and watch, and how they develop."""

    own: OwnDeskQueries
    complaints: ComplaintQueries
    ratings: RatingQueries
    times: TimeQueries
    watchers: WatcherQueries
    drafts: DraftQueries
    macros: MacroQueries
    views: ViewQueries

    def __call__(self, actor: Actor) -> OwnData:
        return {
            "developerProfile": partial(self.own.profile, actor),
            "tickets": self._tickets(actor),
            "comments": walk(partial(self.own.comments, actor)),
            "drafts": walk(partial(self.drafts.own, actor)),
            "macros": walk(partial(self.macros.own, actor)),
            "views": walk(partial(self.views.own, actor)),
            "watched": walk(partial(self.watchers.own, actor)),
            "complaints": walk(partial(self.complaints.own, actor)),
            "ratings": walk(partial(self.ratings.own, actor)),
            "timeEntries": walk(partial(self.times.own, actor)),
        }

    async def _tickets(self, actor: Actor) -> AsyncIterator[list[OwnTicket]]:
        async for tickets in walk(partial(self.own.tickets, actor)):
            said = await self.own.public_comments(actor, [ticket.id for ticket in tickets])
            yield [
                OwnTicket(ticket, [comment for comment in said if comment.ticket_id == ticket.id]) for ticket in tickets
            ]
