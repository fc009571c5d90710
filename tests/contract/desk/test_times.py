from datetime import timedelta

import pytest

from application.desk.queries.times import TimeFilter, TimeRow, TimeTotal
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.ticket import Ticket, TicketNotFound
from domain.desk.time_entry import TimeEntry, TimeEntryNotFound
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import MONDAY, a_ticket, a_time_entry, a_user, acting, an_actor
from tests.support.shelves import stock

MANAGER = an_actor(Role.MANAGER)
OLDEST = PageRequest(sort=(Sort("createdAt"),))
BY_DAY = PageRequest(sort=(Sort("spentOn"),))
DAY = timedelta(days=1)


async def worked(shelf: Shelf, **what_matters: object) -> tuple[Ticket, User, TimeEntry]:
    requester, developer = a_user(), a_user(role=Role.DEVELOPER)
    ticket = a_ticket(requester_id=requester.id, assignee_id=developer.id)
    entry = a_time_entry(ticket_id=ticket.id, user_id=developer.id, **what_matters)
    await stock(shelf, requester, developer, ticket, entry)
    return ticket, developer, entry


async def found(shelf: Shelf, reader: User, **wanted: object) -> list[TimeRow]:
    asked = TimeFilter(**wanted)  # type: ignore[arg-type] # its fields
    page = await shelf.times.list(acting(reader), asked, BY_DAY)
    assert page.total == len(page.items)
    return page.items


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        ticket, developer, entry = await worked(shelf, note="Logs", updated_at=MONDAY + DAY)
        async with shelf.desk_work() as work:
            assert await work.times.get(entry.id) == entry
        row = TimeRow(**{name: getattr(entry, name) for name in TimeRow.__struct_fields__})
        assert await shelf.times.one(acting(developer), entry.id) == row
        assert (await shelf.times.of_ticket(acting(developer), ticket.id, OLDEST)).items == [row]
        assert (await shelf.times.own(acting(developer), OLDEST)).items == [row]
        assert await found(shelf, developer) == [row]

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        ticket, _, entry = await worked(shelf)
        async with shelf.desk_work() as work:
            loaded = await work.times.get(entry.id)
            amended, _ = loaded.amend(at=MONDAY + DAY, minutes=1_440, spent_on=(MONDAY - DAY).date(), note="Long")
            await work.times.save(amended)
        async with shelf.desk_work() as work:
            assert await work.times.get(entry.id) == amended
            await work.times.remove(amended)
        assert await shelf.times.total(MANAGER, ticket.id) == TimeTotal(minutes=0, entries=0)
        with pytest.raises(TimeEntryNotFound):
            await shelf.times.one(MANAGER, entry.id)
        with pytest.raises(TimeEntryNotFound):
            async with shelf.desk_work() as work:
                await work.times.get(entry.id)


class TestTotal:
    async def test_is_of_one_ticket_and_everybody(self, shelf: Shelf) -> None:
        ticket, _, _ = await worked(shelf, minutes=1_440)
        other, developer, _ = await worked(shelf)
        await stock(shelf, a_time_entry(ticket_id=ticket.id, user_id=developer.id, minutes=5))
        assert await shelf.times.total(MANAGER, ticket.id) == TimeTotal(minutes=1_445, entries=2)
        with pytest.raises(TicketNotFound):
            await shelf.times.total(acting(developer), ticket.id)
        with pytest.raises(TicketNotFound):
            await shelf.times.of_ticket(acting(developer), ticket.id, OLDEST)
        assert (await shelf.times.total(acting(developer), other.id)).entries == 1


class TestFilter:
    async def test_finds_by_person_ticket_and_days(self, shelf: Shelf) -> None:
        ticket, developer, entry = await worked(shelf)
        later = [
            a_time_entry(ticket_id=ticket.id, user_id=developer.id, spent_on=(MONDAY + days * DAY).date())
            for days in (2, 1)
        ]
        manager = a_user(role=Role.MANAGER)
        mine = a_time_entry(ticket_id=ticket.id, user_id=manager.id, spent_on=(MONDAY + DAY).date())
        await stock(shelf, manager, *later, mine)
        by_day = [entry.id, later[1].id, later[0].id]
        assert [row.id for row in await found(shelf, manager, user_id=developer.id)] == by_day
        assert [row.id for row in await found(shelf, manager, ticket_id=ticket.id, user_id=manager.id)] == [mine.id]
        first, end = MONDAY.date(), (MONDAY + 2 * DAY).date()
        between = await found(shelf, manager, ticket_id=ticket.id, spent_from=first, spent_to=end)
        assert [row.id for row in between] == [entry.id, later[1].id, mine.id]

    async def test_shows_staff_their_own(self, shelf: Shelf) -> None:
        ticket, developer, entry = await worked(shelf)
        agent = a_user(role=Role.AGENT)
        await stock(shelf, agent)
        assert await found(shelf, agent, ticket_id=ticket.id) == []
        assert await found(shelf, agent, user_id=developer.id) == []
        with pytest.raises(TimeEntryNotFound):
            await shelf.times.one(acting(agent), entry.id)

    async def test_pages_by_cursor_through_days(self, shelf: Shelf) -> None:
        ticket, developer, _ = await worked(shelf)
        days = [(MONDAY - days * DAY).date() for days in (0, 1, 1, 2)]
        await stock(shelf, *(a_time_entry(ticket_id=ticket.id, user_id=developer.id, spent_on=day) for day in days))
        seen, after = [], None
        while True:
            page = PageRequest(sort=(Sort("spentOn", descending=True),), limit=2, after=after)
            portion = await shelf.times.list(acting(developer), TimeFilter(), page)
            seen += [row.spent_on for row in portion.items]
            if (after := portion.last) is None:
                break
        assert seen == sorted([MONDAY.date(), *days], reverse=True)


class TestOwn:
    async def test_is_nothing_for_who_works_no_more(self, shelf: Shelf) -> None:
        ticket, _, _ = await worked(shelf)
        customer = a_user()
        await stock(shelf, customer, a_time_entry(ticket_id=ticket.id, user_id=customer.id))
        page = await shelf.times.own(acting(customer), OLDEST)
        assert (page.items, page.total) == ([], 0)
