"""Tickets and what hangs on one ticket."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Uuid, any_, literal_column, select, text

from adapters.postgres.desk.kept import ASSIGNMENTS, TICKETS
from adapters.postgres.desk.numbers import Numbers
from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.events import Recorder
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import UNFINISHED, assignments, tickets
from adapters.postgres.transaction import Transaction
from application.desk.ports import AssignmentRepository, TicketRepository
from domain.desk.access import TicketScope
from domain.desk.assignment import ACTIVE, Assignment, AssignmentNotFound
from domain.desk.ticket import Status, Ticket, TicketNotFound
from domain.shared.events import Event
from domain.shared.ids import AssignmentId, TicketId

NIL: Final = UUID(int=0)
"""Sorts before every id there is."""

_TICKETS: Final = {
    name: Statement(TICKETS.to_change(tickets.c.id == parameter("id", tickets.c.id), condition))
    for name, condition in SCOPES.items()
}
_LOCK: Final = {
    name: Statement(
        select(tickets.c.id)
        .where(tickets.c.id == any_(parameter("ids", ARRAY(Uuid))), condition)
        .order_by(tickets.c.id)
        .with_for_update(key_share=True)
    )
    for name, condition in SCOPES.items()
}
_RESOLVED: Final = Statement(
    select(tickets.c.id)
    .where(
        tickets.c.status == literal_column(f"'{Status.RESOLVED}'::ticket_status"),
        tickets.c.resolved_at <= parameter("at", tickets.c.resolved_at),
        tickets.c.id > parameter("after", tickets.c.id),
    )
    .order_by(tickets.c.id)
    .limit(parameter("limit", BigInteger()))
)
_SEVERAL: Final = Statement(
    TICKETS.selected.where(tickets.c.id == any_(parameter("ids", ARRAY(Uuid))))
    .order_by(tickets.c.id)
    .with_for_update(key_share=True)
)
_RINGING: Final = Statement(
    TICKETS.selected.where(tickets.c.alarm_at <= parameter("at", tickets.c.alarm_at))
    .order_by(tickets.c.alarm_at, tickets.c.id)
    .limit(parameter("limit", BigInteger()))
    .with_for_update(key_share=True, skip_locked=True)
)
_ALL_IDS_QUERY: Final = (
    select(tickets.c.id)
    .where(tickets.c.id > parameter("after", tickets.c.id))
    .order_by(tickets.c.id)
    .limit(parameter("limit", BigInteger()))
)
_ALL_IDS: Final = Statement(_ALL_IDS_QUERY)
_UNFINISHED_IDS: Final = Statement(_ALL_IDS_QUERY.where(text(f"tickets.{UNFINISHED}")))
_ASSIGNMENT: Final = Statement(ASSIGNMENTS.to_change(assignments.c.id == parameter("id", assignments.c.id)))
_ACTIVE: Final = Statement(
    ASSIGNMENTS.to_change(
        assignments.c.ticket_id == parameter("ticket_id", assignments.c.ticket_id),
        assignments.c.status.in_(sorted(ACTIVE)),
    )
)


@final
class PostgresTicketRepository(TicketRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder, numbers: Numbers) -> None:
        self._transaction = transaction
        self._recorder = recorder
        self._numbers = numbers

    async def next_number(self) -> int:
        return await self._numbers.next(self._transaction)

    async def get(self, ticket_id: TicketId, *, scope: TicketScope) -> Ticket:
        statement = _TICKETS[scope_name(scope)]
        ticket = await TICKETS.load(self._transaction, statement, id=ticket_id, **scope_parameters(scope))
        if ticket is None:
            raise TicketNotFound("There is no such ticket.")
        return ticket

    async def lock(self, ticket_ids: Sequence[TicketId], *, scope: TicketScope) -> None:
        asked = {"ids": list(ticket_ids)} | scope_parameters(scope)
        await self._transaction.run(_LOCK[scope_name(scope)], asked)

    async def resolved_by(self, at: datetime, *, after: TicketId | None, limit: int) -> list[TicketId]:
        asked = {"at": at, "after": after or NIL, "limit": limit}
        return [record[0] for record in await self._transaction.run(_RESOLVED, asked)]

    async def several(self, ticket_ids: Sequence[TicketId]) -> list[Ticket]:
        return await TICKETS.load_all(self._transaction, _SEVERAL, ids=list(ticket_ids))

    async def ringing(self, at: datetime, *, limit: int) -> list[Ticket]:
        return await TICKETS.load_all(self._transaction, _RINGING, at=at, limit=limit)

    async def ids(self, *, after: TicketId | None, finished: bool, limit: int) -> list[TicketId]:
        statement = _ALL_IDS if finished else _UNFINISHED_IDS
        asked = {"after": after or NIL, "limit": limit}
        return [record[0] for record in await self._transaction.run(statement, asked)]

    async def save(self, ticket: Ticket, *events: Event) -> None:
        await TICKETS.save(self._transaction, self._recorder, ticket, events)


@final
class PostgresAssignmentRepository(AssignmentRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, assignment_id: AssignmentId) -> Assignment:
        assignment = await ASSIGNMENTS.load(self._transaction, _ASSIGNMENT, id=assignment_id)
        if assignment is None:
            raise AssignmentNotFound("There is no such assignment.")
        return assignment

    async def active(self, ticket_id: TicketId) -> Assignment | None:
        return await ASSIGNMENTS.load(self._transaction, _ACTIVE, ticket_id=ticket_id)

    async def save(self, assignment: Assignment, *events: Event) -> None:
        await ASSIGNMENTS.save(self._transaction, self._recorder, assignment, events)
