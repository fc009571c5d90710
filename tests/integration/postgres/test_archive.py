"""What the archive does in bulk, beyond what any shelf promises."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from adapters.postgres.desk import export
from adapters.postgres.pool import Pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.desk.archive import BroughtIn, TicketRecord
from application.desk.import_tickets import ImportTickets
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.events import TicketImported
from domain.shared.access import Actor
from domain.shared.errors import Unavailable
from tests.support.builders import MONDAY, a_comment_record, a_record
from tests.support.doubles import SteppingClock


def some_records(number: int = 40) -> list[TicketRecord]:
    """Without categories: bringing those in locks more."""
    return [
        a_record(
            key=f"OLD-{place}",
            requester=f"person-{place % 7}",
            assignee=f"person-{place % 3}",
            created_at=MONDAY + timedelta(minutes=place),
            comments=tuple(a_comment_record(author=f"person-{reply}", body=f"{reply}") for reply in range(place % 5)),
        )
        for place in range(number)
    ]


async def bring_in(shelf: Shelf, records: list[TicketRecord]) -> BroughtIn:
    return await ImportTickets(shelf.archive, shelf.desk_work, SteppingClock())(Actor.house(), records)


async def everything(database: AsyncConnection[TupleRow]) -> dict[str, Any]:
    """Every row of every table, and the sequence."""
    tables = ("users", "developer_profiles", "categories", "tickets", "comments", "assignments", "events")
    found: dict[str, Any] = {}
    for name in (*tables, "ticket_number"):
        rows = SQL("SELECT * FROM {} ORDER BY 1, 2").format(Identifier(name))
        found[name] = await (await database.execute(rows)).fetchall()
    return found


async def last_number(database: AsyncConnection[TupleRow]) -> int:
    """The last that was drawn, whether it was used or not."""
    row = await (await database.execute("SELECT last_value FROM ticket_number")).fetchone()
    assert row
    return int(row[0])


class TestBringIn:
    async def test_the_same_again_changes_nothing_at_all(
        self, shelf: Shelf, database: AsyncConnection[TupleRow]
    ) -> None:
        assert await bring_in(shelf, some_records()) == BroughtIn(tickets=40, comments=80)
        before = await everything(database)
        assert await bring_in(shelf, some_records()) == BroughtIn()
        assert await everything(database) == before

    async def test_several_at_once_bring_it_in_once(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        """People who are known already keep nobody waiting, so that only the lock does."""
        await bring_in(shelf, some_records(10))
        before = await last_number(database)
        done = await asyncio.gather(*(bring_in(shelf, some_records(200)[10:]) for _ in range(3)))
        assert sum(one.tickets for one in done) == 190
        assert await last_number(database) == before + 190

    async def test_numbers_follow_the_records(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        records = some_records()[::-1]
        await bring_in(shelf, records)
        rows = await (await database.execute("SELECT external_key FROM tickets ORDER BY number")).fetchall()
        assert [key for (key,) in rows] == [record.key for record in records]

    async def test_leaves_nothing_beside_the_tables(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        async with shelf.desk_work():
            await bring_in(shelf, some_records(5))
            await bring_in(shelf, some_records(10))
        rows = await database.execute("SELECT count(*) FROM pg_class WHERE relname ~ '^(incoming|known)_'")
        assert await rows.fetchone() == (0,)

    async def test_failing_halfway_leaves_nothing(self, shelf: Shelf, database: AsyncConnection[TupleRow]) -> None:
        before = await everything(database)
        await database.execute(
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = 'disk_full'; END $$"
        )
        await database.execute("CREATE TRIGGER planted BEFORE INSERT ON comments EXECUTE FUNCTION planted()")
        try:
            with pytest.raises(Unavailable):
                await bring_in(shelf, some_records())
        finally:
            await database.execute("DROP FUNCTION planted CASCADE")
        after = await everything(database)
        assert after | {"ticket_number": None} == before | {"ticket_number": None}

    async def test_tells_of_new_tickets_in_one_job(self, pool: Pool, database: AsyncConnection[TupleRow]) -> None:
        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset({TicketImported.name}))
        await bring_in(shelf, some_records())
        rows = await database.execute(
            "SELECT count(*), count(DISTINCT transaction), (SELECT count(*) FROM procrastinate_jobs) FROM events"
        )
        assert await rows.fetchone() == (40, 1, 1)
        await bring_in(shelf, some_records())
        rows = await database.execute("SELECT count(*) FROM procrastinate_jobs")
        assert await rows.fetchone() == (1,)


class TestTakeOut:
    async def test_portions_meet_without_gap_or_overlap(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        records = [*some_records(7), *(a_record(key=f"TWIN-{place}") for place in range(6))]
        await bring_in(shelf, records)
        monkeypatch.setattr(export, "PORTION", 3)
        portions = [portion async for portion in shelf.archive.take_out(TicketScope.all())]
        assert [len(portion) for portion in portions] == [3, 3, 3, 3, 1]
        assert {one.key for portion in portions for one in portion} == {record.key for record in records}

    async def test_what_is_taken_out_and_brought_in_again_is_there_already(
        self, shelf: Shelf, database: AsyncConnection[TupleRow]
    ) -> None:
        await bring_in(shelf, some_records())
        before = await everything(database)
        async for portion in shelf.archive.take_out(TicketScope.all()):
            assert await bring_in(shelf, list(portion)) == BroughtIn()
        assert await everything(database) == before
