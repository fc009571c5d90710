from datetime import timedelta

from application.desk.archive import BroughtIn
from application.shelf import Shelf
from domain.desk.access import TicketScope
from tests.contract.desk.records import FULL, bring_in, everything, take_out
from tests.support.builders import (
    MONDAY,
    a_comment,
    a_comment_record,
    a_record,
    a_ticket,
    a_user,
)
from tests.support.shelves import stock


class TestRoundTrip:
    async def test_brings_back_what_was_taken_out(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        assert await take_out(shelf) == [FULL]

    async def test_of_what_was_taken_out_changes_nothing(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL, a_record(requester="Some One", assignee="Another", category="Network"))
        before = await everything(shelf)
        assert await bring_in(shelf, *await take_out(shelf)) == BroughtIn()
        assert await everything(shelf) == before

    async def test_of_what_was_opened_here_changes_nothing(self, shelf: Shelf) -> None:
        user = a_user()
        ticket = a_ticket(requester_id=user.id)
        await stock(shelf, user, ticket, a_comment(ticket_id=ticket.id, author_id=user.id))
        [record] = await take_out(shelf)
        assert record.key == str(ticket.id)
        before = await everything(shelf)
        assert await bring_in(shelf, record) == BroughtIn()
        assert await everything(shelf) == before

    async def test_is_oldest_first(self, shelf: Shelf) -> None:
        ages = [3, 0, 2, 1, 1]
        await bring_in(shelf, *(a_record(created_at=MONDAY - timedelta(days=age)) for age in ages))
        taken = [record.created_at for record in await take_out(shelf)]
        assert taken == sorted(taken)
        assert len(taken) == 5

    async def test_comes_in_portions_that_lose_nothing(self, shelf: Shelf) -> None:
        records = [a_record(comments=(a_comment_record(),)) for _ in range(1_201)]
        await bring_in(shelf, *records)
        portions = [portion async for portion in shelf.archive.take_out(TicketScope.all())]
        assert len(portions) > 1
        taken = [record for portion in portions for record in portion]
        assert sorted(record.key for record in taken) == sorted(record.key for record in records)
        assert {len(record.comments) for record in taken} == {1}

    async def test_of_nothing_is_nothing(self, shelf: Shelf) -> None:
        assert await take_out(shelf) == []
