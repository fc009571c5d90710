from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final, final

from adapters.memory.desk.intake import Intake
from adapters.memory.store import Rows, Store
from application.desk.archive import BroughtIn, CommentRecord, ImportBatch, TicketRecord
from application.desk.ports import TicketArchive
from application.shared.ports import Clock
from domain.desk.access import TicketScope
from domain.desk.comment import Comment
from domain.desk.ticket import Ticket
from domain.shared.ids import TicketId

PORTION: Final = 500
"""Tickets handed out at once."""


@final
class MemoryTicketArchive(TicketArchive):
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def bring_in(self, batch: ImportBatch) -> BroughtIn:
        async with self._store.transaction() as transaction:
            return Intake(transaction, self._store.ticket_numbers, self._clock.now()).take(batch)

    async def take_out(self, scope: TicketScope) -> AsyncIterator[Sequence[TicketRecord]]:
        rows = self._store.rows
        spoken: dict[TicketId, list[Comment]] = defaultdict(list)
        for comment in sorted(rows.comments.values(), key=_age):
            spoken[comment.ticket_id].append(comment)
        tickets = sorted((ticket for ticket in rows.tickets.values() if scope.admits(ticket)), key=_age)
        for start in range(0, len(tickets), PORTION):
            yield [_record(rows, ticket, spoken[ticket.id]) for ticket in tickets[start : start + PORTION]]


def _age(one: Ticket | Comment) -> tuple[object, ...]:
    return one.created_at, one.id


def _record(rows: Rows, ticket: Ticket, comments: Iterable[Comment]) -> TicketRecord:
    profile = rows.developers.get(ticket.assignee_id) if ticket.assignee_id else None
    return TicketRecord(
        key=ticket.external_key or str(ticket.id),
        title=ticket.title,
        description=ticket.description,
        status=ticket.status,
        priority=ticket.priority,
        category=rows.categories[ticket.category_id].name if ticket.category_id else None,
        tags=ticket.tags,
        channel=ticket.channel,
        requester=rows.users[ticket.requester_id].email,
        assignee=rows.users[ticket.assignee_id].email if ticket.assignee_id else None,
        assignee_time_zone=profile.time_zone if profile else None,
        resolution=ticket.resolution,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        resolved_at=ticket.resolved_at,
        due_at=ticket.due_at,
        comments=tuple(
            CommentRecord(
                author=rows.users[comment.author_id].email,
                body=comment.body,
                is_internal=comment.is_internal,
                created_at=comment.created_at,
            )
            for comment in comments
        ),
    )
