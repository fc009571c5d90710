"""Every list of the house, in every order, by page and by cursor."""

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum
from itertools import permutations, product
from typing import Any

import msgspec
import pytest

from application.desk.import_tickets import ImportTickets
from application.desk.queries.tickets import TicketFilter
from application.shared.page import COUNTED_AT_MOST, NEVER, Page, PageRequest, Sort, SortTypes
from application.shelf import Shelf
from domain.shared.errors import Invalid
from tests.contract.shared.lists import ADMIN, ASKED, LISTS, READER, ROWS, Ask, List
from tests.support.builders import (
    MONDAY,
    a_record,
    a_ticket,
)
from tests.support.doubles import SteppingClock
from tests.support.shelves import stock


def _orders(sorts: SortTypes) -> list[tuple[Sort, ...]]:
    """Every key and every two keys, in every direction."""
    keys = [*permutations(sorts, 1), *permutations(sorts, 2)]
    return [
        tuple(Sort(key, descending) for key, descending in zip(names, directions, strict=True))
        for names in keys
        for directions in product([False, True], repeat=len(names))
    ]


def _value(row: Any, sort: Sort, listing: List) -> object:
    """Times that there are not come before all others, or after."""
    [attribute] = [field.name for field in msgspec.structs.fields(type(row)) if field.encode_name == sort.key]
    value = getattr(row, attribute)
    return listing.absent.get(sort.key, NEVER) if value is None else value


def _rank(value: object) -> Any:
    return list(type(value)).index(value) if isinstance(value, Enum) else value


def _in_order(rows: Sequence[Any], order: tuple[Sort, ...], listing: List) -> list[Any]:
    ordered = sorted(rows, key=lambda row: getattr(row, listing.id_name), reverse=order[-1].descending)
    for sort in reversed(order):
        ordered.sort(key=lambda row: _rank(_value(row, sort, listing)), reverse=sort.descending)
    return ordered


async def walk(shelf: Shelf, ask: Ask, order: tuple[Sort, ...], limit: int) -> list[Any]:
    """All rows by cursors that have been on the wire."""
    rows: list[Any] = []
    after = None
    while True:
        page = await ask(shelf, PageRequest(sort=order, limit=limit, after=after))
        rows += page.items
        if page.last is None:
            return rows
        assert len(page.items) == limit
        after = tuple(msgspec.json.decode(msgspec.json.encode(page.last)))


@pytest.fixture(params=LISTS)
def listing(request: pytest.FixtureRequest) -> List:
    return LISTS[request.param]


@pytest.fixture
async def stocked(shelf: Shelf, listing: List) -> Shelf:
    await stock(shelf, *listing.content)
    if listing.fill is not None:
        await listing.fill(shelf)
    return shelf


class TestOrder:
    async def test_is_as_asked_on_one_page(self, stocked: Shelf, listing: List) -> None:
        for order in _orders(listing.sorts):
            page = await listing.ask(stocked, PageRequest(sort=order, limit=100))
            assert len(page.items) == ROWS
            assert page.items == _in_order(page.items, order, listing), order

    async def test_is_the_same_by_cursor(self, stocked: Shelf, listing: List) -> None:
        for order in _orders(listing.sorts):
            page = await listing.ask(stocked, PageRequest(sort=order, limit=100))
            assert await walk(stocked, listing.ask, order, limit=4) == page.items, order

    async def test_is_the_same_by_page(self, stocked: Shelf, listing: List) -> None:
        for order in _orders(listing.sorts):
            whole = await listing.ask(stocked, PageRequest(sort=order, limit=100))
            pages = [await listing.ask(stocked, PageRequest(sort=order, limit=4, page=page)) for page in (1, 2, 3)]
            assert [row for page in pages for row in page.items] == whole.items, order

    async def test_is_the_same_one_by_one(self, stocked: Shelf, listing: List) -> None:
        order = _orders(listing.sorts)[0]
        page = await listing.ask(stocked, PageRequest(sort=order, limit=100))
        assert await walk(stocked, listing.ask, order, limit=1) == page.items


class TestPage:
    async def test_names_the_next_one_unless_it_is_the_last(self, stocked: Shelf, listing: List) -> None:
        order = _orders(listing.sorts)[0]
        pages = {limit: await listing.ask(stocked, PageRequest(sort=order, limit=limit)) for limit in (10, 11, 12)}
        assert pages[10].last is not None
        assert pages[11].last is None
        assert pages[12].last is None

    async def test_counts_the_whole_list(self, stocked: Shelf, listing: List) -> None:
        order = _orders(listing.sorts)[0]
        requests = [
            PageRequest(sort=order, limit=4),
            PageRequest(sort=order, limit=4, page=3),
            PageRequest(sort=order, limit=4, page=9),
            PageRequest(sort=order, limit=4, exact_total=True),
            PageRequest(sort=order, limit=4, page=9, exact_total=True),
        ]
        first = await listing.ask(stocked, requests[0])
        requests.append(PageRequest(sort=order, limit=4, after=first.last))
        for request in requests:
            page = await listing.ask(stocked, request)
            assert (page.total, page.total_is_capped) == (ROWS, False), request

    async def test_beyond_the_end_is_empty(self, stocked: Shelf, listing: List) -> None:
        page = await listing.ask(stocked, PageRequest(sort=_orders(listing.sorts)[0], limit=4, page=4))
        assert (page.items, page.last) == ([], None)

    async def test_after_the_last_row_is_empty(self, stocked: Shelf, listing: List) -> None:
        for order in _orders(listing.sorts):
            by_one = await listing.ask(stocked, PageRequest(sort=order, limit=ROWS - 1))
            end = await listing.ask(stocked, PageRequest(sort=order, limit=1, after=by_one.last))
            assert len(end.items) == 1
            values = [_value(end.items[0], sort, listing) for sort in order]
            last = tuple(msgspec.to_builtins([*values, getattr(end.items[0], listing.id_name)]))
            beyond = await listing.ask(stocked, PageRequest(sort=order, limit=4, after=last))
            assert (beyond.items, beyond.last, beyond.total) == ([], None, ROWS), order


