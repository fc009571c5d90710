"""What is recorded stays as it is, and one job per transaction tells of it."""

from typing import Any
from uuid import UUID, uuid4

import procrastinate
import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow, dict_row

from adapters.postgres.events import PostgresEventLog
from adapters.postgres.pool import Pool
from adapters.procrastinate.tasks import QUEUE, REACT
from application.shared.origin import Origin, origin
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.events import TicketAssigned, TicketEdited, TicketOpened
from domain.desk.ticket import Ticket
from domain.identity.user import User
from domain.shared.errors import Invalid
from domain.shared.events import Event
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_team, a_ticket, a_user
from tests.support.shelves import stock


def opened(ticket: Ticket) -> TicketOpened:
    return TicketOpened(ticket_id=ticket.id, number=ticket.number, requester_id=ticket.requester_id, at=MONDAY)


def assigned(ticket: Ticket) -> TicketAssigned:
    return TicketAssigned(
        ticket_id=ticket.id,
        number=ticket.number,
        title=ticket.title,
        assignee_id=ticket.requester_id,
        assigned_by=UserId(uuid4()),
        at=MONDAY,
    )


async def store(shelf: Shelf, *events: tuple[Ticket, tuple[Event, ...]], requester: User) -> None:
    """One transaction that saves tickets with what happened to them."""
    await stock(shelf, requester)
    async with shelf.desk_work() as work:
        for ticket, happened in events:
            await work.tickets.save(ticket, *happened)


async def rows(database: AsyncConnection[TupleRow], query: str) -> list[dict[str, Any]]:
    async with database.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode())
        return await cursor.fetchall()


async def jobs(database: AsyncConnection[TupleRow]) -> list[dict[str, Any]]:
    return await rows(database, "SELECT * FROM procrastinate_jobs ORDER BY id")


async def transactions(database: AsyncConnection[TupleRow]) -> list[str]:
    return [row["number"] for row in await rows(database, "SELECT DISTINCT transaction::text AS number FROM events")]


class TestAppendOnly:
    @pytest.mark.parametrize(
        "change", ["UPDATE events SET name = 'x'", "DELETE FROM events", "TRUNCATE events", "TRUNCATE events CASCADE"]
    )
    async def test_refuses_change(self, shelf: Shelf, database: AsyncConnection[TupleRow], change: str) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await store(shelf, (ticket, (opened(ticket),)), requester=requester)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            await database.execute(change.encode())
        assert len(await transactions(database)) == 1


class TestJob:
    async def test_one_for_all_events_of_a_transaction(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        requester = a_user()
        first, second = a_ticket(requester_id=requester.id), a_ticket(requester_id=requester.id)
        await store(
            shelf,
            (first, (opened(first), assigned(first))),
            (second, (opened(second), assigned(second))),
            requester=requester,
        )
        (transaction,) = await transactions(database)
        (job,) = await jobs(database)
        assert (job["task_name"], job["args"]) == (REACT, {"transaction": transaction})

    async def test_none_for_what_nobody_waits_for(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await store(shelf, (ticket, (opened(ticket),)), requester=requester)
        assert await jobs(database) == []

    async def test_none_where_nothing_was_stored(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        with pytest.raises(Invalid):
            await store(
                shelf,
                (ticket, (assigned(ticket),)),
                (a_ticket(requester_id=requester.id, title="\0"), ()),
                requester=requester,
            )
        assert await jobs(database) == []
        assert await transactions(database) == []

    async def test_is_as_the_installed_procrastinate_makes_it(
        self, shelf: Shelf, database: AsyncConnection[TupleRow], clean_database: str
    ) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await store(shelf, (ticket, (assigned(ticket),)), requester=requester)
        (transaction,) = await transactions(database)
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=clean_database))
        async with app.open_async():
            await app.configure_task(REACT, queue=QUEUE).defer_async(transaction=transaction)
        ours, theirs = await jobs(database)
        assert ours | {"id": 0} == theirs | {"id": 0}


class TestLog:
    async def test_has_the_events_of_a_transaction_in_order(
        self, shelf: Shelf, pool: Pool, database: AsyncConnection[TupleRow]
    ) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await store(shelf, (ticket, (opened(ticket), assigned(ticket))), requester=requester)
        await stock(shelf, a_team())
        (transaction,) = await transactions(database)
        log = PostgresEventLog(pool)
        recorded = await log.of_transaction(transaction)
        assert [event.name for event in recorded] == [TicketOpened.name, TicketAssigned.name]
        assert recorded[0].payload["requester_id"] == str(requester.id)
        assert await log.one(recorded[1].id) == recorded[1]

    async def test_knows_nothing_of_what_never_was(self, pool: Pool) -> None:
        log = PostgresEventLog(pool)
        assert await log.of_transaction("1") == []
        assert await log.one(uuid4()) is None

    async def test_holds_origin_and_changes(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        requester, actor_id = a_user(), UUID(int=7)
        ticket = a_ticket(requester_id=requester.id)
        await stock(shelf, requester, ticket)
        token = origin.set(Origin(actor_id, request_id="r-1", ip="192.0.2.1", user_agent="test"))
        async with shelf.desk_work() as work:
            loaded = await work.tickets.get(ticket.id, scope=TicketScope.all())
            await work.tickets.save(*loaded.edit(at=MONDAY, title="Another"))
        origin.reset(token)
        (row,) = await rows(database, "SELECT * FROM events")
        expected = {
            "name": TicketEdited.name,
            "entity_type": "ticket",
            "entity_id": ticket.id,
            "actor_id": actor_id,
            "request_id": "r-1",
            "ip": "192.0.2.1",
            "user_agent": "test",
            "old_values": {"title": ticket.title},
            "new_values": {"title": "Another"},
            "created_at": MONDAY,
        }
        assert {name: row[name] for name in expected} == expected
