"""Each failure is provoked in the database; what the house makes of it is a refusal that says what was wrong."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres.failures import BREACHES, IN_USE, refusal_for, refusals
from adapters.postgres.pool import Pool
from adapters.postgres.tables import metadata
from application.desk.errors import CategoryUnknown, PersonUnknown
from application.desk.errors import TeamUnknown as DeskTeamUnknown
from application.desk.queries.tickets import TicketFilter
from application.identity.errors import TeamUnknown
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.category import CategoryInUse, CategoryNameTaken, ParentUnknown
from domain.desk.events import CategoryDeleted, TeamDeleted
from domain.desk.team import TeamInUse, TeamNameTaken
from domain.desk.ticket import TicketNotFound, TicketTaken
from domain.identity.user import EmailTaken
from domain.shared.access import Role
from domain.shared.errors import Invalid, Refusal, Unavailable
from domain.shared.ids import CategoryId, TeamId, TicketId, UserId
from tests.support.builders import (
    MONDAY,
    a_category,
    a_comment,
    a_profile,
    a_team,
    a_ticket,
    a_user,
    an_actor,
    an_assignment,
)
from tests.support.shelves import stock

NOBODY = UserId(uuid4())


def referring() -> list[tuple[object, type[Refusal], str | None]]:
    """Things that refer to what does not exist."""
    return [
        (a_user(team_id=TeamId(uuid4())), TeamUnknown, "teamId"),
        (a_team(lead_id=NOBODY), PersonUnknown, "leadId"),
        (a_category(parent_id=CategoryId(uuid4())), ParentUnknown, "parentId"),
        (a_category(team_id=TeamId(uuid4())), DeskTeamUnknown, "teamId"),
        (a_ticket(), PersonUnknown, "requesterId"),
        (a_comment(), TicketNotFound, None),
        (a_profile(), PersonUnknown, "userId"),
    ]


@pytest.mark.parametrize(("thing", "refusal", "field"), referring())
async def test_a_reference_to_nothing_names_its_field(
    shelf: Shelf, thing: object, refusal: type[Refusal], field: str | None
) -> None:
    with pytest.raises(refusal) as refused:
        await stock(shelf, thing)
    assert list(refused.value.details) == ([field] if field else [])


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"category_id": CategoryId(uuid4())}, CategoryUnknown),
        ({"team_id": TeamId(uuid4())}, DeskTeamUnknown),
        ({"assignee_id": NOBODY}, PersonUnknown),
    ],
)
async def test_a_ticket_that_refers_to_nothing(shelf: Shelf, changes: dict[str, UUID], refusal: type[Refusal]) -> None:
    user = a_user()
    with pytest.raises(refusal):
        await stock(shelf, user, a_ticket(requester_id=user.id, **changes))


class TestTaken:
    async def test_an_address_in_another_spelling(self, shelf: Shelf) -> None:
        await stock(shelf, a_user(email="Straße@example.com"))
        with pytest.raises(EmailTaken):
            await stock(shelf, a_user(email="STRASSE@example.com"))

    async def test_a_team_name_in_another_case(self, shelf: Shelf) -> None:
        await stock(shelf, a_team(name="Ärger"))
        with pytest.raises(TeamNameTaken):
            await stock(shelf, a_team(name="ÄRGER"))

    async def test_a_category_name_among_siblings_without_parent(self, shelf: Shelf) -> None:
        await stock(shelf, a_category(name="Druck"))
        with pytest.raises(CategoryNameTaken):
            await stock(shelf, a_category(name="DRUCK"))

    async def test_a_second_active_assignment(self, shelf: Shelf) -> None:
        user = a_user(role=Role.DEVELOPER)
        ticket = a_ticket(requester_id=user.id)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, user, ticket, turn)
        with pytest.raises(TicketTaken):
            await stock(shelf, replace(turn, id=an_assignment().id))


class TestInUse:
    @pytest.mark.parametrize("keeper", ["user", "category", "ticket"])
    async def test_a_team_that_something_belongs_to(self, shelf: Shelf, keeper: str) -> None:
        team = a_team()
        user = a_user(team_id=team.id if keeper == "user" else None)
        category = a_category(team_id=team.id if keeper == "category" else None)
        ticket = a_ticket(requester_id=user.id, team_id=team.id if keeper == "ticket" else None)
        await stock(shelf, team, user, category, ticket)
        with pytest.raises(TeamInUse):
            async with shelf.desk_work() as work:
                await work.teams.remove(team.id, TeamDeleted(team_id=team.id, at=MONDAY))

    @pytest.mark.parametrize("keeper", ["ticket", "category"])
    async def test_a_category_that_something_hangs_on(self, shelf: Shelf, keeper: str) -> None:
        category, user = a_category(), a_user()
        ticket = a_ticket(requester_id=user.id, category_id=category.id if keeper == "ticket" else None)
        below = a_category(parent_id=category.id if keeper == "category" else None)
        await stock(shelf, user, category, ticket, below)
        with pytest.raises(CategoryInUse):
            async with shelf.desk_work() as work:
                await work.categories.remove(category.id, CategoryDeleted(category_id=category.id, at=MONDAY))


class TestWhatCannotBeStored:
    @pytest.mark.parametrize("title", ["NUL \0 inside", "half a pair \ud800"], ids=["nul", "surrogate"])
    async def test_characters(self, shelf: Shelf, title: str) -> None:
        user = a_user()
        with pytest.raises(Invalid):
            await stock(shelf, user, a_ticket(requester_id=user.id, title=title))

    async def test_numbers_beyond_their_column(self, shelf: Shelf) -> None:
        user = a_user()
        with pytest.raises(Invalid):
            await stock(shelf, user, a_ticket(requester_id=user.id, number=2**63))

    @pytest.mark.parametrize("number", [2**63, 10**400, -(10**30)])
    async def test_numbers_asked_for(self, shelf: Shelf, number: int) -> None:
        with pytest.raises(Invalid):
            await shelf.tickets.list(
                an_actor(Role.ADMIN), TicketFilter(number=number), PageRequest(sort=(Sort("createdAt"),))
            )

    async def test_a_title_too_long_for_the_index(self, shelf: Shelf) -> None:
        """Commands never let it come so far; the database's own word for it is still understood."""
        user = a_user()
        title = "".join(chr(0x4E00 + place % 20_000) for place in range(9_000))
        with pytest.raises(Invalid, match="too large"):
            await stock(shelf, user, a_ticket(requester_id=user.id, title=title))

    async def test_a_description_of_a_million_characters_can(self, shelf: Shelf) -> None:
        user = a_user()
        description = " ".join(f"word{place}" for place in range(100_000))
        ticket = a_ticket(requester_id=user.id, description=description)
        await stock(shelf, user, ticket)
        card = await shelf.tickets.card(an_actor(Role.ADMIN), TicketId(ticket.id))
        assert card.description == description


