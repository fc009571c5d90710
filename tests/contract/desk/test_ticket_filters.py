"""Every filter alone and every two together find what fits them, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort, Total
from application.shelf import Shelf
from domain.desk.ticket import FINISHED, Channel, Priority, Status, Ticket
from domain.shared.access import Actor, Role
from domain.shared.ids import CategoryId, TeamId, UserId
from tests.support.builders import MONDAY, a_category, a_team, a_ticket, a_user, a_watcher, an_actor
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("number"),), limit=100)
USERS, TEAMS, CATEGORIES = [a_user() for _ in range(3)], [a_team() for _ in range(2)], [a_category() for _ in range(2)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime.now(UTC)


def _pick(choices: list[Any], index: int) -> Any:
    return choices[index % len(choices)]


TICKETS = [
    a_ticket(
        number=10_000 + index,
        title="Printer on fire" if index % 4 else "Screen stays dark",
        status=_pick(list(Status), index),
        priority=_pick(list(Priority), index // 2),
        category_id=_pick([None, *(one.id for one in CATEGORIES)], index),
        team_id=_pick([None, *(one.id for one in TEAMS)], index // 3),
        assignee_id=_pick([None, *(one.id for one in USERS)], index),
        requester_id=_pick([one.id for one in USERS], index // 5),
        channel=_pick(list(Channel), index // 7),
        tags=_pick([(), ("vpn",), ("vpn", "with space"), ("VPN",)], index // 2),
        external_key=f"OTHER-{index}" if index % 3 else None,
        due_at=_pick([None, NOW - DAY, NOW + DAY], index // 2),
        first_response_at=MONDAY if index % 5 else None,
        resolved_at=MONDAY + index * HOUR if index % 3 else None,
        closed_at=MONDAY + 2 * index * HOUR if index % 6 == 4 else None,
        created_at=MONDAY + index * HOUR,
        updated_at=MONDAY + (100 - index) * HOUR,
    )
    for index in range(48)
]

WATCHERS = [a_watcher(ticket_id=one.id, user_id=USERS[0].id) for one in TICKETS[::5]]
WATCHED = {one.ticket_id for one in WATCHERS}

Fits = Callable[[Ticket], bool]


def _is_overdue(ticket: Ticket) -> bool:
    return ticket.due_at is not None and ticket.due_at < NOW and ticket.status not in FINISHED


FILTERS: list[tuple[dict[str, Any], Fits]] = [
    ({"status": (Status.OPEN,)}, lambda it: it.status is Status.OPEN),
    (
        {"status": (Status.OPEN, Status.CLOSED)},
        lambda it: it.status in {Status.OPEN, Status.CLOSED},
    ),
    ({"priority": (Priority.LOW, Priority.CRITICAL)}, lambda it: it.priority in {Priority.LOW, Priority.CRITICAL}),
    ({"category_id": CATEGORIES[0].id}, lambda it: it.category_id == CATEGORIES[0].id),
    ({"category_id": CategoryId(USERS[0].id)}, lambda _: False),
    ({"team_id": TEAMS[1].id}, lambda it: it.team_id == TEAMS[1].id),
    ({"team_id": TeamId(USERS[0].id)}, lambda _: False),
    ({"assignee_id": USERS[2].id}, lambda it: it.assignee_id == USERS[2].id),
    ({"assignee_id": "none"}, lambda it: it.assignee_id is None),
    ({"requester_id": USERS[1].id}, lambda it: it.requester_id == USERS[1].id),
    ({"requester_id": UserId(TEAMS[0].id)}, lambda _: False),
    ({"watcher_id": USERS[0].id}, lambda it: it.id in WATCHED),
    ({"watcher_id": USERS[1].id}, lambda _: False),
    ({"category_id": "none"}, lambda it: it.category_id is None),
    ({"team_id": "none"}, lambda it: it.team_id is None),
    ({"channel": (Channel.EMAIL,)}, lambda it: it.channel is Channel.EMAIL),
    ({"channel": (Channel.API, Channel.CLI)}, lambda it: it.channel in {Channel.API, Channel.CLI}),
    ({"tag": ("vpn",)}, lambda it: "vpn" in it.tags),
    ({"tag": ("with space", "vpn")}, lambda it: "with space" in it.tags),
    ({"tag": ("vpn", "VPN")}, lambda _: False),
    ({"tag": ("vp",)}, lambda _: False),
    ({"overdue": True}, _is_overdue),
    ({"overdue": False}, lambda it: not _is_overdue(it)),
    ({"answered": True}, lambda it: it.first_response_at is not None),
    ({"answered": False}, lambda it: it.first_response_at is None),
    ({"number": 10_007}, lambda it: it.number == 10_007),
    ({"number": 2**63 - 1}, lambda _: False),
    ({"number_from": 10_007}, lambda it: it.number >= 10_007),
    ({"number_to": 10_007}, lambda it: it.number < 10_007),
    ({"external_key": "OTHER-7"}, lambda it: it.external_key == "OTHER-7"),
    ({"created_from": MONDAY + 20 * HOUR}, lambda it: it.created_at >= MONDAY + 20 * HOUR),
    ({"created_to": MONDAY + 20 * HOUR}, lambda it: it.created_at < MONDAY + 20 * HOUR),
    ({"updated_from": MONDAY + 80 * HOUR}, lambda it: it.updated_at >= MONDAY + 80 * HOUR),
    ({"updated_to": MONDAY + 80 * HOUR}, lambda it: it.updated_at < MONDAY + 80 * HOUR),
    ({"due_from": NOW}, lambda it: it.due_at is not None and it.due_at >= NOW),
    ({"due_to": NOW}, lambda it: it.due_at is not None and it.due_at < NOW),
    ({"due_to": NOW - 2 * DAY}, lambda _: False),
    ({"due_from": datetime.max.replace(tzinfo=UTC)}, lambda _: False),
    ({"due_to": datetime.max.replace(tzinfo=UTC)}, lambda it: it.due_at is not None),
    (
        {"resolved_from": MONDAY + 20 * HOUR},
        lambda it: it.resolved_at is not None and it.created_at >= MONDAY + 20 * HOUR,
    ),
    ({"resolved_to": MONDAY + 20 * HOUR}, lambda it: it.resolved_at is not None and it.created_at < MONDAY + 20 * HOUR),
    ({"closed_from": MONDAY + 20 * HOUR}, lambda it: it.closed_at is not None and it.created_at >= MONDAY + 10 * HOUR),
    ({"closed_to": MONDAY + 20 * HOUR}, lambda it: it.closed_at is not None and it.created_at < MONDAY + 10 * HOUR),
    ({"search": "printer"}, lambda it: "Printer" in it.title),
    ({"search": "fire or dark"}, lambda _: True),
]


@pytest.fixture
async def stocked(shelf: Shelf) -> Shelf:
    await stock(shelf, *USERS, *TEAMS, *CATEGORIES, *TICKETS, *WATCHERS)
    return shelf


async def found(shelf: Shelf, wanted: dict[str, Any]) -> list[int]:
    page = await shelf.tickets.list(ADMIN, TicketFilter(**wanted), PAGE)
    assert page.total == len(page.items)
    return [row.number for row in page.items]


def fitting(*conditions: Fits) -> list[int]:
    return [ticket.number for ticket in TICKETS if all(fits(ticket) for fits in conditions)]


async def test_none_finds_all(stocked: Shelf) -> None:
    assert await found(stocked, {}) == fitting()


async def test_one(stocked: Shelf) -> None:
    for wanted, fits in FILTERS:
        assert await found(stocked, wanted) == fitting(fits), wanted


async def test_two(stocked: Shelf) -> None:
    for (wanted, fits), (also, fits_too) in combinations(FILTERS, 2):
        if wanted.keys() != also.keys():
            assert await found(stocked, wanted | also) == fitting(fits, fits_too), wanted | also


async def test_all_that_can_be_stated(stocked: Shelf) -> None:
    it = next(
        one for one in TICKETS if one.tags and one.category_id and one.closed_at and one.due_at and one.id in WATCHED
    )
    assert it.external_key
    assert it.due_at
    assert it.resolved_at
    assert it.closed_at
    wanted = {
        "status": (it.status,),
        "priority": (it.priority,),
        "status_id": it.status_id or "none",
        "category_id": it.category_id,
        "team_id": it.team_id,
        "assignee_id": it.assignee_id or "none",
        "requester_id": it.requester_id,
        "watcher_id": USERS[0].id,
        "channel": (it.channel,),
        "tag": it.tags,
        "number": it.number,
        "number_from": it.number,
        "number_to": it.number + 1,
        "overdue": _is_overdue(it),
        "answered": it.first_response_at is not None,
        "due_from": it.due_at,
        "due_to": it.due_at + HOUR,
        "resolved_from": it.resolved_at,
        "resolved_to": it.resolved_at + HOUR,
        "closed_from": it.closed_at,
        "closed_to": it.closed_at + HOUR,
        "external_key": it.external_key,
        "created_from": it.created_at,
        "created_to": it.created_at + HOUR,
        "updated_from": it.updated_at,
        "updated_to": it.updated_at + HOUR,
        "search": it.title,
    }
    assert wanted.keys() == set(TicketFilter.__struct_fields__)
    assert await found(stocked, wanted) == [it.number]


@pytest.mark.parametrize("odd", ["' OR 1=1 --", "%", "_", "\\", "{}", "{vpn}", '"', "vpn,with space", "\N{SNOWMAN}"])
async def test_takes_every_character_as_it_is(stocked: Shelf, odd: str) -> None:
    assert await found(stocked, {"tag": (odd,)}) == []
    assert await found(stocked, {"external_key": odd}) == []


class TestCounts:
    async def test_are_the_totals_of_the_lists(self, stocked: Shelf) -> None:
        wanted = [TicketFilter(**stated) for stated, _ in FILTERS] * 2
        for actor in (ADMIN, Actor(USERS[0].id, Role.CUSTOMER), Actor(USERS[1].id, Role.DEVELOPER, TEAMS[0].id)):
            lists = [await stocked.tickets.list(actor, one, PAGE) for one in wanted]
            totals = [Total(page.total, page.total_is_capped) for page in lists]
            assert await stocked.tickets.counts(actor, wanted) == totals

    async def test_of_no_filter_are_none(self, stocked: Shelf) -> None:
        assert await stocked.tickets.counts(ADMIN, []) == []
