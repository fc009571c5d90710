from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor
from domain.shared.ids import MacroId, TicketId, UserId


class MacroFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of a name, in whatever case."""

    shared: bool | None = None
    search: str | None = None


MACRO_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class MacroCard(Message, frozen=True):
    """`ownerId` is null where it is shared."""

    id: MacroId
    owner_id: UserId | None
    name: str
    body: str
    is_internal: bool
    status: Status | None
    priority: Priority | None
    tags: list[str]
    assigns_to_me: bool
    version: int
    created_at: datetime
    updated_at: datetime


class FilledMacro(Message, frozen=True):
    """What a macro would say on a ticket, as it is written and as it looks."""

    macro_id: MacroId
    body: str
    body_html: str
    is_internal: bool


class MacroQueries(Protocol):
    """One's own and the shared ones; others' are MacroNotFound. Forbidden without `tickets:read_internal`."""

    async def list(self, actor: Actor, filter: MacroFilter, page: PageRequest) -> Page[MacroCard]: ...

    async def card(self, actor: Actor, macro_id: MacroId) -> MacroCard: ...

    async def own(self, actor: Actor, page: PageRequest) -> Page[MacroCard]:
        """The actor's own, whatever they may do by now."""

    async def values(self, actor: Actor, ticket_id: TicketId) -> Mapping[str, str]:
        """What fills each of `PLACEHOLDERS`, empty where there is nobody. TicketNotFound."""