async def test_an_empty_list_is_empty(shelf: Shelf, listing: List) -> None:
    await stock(shelf, *(thing for thing in (READER, ASKED) if thing in listing.content))
    page = await listing.ask(shelf, PageRequest(sort=_orders(listing.sorts)[0]))
    assert page == Page(items=[], total=0)


@pytest.mark.parametrize("descending", [True, False])
async def test_a_walk_sees_every_row_once_however_many_come_in_between(shelf: Shelf, descending: bool) -> None:  # noqa: FBT001 - a parameter of the test
    order = (Sort("createdAt", descending),)
    content = LISTS["tickets"].content
    await stock(shelf, *content)
    seen: list[Any] = []
    after = None
    for hour in range(-50, 50):
        page = await shelf.tickets.list(ADMIN, TicketFilter(), PageRequest(sort=order, limit=2, after=after))
        seen += [row.id for row in page.items]
        if page.last is None:
            break
        after = page.last
        born = MONDAY + timedelta(hours=hour)
        await stock(shelf, a_ticket(requester_id=READER.id, number=1_000 + hour, created_at=born, updated_at=born))
    assert len(seen) == len(set(seen))
    assert {ticket.id for ticket in content[1:]} <= set(seen)  # type: ignore[attr-defined] # all but the reader


class TestTotal:
    async def test_stops_counting_where_it_is_capped(self, shelf: Shelf) -> None:
        import_tickets = ImportTickets(shelf.archive, shelf.desk_work, SteppingClock())
        records = [a_record() for _ in range(COUNTED_AT_MOST + 1)]
        capped, exact = PageRequest(sort=(Sort("number"),)), PageRequest(sort=(Sort("number"),), exact_total=True)

        await import_tickets(ADMIN, records[:-1])
        page = await shelf.tickets.list(ADMIN, TicketFilter(), capped)
        assert (page.total, page.total_is_capped) == (COUNTED_AT_MOST, False)

        await import_tickets(ADMIN, records[-1:])
        page = await shelf.tickets.list(ADMIN, TicketFilter(), capped)
        assert (page.total, page.total_is_capped) == (COUNTED_AT_MOST, True)
        page = await shelf.tickets.list(ADMIN, TicketFilter(), exact)
        assert (page.total, page.total_is_capped) == (COUNTED_AT_MOST + 1, False)
        page = await shelf.tickets.list(ADMIN, TicketFilter(external_key=records[0].key), capped)
        assert (page.total, page.total_is_capped) == (1, False)


class TestCursor:
    ID = str(ASKED.id)
    AT = "2026-03-02T09:00:00Z"

    @pytest.mark.parametrize(
        ("keys", "after"),
        [
            ("createdAt", ()),
            ("createdAt", (AT,)),
            ("createdAt", (AT, ID, ID)),
            ("createdAt", (AT, "no-id")),
            ("createdAt", (AT, None)),
            ("createdAt", (None, ID)),
            ("createdAt", ("yesterday", ID)),
            ("createdAt", ("2026-03-02T09:00:00", ID)),
            ("createdAt", (17, ID)),
            ("createdAt", ([], ID)),
            ("number", ("1", ID)),
            ("number", (1.5, ID)),
            ("number", (2**63, ID)),
            ("number", (-(2**64), ID)),
            ("priority", ("urgent", ID)),
            ("priority", (2, ID)),
            ("title", (1, ID)),
            ("title", ("a\0b", ID)),
            ("createdAt title", (AT, ID)),
            ("createdAt title", ("title", AT, ID)),
        ],
    )
    async def test_that_does_not_fit_the_sort_is_refused_by_name(
        self, shelf: Shelf, keys: str, after: tuple[Any, ...]
    ) -> None:
        order = tuple(map(Sort, keys.split()))
        with pytest.raises(Invalid) as refused:
            await shelf.tickets.list(ADMIN, TicketFilter(), PageRequest(sort=order, after=after))
        assert refused.value.details.keys() == {"cursor"}

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("number", 2**63 - 1),
            ("number", -(2**63)),
            ("title", "'; DROP TABLE tickets; --"),
            ("title", "\N{GRINNING FACE}" * 1_000),
            ("createdAt", "0001-01-01T00:00:00Z"),
            ("createdAt", "9999-12-31T23:59:59.999999Z"),
            ("createdAt", "2026-03-02T09:00:00+05:30"),
        ],
    )
    async def test_that_fits_is_good_wherever_it_points(self, shelf: Shelf, key: str, value: object) -> None:
        request = PageRequest(sort=(Sort(key),), after=(value, self.ID))
        assert (await shelf.tickets.list(ADMIN, TicketFilter(), request)).items == []
