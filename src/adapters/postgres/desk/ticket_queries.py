from collections.abc import Sequence
from typing import Final, final

from msgspec import structs
from sqlalchemy import case, literal_column, or_, select

from adapters.postgres.desk.scope import SCOPES, leads_on, scope_name, scope_parameters
from adapters.postgres.desk.search import IDS, SNIPPETS
from adapters.postgres.desk.tags import READ_TAG, TAGS
from adapters.postgres.desk.ticket_list import TICKET_LIST, asked
from adapters.postgres.desk.visible import require_visible
from adapters.postgres.listing import Listing, Wanted
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import assignments, comments, ticket_links, tickets
from adapters.postgres.transaction import look
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.comments import CommentRow
from application.desk.queries.links import LinkRow
from application.desk.queries.snippet import snippet
from application.desk.queries.tags import TagFilter, TagRow
from application.desk.queries.tickets import TicketCard, TicketFilter, TicketQueries, TicketRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest, Total
from application.shared.ports import Clock
from domain.desk.access import TicketScope, sees_internal
from domain.desk.assignment import AssignmentNotFound
from domain.desk.comment import CommentNotFound
from domain.desk.link import KEPT, LinkNotFound
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import AssignmentId, CommentId, LinkId, TicketId

_ID: Final = tickets.c.id == parameter("id", tickets.c.id)
_OF_TICKET: Final = parameter("ticket_id", tickets.c.id)
_PUBLIC: Final = "public"
_COMMENTS: Final = Listing(
    CommentRow,
    comments,
    key=comments.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": comments.c.created_at},
    conditions={"ticket_id": comments.c.ticket_id == _OF_TICKET, _PUBLIC: comments.c.is_internal.is_(False)},
)
_ASSIGNMENTS: Final = Listing(
    AssignmentRow,
    assignments,
    key=assignments.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": assignments.c.created_at},
    conditions={"ticket_id": assignments.c.ticket_id == _OF_TICKET},
)

_IS_SOURCE: Final = ticket_links.c.source_id == _OF_TICKET
_OTHER_END: Final = case((_IS_SOURCE, ticket_links.c.target_id), else_=ticket_links.c.source_id)
_LINKED: Final = ticket_links.join(tickets, tickets.c.id == _OTHER_END)
_LINKS: Final = Listing(
    LinkRow,
    ticket_links,
    rows=_LINKED,
    key=ticket_links.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": ticket_links.c.created_at},
    conditions={"ticket_id": or_(_IS_SOURCE, ticket_links.c.target_id == _OF_TICKET), **SCOPES},
    relation=case(
        (_IS_SOURCE, ticket_links.c.relation),
        *((ticket_links.c.relation == kept, literal_column(f"'{kept.inverse}'::ticket_relation")) for kept in KEPT),
    ),
    ticket_id=tickets.c.id,
    number=tickets.c.number,
    title=tickets.c.title,
    status=tickets.c.status,
)
_LINK: Final = {
    name: Statement(
        select(*_LINKS.columns)
        .select_from(_LINKED)
        .where(
            ticket_links.c.id == parameter("id", ticket_links.c.id),
            or_(_IS_SOURCE, ticket_links.c.target_id == _OF_TICKET),
            condition,
        )
    )
    for name, condition in SCOPES.items()
}

_CARD: Final = Reader(TicketCard)
_CARDS: Final = {
    name: Statement(select(*_CARD.columns(tickets, merged_into_id=leads_on(condition))).where(_ID, condition))
    for name, condition in SCOPES.items()
}
_COMMENT: Final = Statement(
    select(*_COMMENTS.columns).where(
        comments.c.id == parameter("id", comments.c.id), comments.c.ticket_id == _OF_TICKET
    )
)
_ONE_ASSIGNMENT: Final = select(*_ASSIGNMENTS.columns).join_from(assignments, tickets)
_ASSIGNMENT: Final = {
    name: Statement(_ONE_ASSIGNMENT.where(assignments.c.id == parameter("id", assignments.c.id), condition))
    for name, condition in SCOPES.items()
}