async def run(pool: Pool, *statements: str) -> None:
    with refusals():
        async with pool.connection() as connection:
            for statement in statements:
                await connection.execute(statement.encode())


class TestUnavailable:
    async def test_a_statement_that_takes_too_long(self, pool: Pool) -> None:
        with pytest.raises(Unavailable) as refused:
            await run(pool, "SELECT pg_sleep(5)")
        assert refused.value.retry_after == 1

    async def test_a_lock_that_takes_too_long(self, pool: Pool, database: AsyncConnection[TupleRow]) -> None:
        async with database.transaction():
            await database.execute("LOCK TABLE teams")
            with pytest.raises(Unavailable):
                await run(pool, "SET lock_timeout = '50ms'", "SELECT 1 FROM teams")

    async def test_a_server_that_only_reads(self, pool: Pool) -> None:
        with pytest.raises(Unavailable):
            await run(pool, "SET default_transaction_read_only = on", "SELECT nextval('ticket_number')")

    async def test_a_deadlock(self, pool: Pool) -> None:
        async def take(first: int, second: int) -> None:
            await run(
                pool,
                "BEGIN",
                f"SELECT pg_advisory_xact_lock({first})",
                "SELECT pg_sleep(0.2)",
                f"SELECT pg_advisory_xact_lock({second})",
            )

        ended = await asyncio.gather(take(1, 2), take(2, 1), return_exceptions=True)
        assert sorted(type(end).__name__ for end in ended) == ["NoneType", "Unavailable"]

    async def test_a_database_that_is_not_there(self) -> None:
        with pytest.raises(Unavailable), refusals():
            await psycopg.AsyncConnection.connect("host=/nowhere dbname=nothing", connect_timeout=1)


class TestMistakes:
    async def test_pass_as_they_are(self, pool: Pool) -> None:
        """A wrong statement is ours to mend, not the caller's: it must not look like a refusal."""
        with pytest.raises(psycopg.errors.UndefinedTable):
            await run(pool, "SELECT 1 FROM nowhere")

    async def test_an_unforeseen_breach_passes_too(self, pool: Pool) -> None:
        with pytest.raises(psycopg.errors.UniqueViolation):
            await run(pool, "CREATE TEMP TABLE once (number int UNIQUE)", "INSERT INTO once VALUES (1), (1)")
        assert refusal_for(psycopg.ProgrammingError("planted")) is None


def test_every_constraint_that_is_named_exists() -> None:
    constraints = {one.name for table in metadata.tables.values() for one in table.constraints}
    indexes = {one.name for table in metadata.tables.values() for one in table.indexes}
    assert {*BREACHES, *IN_USE} <= constraints | indexes
