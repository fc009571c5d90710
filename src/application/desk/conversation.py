from dataclasses import dataclass

from msgspec import structs

from application.desk.queries.comments import CommentCard, CommentRow
from application.desk.queries.tickets import TicketQueries
from application.shared.page import Page, PageRequest
from application.shared.prose import Prose
from domain.shared.access import Actor
from domain.shared.ids import CommentId, TicketId


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said about a ticket, the way it is shown."""

    tickets: TicketQueries
    prose: Prose

    async def page(
        self, actor: Actor, ticket_id: TicketId, page: PageRequest, *, with_html: bool = True
    ) -> Page[CommentCard]:
        """Without HTML it is as quick as the list alone; `body_html` is empty then."""
        found = await self.tickets.comments(actor, ticket_id, page)
        return Page(
            items=[await self._card(row, with_html=with_html) for row in found.items],
            total=found.total,
            total_is_capped=found.total_is_capped,
            last=found.last,
        )

    async def card(self, actor: Actor, ticket_id: TicketId, comment_id: CommentId) -> CommentCard:
        return await self._card(await self.tickets.comment(actor, ticket_id, comment_id), with_html=True)

    async def _card(self, row: CommentRow, *, with_html: bool) -> CommentCard:
        html = await self.prose.html(row.body, mentioned=row.mentions) if with_html else ""
        return CommentCard(**structs.asdict(row), body_html=html)
