"""When somebody is there to answer: hours of the week in a time zone, but for holidays."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from domain.desk.business_time import BusinessTime, business_time
from domain.desk.events import CalendarCreated, CalendarDeleted, CalendarEdited
from domain.desk.window import NO_ZONE, UNSOUND, Window, is_zone
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import CalendarId


class CalendarNotFound(NotFound):
    code = "DESK_CALENDAR_NOT_FOUND"


class CalendarNameTaken(Conflict):
    code = "DESK_CALENDAR_NAME_TAKEN"


class CalendarInUse(Conflict):
    code = "DESK_CALENDAR_IN_USE"


class CalendarUnsound(Invalid):
    code = "DESK_CALENDAR_UNSOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Business hours. Windows may touch and overlap; a holiday is closed from midnight to midnight in the time zone."""

    id: CalendarId
    name: str
    time_zone: str
    hours: tuple[Window, ...]
    holidays: tuple[date, ...] = ()
    created_at: datetime
    updated_at: datetime

    @classmethod
    def create(cls, *, id: CalendarId, at: datetime, **fields: Any) -> tuple[Self, CalendarCreated]:
        calendar = cls(id=id, created_at=at, updated_at=at, **_in_order(fields))
        calendar.require_sound()
        return calendar, CalendarCreated(calendar_id=id, at=at)

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, CalendarEdited]:
        edited = replace(self, updated_at=at, **_in_order(changes))
        edited.require_sound()
        return edited, CalendarEdited(calendar_id=self.id, at=at)

    def delete(self, *, at: datetime) -> CalendarDeleted:
        return CalendarDeleted(calendar_id=self.id, at=at)

    @property
    def business_time(self) -> BusinessTime:
        return business_time(self.time_zone, self.hours, self.holidays)

    def require_sound(self) -> None:
        wrong: dict[str, str] = {}
        if not is_zone(self.time_zone):
            wrong["timeZone"] = NO_ZONE
        if not self.hours:
            wrong["hours"] = "At least one window, or nothing would ever fall due."
        if not all(window.is_sound for window in self.hours):
            wrong["hours"] = UNSOUND
        if wrong:
            raise CalendarUnsound("The calendar does not hold together.", wrong)


def _in_order(fields: dict[str, Any]) -> dict[str, Any]:
    """Holidays once each, from the earliest."""
    return fields | ({"holidays": tuple(sorted(set(fields["holidays"])))} if "holidays" in fields else {})
