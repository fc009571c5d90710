"""How lists of this adapter are walked; what they cost is in `test_plans`."""

from typing import Any, Final

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy import literal, select

from adapters.postgres import portion
from adapters.postgres.desk.ticket_list import TICKET_LIST
from adapters.postgres.sql import Statements
from application.desk.queries.tickets import TicketFilter
from application.shared.page import COUNTED_AT_MOST, Page, PageRequest, Sort, Total
from application.shelf import Shelf
from domain.shared.access import Actor

NEWEST: Final = (Sort("createdAt", descending=True),)
TICKETS: Final = 3_000

FILL: Final = """
    INSERT INTO users (id, email, canonical_email, first_name, last_name, name, search_key, role, tier, is_active,
        access_version, version, created_at, updated_at)
    VALUES (gen_random_uuid(), 'c@example.com', 'c@example.com', '', '', 'c', 'c', 'customer', 'guest', true, 1, 1,
        now(), now());
    INSERT INTO tickets (id, number, title, description, status, priority, requester_id, channel, tags, version,
        created_at, updated_at)
    SELECT gen_random_uuid(), n, 'Ticket ' || n,
        CASE WHEN n % 500 = 0 THEN 'The lighthouse is dark' WHEN n < 10 THEN 'The empty printer'
            ELSE 'The printer is empty' END,
        'open', 'high', users.id, 'api', '{}', 1,
        '2026-01-01Z'::timestamptz + n * interval '1 minute', '2026-01-01Z'::timestamptz + n * interval '1 minute'
    FROM users, generate_series(1, 3000) n;
"""


@pytest.fixture
async def many_tickets(database: AsyncConnection[TupleRow]) -> None:
    await database.execute(FILL)
    await database.execute("ANALYZE tickets")


@pytest.fixture
def tires_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk looks at 700 rows before it gives up."""
    monkeypatch.setattr(portion, "WALKED_AT_MOST", 700)
    monkeypatch.setattr(TICKET_LIST, "_statements", Statements())


async def search(shelf: Shelf, text: str, **how: Any) -> Page[Any]:
    return await shelf.tickets.list(Actor.house(), TicketFilter(search=text), PageRequest(sort=NEWEST, **how))


@pytest.mark.usefixtures("many_tickets", "tires_soon")
class TestSearch:
    async def test_goes_on_where_it_gave_up(self, shelf: Shelf) -> None:
        """No two words together are told from two that are frequent: the planner takes this for nearly all tickets."""
        pages = [await search(shelf, '"empty printer"')]
        while pages[-1].last is not None:
            pages.append(await search(shelf, '"empty printer"', after=pages[-1].last))
        assert [len(page.items) for page in pages] == [0, 0, 0, 0, 9]
        assert [row.number for row in pages[-1].items] == list(range(9, 0, -1))

    async def test_tells_at_least_how_many_there_are(self, shelf: Shelf) -> None:
        first = await search(shelf, '"empty printer"')
        assert (first.total, first.total_is_capped) == (0, True)
        frequent = await search(shelf, "printer")
        assert (frequent.total, frequent.total_is_capped) == (698, True)
        exact = await search(shelf, "printer", exact_total=True)
        assert (exact.total, exact.total_is_capped) == (TICKETS - 6, False)

    async def test_of_a_rare_word_never_gives_up(self, shelf: Shelf) -> None:
        page = await search(shelf, "lighthouse")
        assert [row.number for row in page.items] == [3_000, 2_500, 2_000, 1_500, 1_000, 500]
        assert (page.total, page.total_is_capped, page.last) == (6, False, None)

    async def test_of_a_frequent_word_fills_its_pages(self, shelf: Shelf) -> None:
        first = await search(shelf, "printer", limit=50)
        assert len(first.items) == 50
        second = await search(shelf, "printer", limit=50, after=first.last)
        assert second.items[0].number == first.items[-1].number - 1

    async def test_is_counted_as_its_list_counts_it(self, shelf: Shelf) -> None:
        filters = [TicketFilter(search=text) for text in ("lighthouse", '"empty printer"', "printer", "nowhere")]
        totals = await shelf.tickets.counts(Actor.house(), [*filters, TicketFilter()])
        assert totals == [
            Total(6),
            Total(0, is_capped=True),
            Total(698, is_capped=True),
            Total(0),
            Total(COUNTED_AT_MOST, is_capped=True),
        ]


def test_statements_kept_are_bounded() -> None:
    """Callers choose the shapes, and there are more than memory should hold."""
    kept = Statements(at_most=3)
    made = [kept.of(shape, lambda: select(literal(1))) for shape in range(10)]
    assert kept.of(9, lambda: select(literal(2))) is made[9]
    assert kept.of(0, lambda: select(literal(1))) is not made[0]
