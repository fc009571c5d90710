"""Time that staff spent on tickets, in whole minutes: for the house, never for those who asked."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from domain.desk.events import TimeAmended, TimeLogged, TimeRemoved
from domain.shared.errors import NotFound, Unmet
from domain.shared.ids import TicketId, TimeEntryId, UserId

MINUTES_OF_A_DAY: Final = 24 * 60

_AHEAD: Final = timedelta(days=1)
"""Somewhere it is tomorrow already."""


class TimeEntryNotFound(NotFound):
    code = "DESK_TIME_ENTRY_NOT_FOUND"


class TimeNotSpentYet(Unmet):
    code = "DESK_TIME_NOT_SPENT_YET"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEntry:
    """How long somebody worked on a ticket on one day."""

    id: TimeEntryId
    ticket_id: TicketId
    user_id: UserId
    minutes: int
    spent_on: date
    note: str = ""
    created_at: datetime
    updated_at: datetime

    @classmethod
    def log(
        cls, *, id: TimeEntryId, ticket_id: TicketId, user_id: UserId, at: datetime, **fields: Any
    ) -> tuple[Self, TimeLogged]:
        entry = cls(id=id, ticket_id=ticket_id, user_id=user_id, created_at=at, updated_at=at, **fields)
        _require_spent(entry.spent_on, at)
        return entry, TimeLogged(entry_id=id, ticket_id=ticket_id, user_id=user_id, at=at)

    def amend(self, *, at: datetime, **changes: Any) -> tuple[Self, TimeAmended]:
        amended = replace(self, updated_at=at, **changes)
        _require_spent(amended.spent_on, at)
        return amended, TimeAmended(entry_id=self.id, ticket_id=self.ticket_id, user_id=self.user_id, at=at)

    def remove(self, *, at: datetime) -> TimeRemoved:
        return TimeRemoved(entry_id=self.id, ticket_id=self.ticket_id, user_id=self.user_id, at=at)


def _require_spent(spent_on: date, at: datetime) -> None:
    if spent_on > (at + _AHEAD).date():
        raise TimeNotSpentYet("Time is logged when it was spent.", {"spentOn": "Is to come."})
