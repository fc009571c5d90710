"""Whoever can write to the database, past every trigger, and has not the key."""

import asyncio
from hashlib import sha256

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.audit.seal_events import SealEvents
from application.audit.verify_events import Verification, VerifyEvents
from application.shelf import Shelf
from domain.audit.seal import Damage
from domain.desk.events import TeamCreated
from tests.support.builders import MONDAY, a_team
from tests.support.doubles import SteppingClock

SHORT = {
    "THIRD": "(SELECT event_ids[3] FROM audit_seals WHERE number = 1)",
    "ALIKE": "name, entity_type, entity_id, payload, old_values, new_values, actor_id, created_at",
}


def spelled(statement: str) -> bytes:
    for short, what in SHORT.items():
        statement = statement.replace(short, what)
    return statement.encode()


def mac(content: bytes) -> bytes:
    return sha256(b"key" + content).digest()


async def happened(shelf: Shelf, times: int = 1) -> None:
    for _ in range(times):
        team = a_team()
        async with shelf.desk_work() as work:
            await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))


@pytest.fixture
def seal(shelf: Shelf) -> SealEvents:
    return SealEvents(shelf.audit_work, SteppingClock(), mac)


@pytest.fixture
def verify(shelf: Shelf, seal: SealEvents) -> VerifyEvents:
    return VerifyEvents(shelf.seals, seal, mac)


async def tampered(database: AsyncConnection[TupleRow], *changes: str) -> None:
    await database.execute("SET session_replication_role = replica")
    for change in changes:
        await database.execute(spelled(change))
    await database.execute("RESET session_replication_role")


def seen(found: Verification) -> list[tuple[Damage, int | None]]:
    return [(fault.damage, fault.position) for fault in found.faults]


