import pytest

from domain.desk.events import TicketUnwatched, TicketWatched
from domain.desk.watcher import MOST_WATCHERS, TooManyWatchers, Watcher
from domain.shared.ids import WatcherId
from tests.support.builders import MONDAY, a_ticket, a_user, a_watcher

TICKET, USER, BY = a_ticket(number=9), a_user().id, a_user().id


def begin(others: int) -> tuple[Watcher, TicketWatched]:
    return Watcher.begin(TICKET, USER, others=others, id=WatcherId(TICKET.id), by=BY, at=MONDAY)


class TestBegin:
    def test_says_who_watches_what_and_who_had_them(self) -> None:
        watcher, told = begin(MOST_WATCHERS - 1)
        assert (watcher.ticket_id, watcher.user_id, watcher.added_by, watcher.created_at) == (
            TICKET.id,
            USER,
            BY,
            MONDAY,
        )
        assert told == TicketWatched(ticket_id=TICKET.id, user_id=USER, at=MONDAY)

    def test_is_for_so_many_at_most(self) -> None:
        with pytest.raises(TooManyWatchers, match="Ticket 9 has 100 watchers"):
            begin(MOST_WATCHERS)


class TestEnd:
    def test_says_who_no_longer_watches(self) -> None:
        watcher = a_watcher()
        assert watcher.end(at=MONDAY) == TicketUnwatched(
            ticket_id=watcher.ticket_id, user_id=watcher.user_id, at=MONDAY
        )
