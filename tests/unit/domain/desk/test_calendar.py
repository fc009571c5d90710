from datetime import date, time, timedelta

import pytest

from domain.desk.calendar import Calendar, CalendarUnsound
from domain.desk.events import CalendarCreated, CalendarDeleted, CalendarEdited
from domain.desk.window import Window
from domain.shared.ids import CalendarId
from tests.support.builders import MONDAY, a_calendar

LATER = MONDAY + timedelta(hours=1)
MORNING = Window(0, time(9), time(12))
BACKWARDS = Window(0, time(12), time(9))


def created(**stated: object) -> Calendar:
    fields = {"name": "Office", "time_zone": "Europe/Berlin", "hours": (MORNING,)} | stated
    return Calendar.create(id=CalendarId(a_calendar().id), at=MONDAY, **fields)[0]


class TestCreate:
    def test_states_when_somebody_is_there(self) -> None:
        calendar_id = a_calendar().id
        calendar, event = Calendar.create(id=calendar_id, at=MONDAY, name="Office", time_zone="UTC", hours=(MORNING,))
        assert calendar == Calendar(
            id=calendar_id, name="Office", time_zone="UTC", hours=(MORNING,), created_at=MONDAY, updated_at=MONDAY
        )
        assert event == CalendarCreated(calendar_id=calendar_id, at=MONDAY)

    def test_keeps_each_holiday_once_and_in_order(self) -> None:
        first, last = date(2026, 5, 1), date(2026, 12, 25)
        assert created(holidays=(last, first, last)).holidays == (first, last)

    @pytest.mark.parametrize("hours", [(), (BACKWARDS,), (MORNING, BACKWARDS)])
    def test_refuses_hours_that_are_none(self, hours: tuple[Window, ...]) -> None:
        with pytest.raises(CalendarUnsound) as refused:
            created(hours=hours)
        assert list(refused.value.details) == ["hours"]

    def test_names_all_that_is_wrong_at_once(self) -> None:
        with pytest.raises(CalendarUnsound) as refused:
            created(hours=(), time_zone="Nowhere/Land")
        assert set(refused.value.details) == {"hours", "timeZone"}


class TestEdit:
    def test_changes_what_is_stated(self) -> None:
        calendar = a_calendar()
        edited, event = calendar.edit(at=LATER, time_zone="Asia/Kolkata", holidays=(date(2026, 5, 1),) * 2)
        assert (edited.time_zone, edited.holidays, edited.hours) == (
            "Asia/Kolkata",
            (date(2026, 5, 1),),
            calendar.hours,
        )
        assert edited.updated_at == LATER
        assert event == CalendarEdited(calendar_id=calendar.id, at=LATER)

    def test_refuses_what_does_not_hold_together(self) -> None:
        with pytest.raises(CalendarUnsound):
            a_calendar().edit(at=LATER, hours=())


class TestDelete:
    def test_is_told(self) -> None:
        calendar = a_calendar()
        assert calendar.delete(at=LATER) == CalendarDeleted(calendar_id=calendar.id, at=LATER)


class TestBusinessTime:
    def test_goes_by_hours_zone_and_holidays(self) -> None:
        calendar = created(holidays=(date(2026, 3, 2),))
        week = calendar.business_time.between(MONDAY - timedelta(days=1), MONDAY + timedelta(days=13))
        assert week == timedelta(hours=3)

    def test_is_worked_out_once(self) -> None:
        assert a_calendar().business_time is a_calendar().business_time
