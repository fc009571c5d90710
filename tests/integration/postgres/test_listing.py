"""Lists run on the plans they were built for. Pages read are asserted, never times."""

from typing import Any, Final, NamedTuple
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy import literal, select

from adapters.postgres.desk.ticket_queries import TICKET_LIST
from adapters.postgres.listing import wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statements
from application.desk.queries import TicketFilter
from application.shared.page import PageRequest, Sort
from domain.desk.ticket import Status

MIDDLE: Final = ("2026-01-02T00:00:00Z", str(UUID(int=0)))
NEWEST: Final = (Sort("createdAt", descending=True),)

FILL: Final = """
    INSERT INTO users (id, email, canonical_email, first_name, last_name, name, search_key, role, tier, is_active,
        access_version, version, created_at, updated_at)
    VALUES (gen_random_uuid(), 'c@example.com', 'c@example.com', '', '', 'c', 'c', 'customer', 'guest', true, 1, 1,
        now(), now());
    INSERT INTO tickets (id, number, title, description, status, priority, requester_id, channel, tags, version,
        created_at, updated_at)
    SELECT gen_random_uuid(), n, 'Ticket ' || n,
        CASE WHEN n % 500 = 0 THEN 'The lighthouse is dark' ELSE 'The printer is empty' END,
        CASE WHEN n % 200 = 0 THEN 'open' ELSE 'closed' END::ticket_status,
        CASE WHEN n % 2 = 0 THEN 'high' ELSE 'low' END::ticket_priority, users.id, 'api', '{}', 1,
        '2026-01-01Z'::timestamptz + n * interval '1 minute', '2026-01-01Z'::timestamptz + n * interval '1 minute'
    FROM users, generate_series(1, 5000) n;
"""


class Plan(NamedTuple):
    text: str
    pages_read: int


@pytest.fixture
def clean_database(fresh_database_url: str) -> str:
    """One that nobody else is connected to: older snapshots elsewhere keep VACUUM from its work."""
    return fresh_database_url


@pytest.fixture
async def many_tickets(database: AsyncConnection[TupleRow]) -> None:
    await database.execute(FILL)
    await database.execute("VACUUM ANALYZE tickets")


async def plan(pool: Pool, filter: TicketFilter, page: PageRequest) -> Plan:
    """How the server goes about a list, and how many pages of 8 KiB it reads for it."""
    asked = wanted(filter) | {"scope everything": None}
    statement, given = TICKET_LIST.statement(TICKET_LIST.shape(asked, page)), TICKET_LIST.parameters(asked, page)
    async with pool.connection() as connection:
        cursor = await connection.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}".encode(), statement.values(given)
        )
        row = await cursor.fetchone()
    assert row
    root: dict[str, Any] = row[0][0]["Plan"]
    return Plan(str(root), root["Shared Hit Blocks"] + root["Shared Read Blocks"])


@pytest.mark.usefixtures("many_tickets")
class TestPlans:
    @pytest.mark.parametrize(
        ("filter", "page"),
        [
            (TicketFilter(), PageRequest(sort=NEWEST)),
            (TicketFilter(), PageRequest(sort=NEWEST, after=MIDDLE)),
            (TicketFilter(), PageRequest(sort=(Sort("updatedAt"),), after=MIDDLE)),
            (TicketFilter(), PageRequest(sort=(Sort("title"),), after=("Ticket 3", MIDDLE[1]))),
            (TicketFilter(), PageRequest(sort=(Sort("priority", descending=True),), after=("high", MIDDLE[1]))),
            (TicketFilter(), PageRequest(sort=(Sort("number"),), after=(2_500, MIDDLE[1]))),
            (TicketFilter(status=(Status.OPEN,)), PageRequest(sort=NEWEST)),
            (TicketFilter(status=(Status.OPEN,)), PageRequest(sort=NEWEST, after=MIDDLE)),
            (TicketFilter(search="lighthouse"), PageRequest(sort=NEWEST)),
            (TicketFilter(search="lighthouse"), PageRequest(sort=(Sort("title"),), after=("Ticket 3", MIDDLE[1]))),
        ],
    )
    async def test_reads_little_at_any_depth(self, pool: Pool, filter: TicketFilter, page: PageRequest) -> None:
        assert (await plan(pool, filter, page)).pages_read <= 100

    async def test_search_asks_its_index_for_ids_first(self, pool: Pool) -> None:
        found = await plan(pool, TicketFilter(search="lighthouse"), PageRequest(sort=NEWEST))
        assert "tickets_search_idx" in found.text
        assert "CTE hits" in found.text

    async def test_a_page_number_skips_in_the_index_alone(self, pool: Pool) -> None:
        found = await plan(pool, TicketFilter(), PageRequest(sort=NEWEST, page=200))
        assert "Index Only Scan" in found.text
        assert found.pages_read <= 500  # of every row it skips it would be 4 000


def test_statements_kept_are_bounded() -> None:
    """Callers choose the shapes, and there are more than memory should hold."""
    kept = Statements(at_most=3)
    made = [kept.of(shape, lambda: select(literal(1))) for shape in range(10)]
    assert kept.of(9, lambda: select(literal(2))) is made[9]
    assert kept.of(0, lambda: select(literal(1))) is not made[0]
