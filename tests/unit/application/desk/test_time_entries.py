from typing import Any

import pytest

from application.desk.amend_time import AmendTimeCommand
from application.desk.errors import PersonUnknown
from application.desk.log_time import LogTimeCommand
from application.desk.queries.times import TimeFilter, TimeRow
from application.desk.remove_time import RemoveTimeCommand
from application.shared.page import PageRequest, Sort
from domain.desk.ticket import Ticket, TicketNotFound
from domain.desk.time_entry import TimeEntryNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TimeEntryId
from tests.support.builders import MONDAY, a_user
from tests.support.house import SmallHouse

NEWEST = PageRequest(sort=(Sort("spentOn", descending=True),))


async def log(house: SmallHouse, actor: Actor, ticket: Ticket, **more: Any) -> TimeEntryId:
    stated: dict[str, Any] = {"minutes": 30, "spent_on": MONDAY.date()} | more
    return await house.desk.log_time(actor, LogTimeCommand(ticket_id=ticket.id, **stated))


async def amend(house: SmallHouse, actor: Actor, entry_id: TimeEntryId) -> None:
    await house.desk.amend_time(actor, AmendTimeCommand(entry_id=entry_id, minutes=45, note="All morning"))


async def remove(house: SmallHouse, actor: Actor, entry_id: TimeEntryId) -> None:
    await house.desk.remove_time(actor, RemoveTimeCommand(entry_id=entry_id))


async def times(house: SmallHouse, actor: Actor) -> list[TimeRow]:
    return (await house.desk.times.list(actor, TimeFilter(), NEWEST)).items


class TestLogTime:
    async def test_is_of_the_one_who_logs(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        entry_id = await log(house, agent, ticket, note="Looked into the logs.")
        row = await house.desk.times.one(agent, entry_id)
        assert (row.ticket_id, row.user_id, row.minutes, row.spent_on) == (
            ticket.id,
            agent.user_id,
            30,
            MONDAY.date(),
        )
        assert row.note == "Looked into the logs."
        assert house.happened == ["desk.time_logged"]

    async def test_of_others_is_for_those_who_keep_everybodys(self, house: SmallHouse) -> None:
        agent, manager, ticket = await house.person(Role.AGENT), await house.person(Role.MANAGER), await house.ticket()
        async with house.refuses(Forbidden):
            await log(house, agent, ticket, user_id=manager.user_id)
        entry_id = await log(house, manager, ticket, user_id=agent.user_id)
        assert (await house.desk.times.one(agent, entry_id)).user_id == agent.user_id

    async def test_is_of_people_who_work_on_tickets(self, house: SmallHouse) -> None:
        manager, ticket = await house.person(Role.MANAGER), await house.ticket()
        others = [ticket.requester_id, a_user().id, (await house.person(Role.AGENT, is_active=False)).user_id]
        for user_id in others:
            async with house.refuses(PersonUnknown) as refused:
                await log(house, manager, ticket, user_id=user_id)
            assert refused.value.details == {"userId": "Unknown."}

    async def test_is_for_staff_who_see_the_ticket(self, house: SmallHouse) -> None:
        developer, customer = await house.person(Role.DEVELOPER), await house.person(Role.CUSTOMER)
        foreign = await house.ticket()
        async with house.refuses(TicketNotFound):
            await log(house, developer, foreign)
        mine = await house.ticket(requester_id=customer.user_id)
        async with house.refuses(Forbidden):
            await log(house, customer, mine)


class TestChange:
    async def test_is_of_ones_own_and_by_managers_of_all(self, house: SmallHouse) -> None:
        agent, manager = await house.person(Role.AGENT), await house.person(Role.MANAGER)
        ticket = await house.ticket()
        for by in (agent, manager):
            entry_id = await log(house, agent, ticket)
            await amend(house, by, entry_id)
            row = await house.desk.times.one(by, entry_id)
            assert (row.minutes, row.note, row.spent_on) == (45, "All morning", MONDAY.date())
            await remove(house, by, entry_id)
            assert await times(house, manager) == []
        assert house.happened[-2:] == ["desk.time_amended", "desk.time_removed"]

    async def test_of_others_finds_nothing(self, house: SmallHouse) -> None:
        agent, other, ticket = await house.person(Role.AGENT), await house.person(Role.AGENT), await house.ticket()
        entry_id = await log(house, agent, ticket)
        for verb in (amend, remove):
            async with house.refuses(TimeEntryNotFound):
                await verb(house, other, entry_id)
            async with house.refuses(TimeEntryNotFound):
                await verb(house, agent, TimeEntryId(ticket.id))


class TestLooking:
    @pytest.mark.parametrize("role", Role)
    async def test_is_for_staff(self, house: SmallHouse, role: Role) -> None:
        reader, agent = await house.person(role), await house.person(Role.AGENT)
        ticket = await house.ticket(requester_id=reader.user_id)
        entry_id = await log(house, agent, ticket)
        if role not in {Role.ADMIN, Role.MANAGER, Role.AGENT, Role.DEVELOPER}:
            for looking in (
                house.desk.times.of_ticket(reader, ticket.id, NEWEST),
                house.desk.times.total(reader, ticket.id),
                house.desk.times.list(reader, TimeFilter(), NEWEST),
                house.desk.times.one(reader, entry_id),
            ):
                with pytest.raises(Forbidden):
                    await looking
            return
        assert (await house.desk.times.total(reader, ticket.id)).minutes == 30
        sees_all = role in {Role.ADMIN, Role.MANAGER}
        assert [row.id for row in await times(house, reader)] == ([entry_id] if sees_all else [])
        if not sees_all:
            with pytest.raises(TimeEntryNotFound):
                await house.desk.times.one(reader, entry_id)