class TestTampering:
    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ('UPDATE events SET new_values = \'{"name": "x"}\' WHERE id = THIRD', (Damage.CHANGED, 3)),
            ("UPDATE events SET actor_id = entity_id WHERE id = THIRD", (Damage.CHANGED, 3)),
            ("UPDATE events SET created_at = created_at + interval '1 us' WHERE id = THIRD", (Damage.CHANGED, 3)),
            ("UPDATE events SET transaction = '3' WHERE id = THIRD", (Damage.CHANGED, 3)),
            ("DELETE FROM events WHERE id = THIRD", (Damage.MISSING, 3)),
            ("DELETE FROM audit_seals WHERE number = 2", (Damage.SEAL_MISSING, 6)),
            ("UPDATE audit_seals SET event_ids = event_ids[2:] WHERE number = 2", (Damage.SEAL_CHANGED, 4)),
            ("UPDATE audit_seals SET digest = '\\x00' WHERE number = 2", (Damage.SEAL_CHANGED, 4)),
        ],
    )
    async def test_is_found_and_named(
        self,
        shelf: Shelf,
        verify: VerifyEvents,
        database: AsyncConnection[TupleRow],
        change: str,
        expected: tuple[Damage, int],
    ) -> None:
        for times in (3, 2, 1):
            await happened(shelf, times)
            await verify.seal_events()
        assert (await verify()).faults == ()
        await tampered(database, change)
        assert seen(await verify())[0] == expected

    async def test_by_adding_among_the_sealed_is_found(
        self, shelf: Shelf, verify: VerifyEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        await happened(shelf, 3)
        await verify()
        await database.execute(
            spelled(
                "INSERT INTO events (id, ALIKE, transaction)"
                " SELECT gen_random_uuid(), ALIKE, transaction FROM events WHERE id = THIRD"
            )
        )
        assert seen(await verify()) == [(Damage.ADDED, None)]

    async def test_by_adding_what_is_yet_to_come_is_found(
        self, shelf: Shelf, verify: VerifyEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        await happened(shelf, 3)
        await verify()
        await database.execute(
            spelled(
                "INSERT INTO events (id, ALIKE, transaction)"
                " SELECT gen_random_uuid(), ALIKE, '99999999999' FROM events WHERE id = THIRD"
            )
        )
        assert seen(await verify()) == [(Damage.ADDED, None)]

    async def test_by_cutting_off_the_end_shows_to_who_noted_the_head(
        self, shelf: Shelf, verify: VerifyEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        await happened(shelf, 3)
        await verify()
        await happened(shelf, 2)
        noted = (await verify()).head
        its_events = "DELETE FROM events WHERE id IN (SELECT unnest(event_ids) FROM audit_seals WHERE number = 2)"
        await tampered(database, its_events, "DELETE FROM audit_seals WHERE number = 2")
        assert seen(await verify()) == []
        assert seen(await verify(head=noted)) == [(Damage.HEAD_UNKNOWN, None)]

    async def test_by_many_is_told_of_some_and_counted(
        self, shelf: Shelf, verify: VerifyEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        async with shelf.desk_work() as work:
            for _ in range(120):
                team = a_team()
                await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))
        await verify()
        await tampered(database, "UPDATE events SET name = 'x'")
        found = await verify()
        assert (found.faults_found, len(found.faults)) == (120, 100)

    @pytest.mark.parametrize("change", ["UPDATE audit_seals SET number = 9", "DELETE FROM audit_seals"])
    async def test_with_seals_is_refused(
        self, shelf: Shelf, verify: VerifyEvents, database: AsyncConnection[TupleRow], change: str
    ) -> None:
        await happened(shelf)
        await verify()
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="audit seals are append-only"):
            await database.execute(change.encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="audit seals are append-only"):
            await database.execute("TRUNCATE audit_seals")


class TestSealing:
    async def test_waits_for_transactions_that_began_before(
        self, shelf: Shelf, verify: VerifyEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        """What they record has an earlier place: it must not come where all seems to be sealed."""
        async with database.transaction():
            await database.execute("SELECT pg_current_xact_id()")
            await happened(shelf, 2)
            found = await verify()
            assert (found.events, found.waiting, found.faults) == (0, 2, ())
            await database.execute(
                spelled("INSERT INTO events (id, ALIKE) SELECT gen_random_uuid(), ALIKE FROM events LIMIT 1")
            )
        found = await verify()
        assert (found.events, found.sealed_now, found.waiting, found.faults) == (3, 3, 0, ())

    async def test_holds_up_nobody_who_records(
        self, shelf: Shelf, seal: SealEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        async with shelf.audit_work() as work:
            await work.seals.newest()
            async with asyncio.timeout(1):
                await database.execute(
                    "INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id,"
                    " created_at) VALUES (gen_random_uuid(), 'x', 'x', gen_random_uuid(), '{}', '{}', '{}',"
                    " gen_random_uuid(), now())"
                )
        assert (await seal()).events == 1

    async def test_goes_on_where_transactions_are_numbered_anew(
        self, shelf: Shelf, seal: SealEvents, verify: VerifyEvents, database: AsyncConnection[TupleRow]
    ) -> None:
        """After a dump is restored elsewhere: what was sealed has higher numbers than what comes."""
        await happened(shelf, 3)
        await tampered(database, "UPDATE events SET transaction = (transaction::text::bigint + 1000000)::text::xid8")
        await tampered(database, "UPDATE events SET transaction = '1' WHERE id = (SELECT id FROM events LIMIT 1)")
        async with shelf.audit_work() as work:
            loose = await work.seals.unsealed(None, limit=10)
        assert len(loose.entries) == 1  # the others seem to belong to transactions to come
        await seal()
        await tampered(
            database,
            "INSERT INTO audit_seals SELECT 2, form, before, event_ids, event_digests, first, last, 2000000, sealed_at,"
            " digest FROM audit_seals",
        )
        await happened(shelf, 2)
        assert (await seal()).events == 4
        await happened(shelf)
        assert (await seal()).events == 1
        assert {fault.damage for fault in (await verify()).faults} == {Damage.SEAL_CHANGED}
