"""Create, edit and delete a calendar."""

from datetime import date, time

import pytest

from application.desk.create_calendar import CreateCalendarCommand
from application.desk.delete_calendar import DeleteCalendarCommand
from application.desk.edit_calendar import EditCalendarCommand
from domain.desk.calendar import CalendarInUse, CalendarNameTaken, CalendarNotFound, CalendarUnsound
from domain.desk.window import Window
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.builders import a_calendar
from tests.support.house import SmallHouse

NOT_FOR = [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}]
MORNING = Window(0, time(9), time(12))
OFFICE = CreateCalendarCommand(name=" Office ", time_zone="Europe/Berlin", hours=(MORNING,))


class TestCreateCalendar:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_makes_a_calendar(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        card = await house.desk.calendars.card(actor, await house.desk.create_calendar(actor, OFFICE))
        assert (card.name, card.time_zone, card.hours, card.holidays) == ("Office", "Europe/Berlin", [MORNING], [])
        assert house.happened == ["desk.calendar_created"]

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.desk.create_calendar(actor, OFFICE)

    async def test_refuses_a_taken_name(self, house: SmallHouse) -> None:
        manager, _ = await house.person(Role.MANAGER), await house.calendar(name="OFFICE")
        async with house.refuses(CalendarNameTaken) as refused:
            await house.desk.create_calendar(manager, OFFICE)
        assert list(refused.value.details) == ["name"]

    async def test_refuses_one_that_is_never_open(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(CalendarUnsound):
            await house.desk.create_calendar(manager, CreateCalendarCommand(name="Office", time_zone="UTC", hours=()))


class TestEditCalendar:
    async def test_changes_what_is_stated(self, house: SmallHouse) -> None:
        manager, calendar = await house.person(Role.MANAGER), await house.calendar()
        holiday = date(2026, 5, 1)
        await house.desk.edit_calendar(manager, EditCalendarCommand(calendar_id=calendar.id, holidays=(holiday,)))
        card = await house.desk.calendars.card(Actor.house(), calendar.id)
        assert (card.name, card.holidays) == (calendar.name, [holiday])
        assert house.happened == ["desk.calendar_edited"]

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, calendar = await house.person(role), await house.calendar()
        async with house.refuses(Forbidden):
            await house.desk.edit_calendar(actor, EditCalendarCommand(calendar_id=calendar.id, name="Desk"))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(CalendarNotFound):
            await house.desk.edit_calendar(manager, EditCalendarCommand(calendar_id=a_calendar().id, name="Desk"))


class TestDeleteCalendar:
    async def test_removes_one_by_which_nothing_is_promised(self, house: SmallHouse) -> None:
        manager, calendar = await house.person(Role.MANAGER), await house.calendar()
        await house.desk.delete_calendar(manager, DeleteCalendarCommand(calendar_id=calendar.id))
        with pytest.raises(CalendarNotFound):
            await house.desk.calendars.card(Actor.house(), calendar.id)
        assert house.happened == ["desk.calendar_deleted"]

    async def test_refuses_while_policies_go_by_it(self, house: SmallHouse) -> None:
        manager, policy = await house.person(Role.MANAGER), await house.policy()
        async with house.refuses(CalendarInUse):
            await house.desk.delete_calendar(manager, DeleteCalendarCommand(calendar_id=policy.calendar_id))

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, calendar = await house.person(role), await house.calendar()
        async with house.refuses(Forbidden):
            await house.desk.delete_calendar(actor, DeleteCalendarCommand(calendar_id=calendar.id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(CalendarNotFound):
            await house.desk.delete_calendar(manager, DeleteCalendarCommand(calendar_id=a_calendar().id))
