from datetime import date, timedelta
from typing import Any

import pytest

from domain.desk.events import TimeAmended, TimeLogged, TimeRemoved
from domain.desk.time_entry import TimeEntry, TimeNotSpentYet
from domain.shared.ids import TimeEntryId
from tests.support.builders import MONDAY, a_ticket, a_time_entry, a_user

ID, TICKET, USER = TimeEntryId(a_ticket().id), a_ticket().id, a_user().id
TOLD: dict[str, Any] = {"entry_id": ID, "ticket_id": TICKET, "user_id": USER}
LATER = MONDAY + timedelta(hours=1)


def log(spent_on: date) -> tuple[TimeEntry, TimeLogged]:
    return TimeEntry.log(id=ID, ticket_id=TICKET, user_id=USER, minutes=30, spent_on=spent_on, at=MONDAY)


class TestTimeEntry:
    def test_says_who_worked_how_long_on_what(self) -> None:
        entry, told = log(MONDAY.date())
        assert (entry.minutes, entry.spent_on, entry.note) == (30, MONDAY.date(), "")
        assert (entry.created_at, entry.updated_at) == (MONDAY, MONDAY)
        assert told == TimeLogged(**TOLD, at=MONDAY)

    def test_may_be_of_tomorrow_as_it_is_somewhere_and_no_later(self) -> None:
        tomorrow = (MONDAY + timedelta(days=1)).date()
        log(tomorrow)
        for entry in (lambda: log(tomorrow + timedelta(days=1)), lambda: _amend(tomorrow + timedelta(days=1))):
            with pytest.raises(TimeNotSpentYet) as refused:
                entry()
            assert refused.value.details == {"spentOn": "Is to come."}

    def test_is_amended_in_what_is_stated(self) -> None:
        amended, told = a_time_entry(id=ID, ticket_id=TICKET, user_id=USER, note="Logs").amend(at=LATER, minutes=60)
        assert (amended.minutes, amended.note, amended.created_at, amended.updated_at) == (60, "Logs", MONDAY, LATER)
        assert told == TimeAmended(**TOLD, at=LATER)

    def test_is_removed(self) -> None:
        assert a_time_entry(id=ID, ticket_id=TICKET, user_id=USER).remove(at=LATER) == TimeRemoved(**TOLD, at=LATER)


def _amend(spent_on: date) -> tuple[TimeEntry, TimeAmended]:
    return a_time_entry().amend(at=MONDAY, spent_on=spent_on)