@final
class PostgresTicketQueries(TicketQueries):
    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def list(self, actor: Actor, filter: TicketFilter, page: PageRequest) -> Page[TicketRow]:
        wanted = self._wanted(actor, filter)
        found = await TICKET_LIST.page(self._pool, wanted, page)
        if filter.search is None or not found.items:
            return found
        return structs.replace(found, items=[*await self._with_snippets(found.items, actor, wanted)])

    async def counts(self, actor: Actor, filters: Sequence[TicketFilter]) -> Sequence[Total]:
        return await TICKET_LIST.totals(self._pool, [self._wanted(actor, one) for one in filters])

    async def tags(self, actor: Actor, filter: TagFilter) -> Sequence[TagRow]:
        scope = TicketScope.of(actor)
        asked = {"search": filter.search, "limit": filter.limit} | scope_parameters(scope)
        return [READ_TAG(row) for row in await look(self._pool, TAGS[scope_name(scope)], asked)]

    async def card(self, actor: Actor, ticket_id: TicketId) -> TicketCard:
        scope = TicketScope.of(actor)
        found = await look(self._pool, _CARDS[scope_name(scope)], {"id": ticket_id} | scope_parameters(scope))
        if not found:
            raise TicketNotFound("There is no such ticket.")
        return _CARD(found[0])

    async def comments(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[CommentRow]:
        await require_visible(self._pool, actor, ticket_id)
        asked = {"ticket_id": ticket_id} if sees_internal(actor) else {"ticket_id": ticket_id, _PUBLIC: None}
        return await _COMMENTS.page(self._pool, asked, page)

    async def comment(self, actor: Actor, ticket_id: TicketId, comment_id: CommentId) -> CommentRow:
        await require_visible(self._pool, actor, ticket_id)
        found = await look(self._pool, _COMMENT, {"id": comment_id, "ticket_id": ticket_id})
        comment = _COMMENTS.read(found[0]) if found else None
        if comment is None or (comment.is_internal and not sees_internal(actor)):
            raise CommentNotFound("There is no such comment.")
        return comment

    async def assignments(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[AssignmentRow]:
        await require_visible(self._pool, actor, ticket_id)
        return await _ASSIGNMENTS.page(self._pool, {"ticket_id": ticket_id}, page)

    async def assignment(self, actor: Actor, assignment_id: AssignmentId) -> AssignmentRow:
        scope = TicketScope.of(actor)
        statement = _ASSIGNMENT[scope_name(scope)]
        found = await look(self._pool, statement, {"id": assignment_id} | scope_parameters(scope))
        if not found:
            raise AssignmentNotFound("There is no such assignment.")
        return _ASSIGNMENTS.read(found[0])

    async def links(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[LinkRow]:
        await require_visible(self._pool, actor, ticket_id)
        scope = TicketScope.of(actor)
        asked = {"ticket_id": ticket_id, scope_name(scope): None} | scope_parameters(scope)
        return await _LINKS.page(self._pool, asked, page)

    async def link(self, actor: Actor, ticket_id: TicketId, link_id: LinkId) -> LinkRow:
        await require_visible(self._pool, actor, ticket_id)
        scope = TicketScope.of(actor)
        asked = {"id": link_id, "ticket_id": ticket_id} | scope_parameters(scope)
        found = await look(self._pool, _LINK[scope_name(scope)], asked)
        if not found:
            raise LinkNotFound("There is no such link.")
        return _LINKS.read(found[0])

    def _wanted(self, actor: Actor, filter: TicketFilter) -> Wanted:
        return asked(actor, filter, now=self._clock.now())

    async def _with_snippets(self, rows: Sequence[TicketRow], actor: Actor, wanted: Wanted) -> Sequence[TicketRow]:
        statement = SNIPPETS[sees_internal(actor)]
        found = await look(self._pool, statement, wanted | {IDS: [row.id for row in rows]})
        parts = {ticket_id: snippet(part) for ticket_id, part in found}
        return [structs.replace(row, snippet=parts.get(row.id)) for row in rows]
