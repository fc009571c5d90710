import asyncio
from datetime import timedelta

import pytest

from application.desk.queries.tickets import TicketFilter
from application.desk.queries.watchers import WatchedRow, WatcherRow
from application.desk.watch_ticket import WatchTicket, WatchTicketCommand
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.ticket import Ticket, TicketNotFound
from domain.desk.watcher import MOST_WATCHERS, TooManyWatchers, Watcher, WatcherNotFound
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import TicketId, UserId
from tests.support.builders import MONDAY, a_ticket, a_user, a_watcher, acting, an_actor
from tests.support.shelves import GivingWay, stock

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=200)


async def a_watched(shelf: Shelf) -> tuple[Ticket, User, Watcher]:
    user = a_user()
    ticket = a_ticket(requester_id=user.id)
    watcher = a_watcher(ticket_id=ticket.id, user_id=user.id)
    await stock(shelf, user, ticket, watcher)
    return ticket, user, watcher


async def watched(shelf: Shelf, user_id: UserId) -> list[TicketId]:
    page = await shelf.tickets.list(AGENT, TicketFilter(watcher_id=user_id), PAGE)
    assert page.total == len(page.items)
    return [row.id for row in page.items]


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        ticket, user, watcher = await a_watched(shelf)
        async with shelf.desk_work() as work:
            assert await work.watchers.find(ticket.id, user.id) == watcher
            assert await work.watchers.count(ticket.id) == 1
        row = WatcherRow(user_id=user.id, added_by=watcher.added_by, created_at=MONDAY)
        assert (await shelf.watchers.list(AGENT, ticket.id, PAGE)).items == [row]
        assert await shelf.watchers.one(AGENT, ticket.id, user.id) == row
        assert (await shelf.watchers.own(acting(user), PAGE)).items == [
            WatchedRow(ticket_id=ticket.id, created_at=MONDAY)
        ]

    async def test_is_gone_when_it_is_removed(self, shelf: Shelf) -> None:
        ticket, user, _ = await a_watched(shelf)
        async with shelf.desk_work() as work:
            watcher = await work.watchers.find(ticket.id, user.id)
            assert watcher is not None
            await work.watchers.remove(watcher)
        async with shelf.desk_work() as work:
            assert await work.watchers.find(ticket.id, user.id) is None
            assert await work.watchers.count(ticket.id) == 0
        with pytest.raises(WatcherNotFound):
            await shelf.watchers.one(AGENT, ticket.id, user.id)
        assert await watched(shelf, user.id) == []


class TestOrder:
    async def test_is_that_of_their_coming(self, shelf: Shelf) -> None:
        ticket, user, _ = await a_watched(shelf)
        later = [a_user() for _ in range(3)]
        await stock(shelf, *later)
        for hours, one in zip((3, 1, 2), later, strict=True):
            at = MONDAY + timedelta(hours=hours)
            await stock(shelf, a_watcher(ticket_id=ticket.id, user_id=one.id, created_at=at))
        page = PageRequest(sort=(Sort("createdAt"),), limit=2)
        first = await shelf.watchers.list(AGENT, ticket.id, page)
        rest = await shelf.watchers.list(
            AGENT, ticket.id, PageRequest(sort=(Sort("createdAt"),), limit=2, after=first.last)
        )
        assert [row.user_id for row in (*first.items, *rest.items)] == [
            user.id,
            later[1].id,
            later[2].id,
            later[0].id,
        ]
        assert (first.total, rest.last) == (4, None)


