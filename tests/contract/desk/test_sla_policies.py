"""Calendars and SLA policies."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec import structs

from application.desk.create_calendar import CreateCalendar, CreateCalendarCommand
from application.desk.create_sla_policy import CreateSlaPolicy, CreateSlaPolicyCommand
from application.desk.delete_calendar import DeleteCalendar, DeleteCalendarCommand
from application.desk.delete_category import DeleteCategory, DeleteCategoryCommand
from application.desk.errors import CalendarUnknown
from application.desk.queries.calendars import CalendarFilter
from application.desk.queries.sla_policies import SlaPolicyFilter
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.calendar import Calendar, CalendarInUse, CalendarNameTaken, CalendarNotFound
from domain.desk.category import CategoryInUse
from domain.desk.sla import SlaPolicy, SlaPolicyExists, SlaPolicyNotFound
from domain.desk.ticket import Priority
from domain.desk.window import Window
from domain.shared.access import Permission, Role
from domain.shared.errors import Forbidden
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_calendar, a_category, a_policy, an_actor
from tests.support.shelves import GivingWay, stock, unstated

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("name"),))
LATER = MONDAY + timedelta(hours=1)


async def remove(shelf: Shelf, calendar: Calendar) -> None:
    async with shelf.desk_work() as work:
        loaded = await work.calendars.get(calendar.id)
        await work.calendars.remove(loaded.id, loaded.delete(at=LATER))


class TestCalendars:
    async def test_keep_every_field_and_change(self, shelf: Shelf) -> None:
        window = Window(6, time(0), time(0))
        calendar = a_calendar(hours=(window,), holidays=(date(2026, 5, 1),), updated_at=LATER)
        assert unstated(calendar) == []
        await stock(shelf, calendar)
        card = await shelf.calendars.card(ADMIN, calendar.id)
        assert structs.asdict(card) == {
            name: list(value) if isinstance(value := getattr(calendar, name), tuple) else value
            for name in Calendar.__slots__
        }
        async with shelf.desk_work() as work:
            assert await work.calendars.get(calendar.id) == calendar
            edited, event = calendar.edit(at=LATER, name="New", time_zone="Asia/Kolkata", holidays=())
            await work.calendars.save(edited, event)
        async with shelf.desk_work() as work:
            assert await work.calendars.get(calendar.id) == edited

    async def test_refuse_an_unknown_id(self, shelf: Shelf) -> None:
        nowhere = a_calendar().id
        async with shelf.desk_work() as work:
            with pytest.raises(CalendarNotFound):
                await work.calendars.get(nowhere)
            with pytest.raises(CalendarUnknown) as refused:
                await work.calendars.require(nowhere)
        assert refused.value.details.keys() == {"calendarId"}
        with pytest.raises(CalendarNotFound):
            await shelf.calendars.card(ADMIN, nowhere)

    async def test_go(self, shelf: Shelf) -> None:
        calendar = a_calendar()
        await stock(shelf, calendar)
        async with shelf.desk_work() as work:
            await work.calendars.require(calendar.id)
        await remove(shelf, calendar)
        with pytest.raises(CalendarNotFound):
            await shelf.calendars.card(ADMIN, calendar.id)

    async def test_stay_while_policies_go_by_them(self, shelf: Shelf) -> None:
        calendar = a_calendar()
        await stock(shelf, calendar, a_policy(calendar_id=calendar.id))
        with pytest.raises(CalendarInUse):
            await remove(shelf, calendar)
        assert (await shelf.calendars.card(ADMIN, calendar.id)).id == calendar.id

    async def test_take_a_name_once_of_six_at_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        create = CreateCalendar(GivingWay(shelf.desk_work), clock, ids)
        command = CreateCalendarCommand(name="Office", time_zone="UTC", hours=(Window(0, time(9), time(12)),))
        outcomes = await asyncio.gather(*(create(ADMIN, command) for _ in range(6)), return_exceptions=True)
        assert [type(one) for one in outcomes if isinstance(one, Exception)] == [CalendarNameTaken] * 5

    async def test_are_listed_by_part_of_their_name(self, shelf: Shelf) -> None:
        one, other = a_calendar(name="Berlin"), a_calendar(name="Kolkata")
        await stock(shelf, other, one)
        listed = await shelf.calendars.list(ADMIN, CalendarFilter(), PAGE)
        assert [row.id for row in listed.items] == [one.id, other.id]
        found = await shelf.calendars.list(ADMIN, CalendarFilter(search="KOL"), PAGE)
        assert [row.id for row in found.items] == [other.id]


class TestPolicies:
    async def test_keep_every_field_and_change(self, shelf: Shelf) -> None:
        calendar, category = a_calendar(), a_category()
        policy = a_policy(
            calendar_id=calendar.id,
            category_id=category.id,
            priority=Priority.HIGH,
            tier=Tier.PREMIUM,
            first_response=1,
            next_response=2,
            resolution=3,
            is_active=False,
            updated_at=LATER,
        )
        assert unstated(policy) == []
        await stock(shelf, calendar, category, policy)
        card = await shelf.sla_policies.card(ADMIN, policy.id)
        assert structs.asdict(card) == {name: getattr(policy, name) for name in SlaPolicy.__slots__}
        async with shelf.desk_work() as work:
            assert await work.sla_policies.get(policy.id) == policy
            edited, event = policy.edit(at=LATER, tier=None, category_id=None, priority=None, first_response=None)
            await work.sla_policies.save(edited, event)
        async with shelf.desk_work() as work:
            assert await work.sla_policies.get(policy.id) == edited
            await work.sla_policies.remove(policy.id, policy.delete(at=LATER))
        with pytest.raises(SlaPolicyNotFound):
            await shelf.sla_policies.card(ADMIN, policy.id)

    async def test_refuse_an_unknown_id(self, shelf: Shelf) -> None:
        async with shelf.desk_work() as work:
            with pytest.raises(SlaPolicyNotFound):
                await work.sla_policies.get(a_policy().id)

    @pytest.mark.parametrize("field", ["priority", "category_id", "tier"])
    async def test_are_one_for_the_same_tickets(self, shelf: Shelf, field: str) -> None:
        calendar, category = a_calendar(), a_category()
        everybody = a_policy(calendar_id=calendar.id)
        value = {"priority": Priority.LOW, "category_id": category.id, "tier": Tier.GUEST}[field]
        some = a_policy(calendar_id=calendar.id, **{field: value})
        await stock(shelf, calendar, category, everybody, some)
        for policy in (everybody, some):
            with pytest.raises(SlaPolicyExists):
                await stock(shelf, replace(policy, id=a_policy().id))

    async def test_are_one_of_six_made_at_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        calendar = a_calendar()
        await stock(shelf, calendar)
        create = CreateSlaPolicy(GivingWay(shelf.desk_work), clock, ids)
        command = CreateSlaPolicyCommand(name="Soon", calendar_id=calendar.id, resolution=60)
        outcomes = await asyncio.gather(*(create(ADMIN, command) for _ in range(6)), return_exceptions=True)
        assert [type(one) for one in outcomes if isinstance(one, Exception)] == [SlaPolicyExists] * 5

    async def test_go_by_a_calendar_that_is_there_whoever_deletes_it(
        self, shelf: Shelf, clock: Clock, ids: Ids
    ) -> None:
        calendar = a_calendar()
        await stock(shelf, calendar)
        create = CreateSlaPolicy(GivingWay(shelf.desk_work), clock, ids)
        delete = DeleteCalendar(GivingWay(shelf.desk_work), clock)
        made, deleted = await asyncio.gather(
            create(ADMIN, CreateSlaPolicyCommand(name="Soon", calendar_id=calendar.id, resolution=60)),
            delete(ADMIN, DeleteCalendarCommand(calendar_id=calendar.id)),
            return_exceptions=True,
        )
        assert isinstance(made, CalendarUnknown) != isinstance(deleted, CalendarInUse)

    async def test_hold_their_category(self, shelf: Shelf, clock: Clock) -> None:
        calendar, category = a_calendar(), a_category()
        await stock(shelf, calendar, category, a_policy(calendar_id=calendar.id, category_id=category.id))
        with pytest.raises(CategoryInUse):
            await DeleteCategory(shelf.desk_work, clock)(ADMIN, DeleteCategoryCommand(category_id=category.id))

    @pytest.mark.parametrize("field", ["priority", "category_id", "tier", "calendar_id", "is_active"])
    async def test_are_found_by_what_they_name(self, shelf: Shelf, field: str) -> None:
        one, other, category = a_calendar(), a_calendar(), a_category()
        plain = a_policy(calendar_id=one.id)
        values: dict[str, Any] = {
            "priority": Priority.LOW,
            "category_id": category.id,
            "tier": Tier.REGULAR,
            "calendar_id": other.id,
            "is_active": False,
        }
        special = a_policy(**{"calendar_id": one.id} | values)
        await stock(shelf, one, other, category, plain, special)
        found = await shelf.sla_policies.list(ADMIN, SlaPolicyFilter(**{field: values[field]}), PAGE)
        assert [row.id for row in found.items] == [special.id]


@pytest.mark.parametrize("role", Role)
async def test_are_for_those_who_read_the_desk(shelf: Shelf, role: Role) -> None:
    actor, calendar = an_actor(role), a_calendar()
    policy = a_policy(calendar_id=calendar.id)
    await stock(shelf, calendar, policy)
    questions: list[Callable[[], Awaitable[object]]] = [
        lambda: shelf.calendars.list(actor, CalendarFilter(), PAGE),
        lambda: shelf.calendars.card(actor, calendar.id),
        lambda: shelf.sla_policies.list(actor, SlaPolicyFilter(), PAGE),
        lambda: shelf.sla_policies.card(actor, policy.id),
    ]
    for question in questions:
        if actor.can(Permission.DESK_READ):
            await question()
        else:
            with pytest.raises(Forbidden):
                await question()
