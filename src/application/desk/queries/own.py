from collections.abc import Sequence
from typing import Protocol

from application.desk.queries.comments import CommentRow
from application.desk.queries.developers import DeveloperCard
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor
from domain.shared.ids import TicketId


class OwnTicket(Message, frozen=True):
    """A ticket with what was said about it in public."""

    ticket: TicketCard
    comments: list[CommentRow]


class OwnDeskQueries(Protocol):
    """What the desk keeps of somebody, for them alone."""

    async def tickets(self, actor: Actor, page: PageRequest) -> Page[TicketCard]:
        """Those the actor asked for."""

    async def public_comments(self, actor: Actor, ticket_ids: Sequence[TicketId]) -> Sequence[CommentRow]:
        """On these of the actor's tickets, oldest first: never an internal note."""

    async def comments(self, actor: Actor, page: PageRequest) -> Page[CommentRow]:
        """By the actor, on whatever ticket; internal notes only for whoever may see such."""

    async def profile(self, actor: Actor) -> DeveloperCard | None: ...