class TestScope:
    @pytest.mark.parametrize("role", Role)
    async def test_shows_staff_all_and_others_themselves(self, shelf: Shelf, role: Role) -> None:
        reader, other = a_user(role=role), a_user()
        ticket = a_ticket(requester_id=reader.id)
        both = [a_watcher(ticket_id=ticket.id, user_id=one.id) for one in (reader, other)]
        await stock(shelf, reader, other, ticket, *both)
        is_staff = role in {Role.ADMIN, Role.MANAGER, Role.AGENT, Role.DEVELOPER}
        page = await shelf.watchers.list(acting(reader), ticket.id, PAGE)
        seen = {reader.id, other.id} if is_staff else {reader.id}
        assert ({row.user_id for row in page.items}, page.total) == (seen, len(seen))
        found = (await shelf.tickets.list(acting(reader), TicketFilter(watcher_id=other.id), PAGE)).items
        assert [row.id for row in found] == ([ticket.id] if is_staff else [])
        if not is_staff:
            with pytest.raises(WatcherNotFound):
                await shelf.watchers.one(acting(reader), ticket.id, other.id)

    async def test_hides_tickets_one_cannot_know(self, shelf: Shelf) -> None:
        ticket, user, _ = await a_watched(shelf)
        stranger = a_user()
        await stock(shelf, stranger, a_watcher(ticket_id=ticket.id, user_id=stranger.id))
        with pytest.raises(TicketNotFound):
            await shelf.watchers.list(acting(stranger), ticket.id, PAGE)
        with pytest.raises(TicketNotFound):
            await shelf.watchers.one(acting(stranger), ticket.id, user.id)
        mine = TicketFilter(watcher_id=stranger.id)
        assert (await shelf.tickets.list(acting(stranger), mine, PAGE)).items == []


class TestFilter:
    @pytest.mark.parametrize("key", ["createdAt", "updatedAt", "priority", "title", "number"])
    async def test_finds_what_somebody_watches_in_every_order(self, shelf: Shelf, key: str) -> None:
        user = a_user()
        tickets = [
            a_ticket(requester_id=user.id, title=f"Title {index}", created_at=MONDAY + timedelta(hours=index))
            for index in range(5)
        ]
        await stock(shelf, user, *tickets, *(a_watcher(ticket_id=one.id, user_id=user.id) for one in tickets[1:]))
        found, after = [], None
        for _ in range(3):
            page = PageRequest(sort=(Sort(key, descending=True),), limit=2, after=after)
            portion = await shelf.tickets.list(AGENT, TicketFilter(watcher_id=user.id), page)
            found += [row.id for row in portion.items]
            assert portion.total == 4
            if (after := portion.last) is None:
                break
        assert set(found) == {one.id for one in tickets[1:]}
        assert len(found) == 4


class TestPeople:
    async def test_are_who_they_are_when_they_act(self, shelf: Shelf) -> None:
        user, away = a_user(role=Role.DEVELOPER), a_user(is_active=False)
        await stock(shelf, user, away)
        async with shelf.desk_work() as work:
            assert await work.people.acting(user.id) == acting(user)
            assert await work.people.acting(away.id) is None
            assert await work.people.acting(a_user().id) is None


class TestManyAtOnce:
    async def test_add_somebody_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        agent, customer = a_user(role=Role.AGENT), a_user()
        ticket = a_ticket(requester_id=customer.id)
        await stock(shelf, agent, customer, ticket)
        watch = WatchTicket(GivingWay(shelf.desk_work), clock, ids)
        command = WatchTicketCommand(ticket_id=ticket.id, user_id=customer.id)
        await asyncio.gather(*(watch(acting(agent), command) for _ in range(8)))
        assert (await shelf.watchers.list(AGENT, ticket.id, PAGE)).total == 1

    async def test_do_not_pass_the_most_there_may_be(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        crowd = [a_user(role=Role.AGENT) for _ in range(MOST_WATCHERS + 3)]
        ticket = a_ticket(requester_id=crowd[0].id)
        some = crowd[: MOST_WATCHERS - 2]
        await stock(shelf, *crowd, ticket, *(a_watcher(ticket_id=ticket.id, user_id=one.id) for one in some))
        watch = WatchTicket(GivingWay(shelf.desk_work), clock, ids)
        became = await asyncio.gather(
            *(
                watch(acting(one), WatchTicketCommand(ticket_id=ticket.id, user_id=one.id))
                for one in crowd[MOST_WATCHERS - 2 :]
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(one, TooManyWatchers) for one in became) == 3
        assert (await shelf.watchers.list(AGENT, ticket.id, PAGE)).total == MOST_WATCHERS
