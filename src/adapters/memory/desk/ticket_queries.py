from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from heapq import nlargest
from typing import final

from msgspec import structs

from adapters.memory.desk.scope import leading_on
from adapters.memory.desk.search import Search
from adapters.memory.desk.ticket_filter import fits
from adapters.memory.desk.visible import require_visible
from adapters.memory.listing import as_row, counted, listed
from adapters.memory.store import Store
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.comments import CommentRow
from application.desk.queries.links import LinkRow
from application.desk.queries.snippet import snippet
from application.desk.queries.tags import NEWEST, TagFilter, TagRow
from application.desk.queries.tickets import ABSENT, TICKET_SORTS, TicketCard, TicketFilter, TicketQueries, TicketRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest, Total
from application.shared.ports import Clock
from domain.desk.access import TicketScope, sees_internal, sees_watcher
from domain.desk.assignment import AssignmentNotFound
from domain.desk.comment import Comment, CommentNotFound
from domain.desk.link import LinkNotFound
from domain.desk.ticket import Ticket
from domain.shared.access import Actor
from domain.shared.ids import AssignmentId, CommentId, LinkId, TicketId, UserId


@final
class MemoryTicketQueries(TicketQueries):
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def list(self, actor: Actor, filter: TicketFilter, page: PageRequest) -> Page[TicketRow]:
        row = partial(self._row, actor=actor, filter=filter)
        return listed(self._found(actor, filter), page, TICKET_SORTS, row, absent=ABSENT)

    async def counts(self, actor: Actor, filters: Sequence[TicketFilter]) -> Sequence[Total]:
        return [counted(len(list(self._found(actor, one)))) for one in filters]

    async def tags(self, actor: Actor, filter: TagFilter) -> Sequence[TagRow]:
        scope, beginning = TicketScope.of(actor), filter.search.lower()
        visible = (ticket for ticket in self._store.rows.tickets.values() if scope.admits(ticket))
        newest = nlargest(NEWEST, visible, key=lambda ticket: (ticket.created_at, ticket.id))
        counted = Counter(tag for ticket in newest for tag in ticket.tags if tag.lower().startswith(beginning))
        ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        return [TagRow(tag, tickets) for tag, tickets in ranked[: filter.limit]]

    async def card(self, actor: Actor, ticket_id: TicketId) -> TicketCard:
        ticket = require_visible(self._store.rows, actor, ticket_id)
        return as_row(leading_on(ticket, self._store.rows.tickets, TicketScope.of(actor)), TicketCard)

    async def comments(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[CommentRow]:
        found = self._visible_comments(actor, ticket_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=CommentRow))

    async def comment(self, actor: Actor, ticket_id: TicketId, comment_id: CommentId) -> CommentRow:
        for comment in self._visible_comments(actor, ticket_id):
            if comment.id == comment_id:
                return as_row(comment, CommentRow)
        raise CommentNotFound("There is no such comment.")

    async def assignments(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[AssignmentRow]:
        require_visible(self._store.rows, actor, ticket_id)
        found = (turn for turn in self._store.rows.assignments.values() if turn.ticket_id == ticket_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=AssignmentRow))

    async def assignment(self, actor: Actor, assignment_id: AssignmentId) -> AssignmentRow:
        turn = self._store.rows.assignments.get(assignment_id)
        if turn is None or not TicketScope.of(actor).admits(self._store.rows.tickets[turn.ticket_id]):
            raise AssignmentNotFound("There is no such assignment.")
        return as_row(turn, AssignmentRow)

    async def links(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[LinkRow]:
        return listed(self._visible_links(actor, ticket_id), page, BIRTH_SORT, lambda row: row)

    async def link(self, actor: Actor, ticket_id: TicketId, link_id: LinkId) -> LinkRow:
        for row in self._visible_links(actor, ticket_id):
            if row.id == link_id:
                return row
        raise LinkNotFound("There is no such link.")

    def _found(self, actor: Actor, filter: TicketFilter) -> Iterator[Ticket]:
        scope, now = TicketScope.of(actor), self._clock.now()
        tickets = self._store.rows.tickets.values()
        found = (ticket for ticket in tickets if scope.admits(ticket) and fits(ticket, filter, now=now))
        if filter.watcher_id is not None:
            watched = self._watched(actor, filter.watcher_id)
            found = (ticket for ticket in found if ticket.id in watched)
        if filter.search is None:
            return found
        search, number = Search.of(filter.search), filter.searched_number
        return (one for one in found if one.number == number or self._text(actor, one, search) is not None)

    def _row(self, ticket: Ticket, *, actor: Actor, filter: TicketFilter) -> TicketRow:
        row = as_row(ticket, TicketRow)
        if filter.search is None:
            return row
        search = Search.of(filter.search)
        return structs.replace(row, snippet=snippet(search.part(self._text(actor, ticket, search) or _own(ticket))))

    def _text(self, actor: Actor, ticket: Ticket, search: Search) -> str | None:
        """What fits: its own text, or something said about it that does not fit only for what it lacks."""
        if search.fits(_own(ticket)):
            return _own(ticket)
        said = (comment.body for comment in self._visible_comments(actor, ticket.id) if not search.fits(""))
        return next(filter(search.fits, said), None)

    def _visible_links(self, actor: Actor, ticket_id: TicketId) -> Iterator[LinkRow]:
        require_visible(self._store.rows, actor, ticket_id)
        rows, scope = self._store.rows, TicketScope.of(actor)
        for link in rows.links.values():
            if ticket_id not in (link.source_id, link.target_id):
                continue
            is_source = link.source_id == ticket_id
            other = rows.tickets[link.target_id if is_source else link.source_id]
            if scope.admits(other):
                yield LinkRow(
                    id=link.id,
                    relation=link.relation if is_source else link.relation.inverse,
                    ticket_id=other.id,
                    number=other.number,
                    title=other.title,
                    status=other.status,
                    created_by=link.created_by,
                    created_at=link.created_at,
                )

    def _watched(self, actor: Actor, user_id: UserId) -> set[TicketId]:
        watchers = self._store.rows.watchers.values() if sees_watcher(actor, user_id) else ()
        return {one.ticket_id for one in watchers if one.user_id == user_id}

    def _visible_comments(self, actor: Actor, ticket_id: TicketId) -> Iterator[Comment]:
        require_visible(self._store.rows, actor, ticket_id)
        return (
            comment
            for comment in self._store.rows.comments.values()
            if comment.ticket_id == ticket_id and (sees_internal(actor) or not comment.is_internal)
        )


def _own(ticket: Ticket) -> str:
    return f"{ticket.title}\n{ticket.description}"
