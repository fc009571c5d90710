"""Every list of the house, in every order, by page and by cursor."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import permutations, product
from typing import Any, Final

import msgspec
import pytest

from application.audit.queries import AUDIT_SORTS, AuditFilter
from application.desk.import_tickets import ImportTickets
from application.desk.queries import (
    BIRTH_SORT,
    CATEGORY_SORTS,
    DEVELOPER_SORTS,
    TEAM_SORTS,
    TICKET_SORTS,
    CategoryFilter,
    DeveloperFilter,
    TeamFilter,
    TicketFilter,
)
from application.identity.queries import USER_SORTS, UserFilter
from application.notifications.queries import NOTIFICATION_SORTS, NotificationFilter
from application.shared.page import COUNTED_AT_MOST, Page, PageRequest, Sort, SortTypes
from application.shelf import Shelf
from domain.desk.assignment import AssignmentStatus
from domain.desk.events import TeamCreated
from domain.desk.ticket import Priority
from domain.shared.access import Actor, Role
from domain.shared.errors import Invalid
from tests.support.builders import (
    MONDAY,
    a_category,
    a_comment,
    a_notification,
    a_profile,
    a_record,
    a_team,
    a_ticket,
    a_user,
    an_actor,
    an_assignment,
)
from tests.support.shelves import stock

ADMIN: Final = an_actor(Role.ADMIN)
ROWS: Final = 11
WORDS: Final = [
    "b",
    "B",
    "a",
    "ä",
    "A",
    "z",
    "Z",
    "_",
    "10",
    "9",
    "\N{GRINNING FACE}",
    "\N{FULLWIDTH LATIN SMALL LETTER A}",
]
"""Their order by code point is none that a dictionary would have."""
READER: Final = a_user(role=Role.ADMIN)
ASKED: Final = a_ticket(requester_id=READER.id)

Ask = Callable[[Shelf, PageRequest], Awaitable[Page[Any]]]


@dataclass(frozen=True)
class List:
    """One list: what it can be sorted by, how to ask for it, and `ROWS` rows of it, some with equal values."""

    sorts: SortTypes
    ask: Ask
    content: Sequence[object]
    id_name: str = "id"
    fill: Callable[[Shelf], Awaitable[None]] | None = None
    """Where content alone does not make the rows."""


def _time(index: int) -> datetime:
    """Some are born at once, some a microsecond apart."""
    return MONDAY + timedelta(microseconds=index // 3)


def _rows(make: Callable[..., Any], **fields: Callable[[int], Any]) -> list[Any]:
    return [make(**{name: value(index) for name, value in fields.items()}) for index in range(ROWS)]


async def _make_history(shelf: Shelf) -> None:
    async with shelf.desk_work() as work:
        for index in range(ROWS):
            team = a_team()
            await work.teams.save(team, TeamCreated(team_id=team.id, at=_time(index)))


PEOPLE: Final = _rows(a_user, created_at=_time)
LISTS: Final[Mapping[str, List]] = {
    "tickets": List(
        TICKET_SORTS,
        lambda shelf, page: shelf.tickets.list(ADMIN, TicketFilter(), page),
        [
            READER,
            *_rows(
                a_ticket,
                requester_id=lambda _: READER.id,
                title=lambda i: WORDS[i % 7],
                priority=lambda i: list(Priority)[i * 3 % 4],
                number=lambda i: 500 - i,
                created_at=_time,
                updated_at=lambda i: _time(-i % 5),
            ),
        ],
    ),
    "comments": List(
        BIRTH_SORT,
        lambda shelf, page: shelf.tickets.comments(ADMIN, ASKED.id, page),
        [
            *(READER, ASKED),
            *_rows(a_comment, ticket_id=lambda _: ASKED.id, author_id=lambda _: READER.id, created_at=_time),
        ],
    ),
    "assignments": List(
        BIRTH_SORT,
        lambda shelf, page: shelf.tickets.assignments(ADMIN, ASKED.id, page),
        [
            *(READER, ASKED),
            *_rows(
                an_assignment,
                ticket_id=lambda _: ASKED.id,
                assignee_id=lambda _: READER.id,
                status=lambda _: AssignmentStatus.REASSIGNED,
                created_at=_time,
            ),
        ],
    ),
    "teams": List(
        TEAM_SORTS,
        lambda shelf, page: shelf.teams.list(ADMIN, TeamFilter(), page),
        _rows(a_team, name=lambda i: f"{WORDS[i]}{i}", created_at=_time),
    ),
    "categories": List(
        CATEGORY_SORTS,
        lambda shelf, page: shelf.categories.list(ADMIN, CategoryFilter(), page),
        _rows(a_category, name=lambda i: f"{WORDS[i]}{i}", created_at=_time),
    ),
    "developers": List(
        DEVELOPER_SORTS,
        lambda shelf, page: shelf.developers.list(ADMIN, DeveloperFilter(), page),
        [
            *PEOPLE,
            *_rows(a_profile, user_id=lambda i: PEOPLE[i].id, capacity=lambda i: i % 4, created_at=_time),
        ],
        id_name="user_id",
    ),
    "users": List(
        USER_SORTS,
        lambda shelf, page: shelf.users.list(ADMIN, UserFilter(), page),
        _rows(
            a_user,
            email=lambda i: f"{WORDS[-i % 10]}{i}@example.com",
            last_name=lambda i: WORDS[i % 4],
            created_at=_time,
            updated_at=lambda i: _time(-i % 4),
        ),
    ),
    "audit": List(
        AUDIT_SORTS,
        lambda shelf, page: shelf.audit.list(ADMIN, AuditFilter(), page),
        (),
        fill=_make_history,
    ),
    "notifications": List(
        NOTIFICATION_SORTS,
        lambda shelf, page: shelf.notifications.list(Actor(READER.id, Role.CUSTOMER), NotificationFilter(), page),
        [READER, *_rows(a_notification, recipient_id=lambda _: READER.id, created_at=_time)],
    ),
}


def _orders(sorts: SortTypes) -> list[tuple[Sort, ...]]:
    """Every key and every two keys, in every direction."""
    keys = [*permutations(sorts, 1), *permutations(sorts, 2)]
    return [
        tuple(Sort(key, descending) for key, descending in zip(names, directions, strict=True))
        for names in keys
        for directions in product([False, True], repeat=len(names))
    ]


def _rank(value: object) -> Any:
    return list(type(value)).index(value) if isinstance(value, Enum) else value


def _in_order(rows: Sequence[Any], order: tuple[Sort, ...], id_name: str) -> list[Any]:
    attributes = {field.encode_name: field.name for field in msgspec.structs.fields(type(rows[0]))}
    ordered = sorted(rows, key=lambda row: getattr(row, id_name), reverse=order[-1].descending)
    for sort in reversed(order):
        ordered.sort(key=lambda row: _rank(getattr(row, attributes[sort.key])), reverse=sort.descending)
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
            assert page.items == _in_order(page.items, order, listing.id_name), order

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
            attributes = {field.encode_name: field.name for field in msgspec.structs.fields(type(end.items[0]))}
            values = [getattr(end.items[0], attributes[sort.key]) for sort in order]
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
        import_tickets = ImportTickets(shelf.archive)
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
