import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from application.audit.queries import AuditFilter
from application.desk.archive import BroughtIn
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.ticket import Status
from tests.contract.desk.records import ADMIN, FULL, PAGE, bring_in, cards, everything, the_card, users
from tests.support.builders import (
    MONDAY,
    a_record,
)


class TestAgain:
    async def test_changes_nothing(self, shelf: Shelf) -> None:
        records = [FULL, a_record(), a_record(assignee="Some One", category="Network", comments=FULL.comments)]
        await bring_in(shelf, *records)
        before = await everything(shelf)
        assert await bring_in(shelf, *records) == BroughtIn()
        assert await everything(shelf) == before

    async def test_changes_nothing_about_what_was_done_since(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        async with shelf.desk_work() as work:
            loaded = await work.tickets.get((await the_card(shelf)).id, scope=TicketScope.all())
            await work.tickets.save(*loaded.move_to(Status.REOPENED, at=MONDAY))
        before = await everything(shelf)
        assert await bring_in(shelf, FULL) == BroughtIn()
        assert await everything(shelf) == before

    async def test_brings_in_what_is_new(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        assert await bring_in(shelf, FULL, a_record()) == BroughtIn(tickets=1)

    async def test_within_one_batch_is_once(self, shelf: Shelf) -> None:
        assert await bring_in(shelf, FULL, FULL) == BroughtIn(tickets=1, comments=3)

    async def test_within_one_batch_with_another_birth_is_once(self, shelf: Shelf) -> None:
        later = structs.replace(FULL, created_at=MONDAY + timedelta(minutes=1))
        assert await bring_in(shelf, FULL, later) == BroughtIn(tickets=1, comments=3)
        assert (await the_card(shelf)).created_at == FULL.created_at
        recorded = await shelf.audit.list(ADMIN, AuditFilter(action="desk.ticket_imported"), PAGE)
        assert recorded.total == 1

    async def test_with_another_birth_is_still_the_same(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        later = structs.replace(FULL, created_at=MONDAY + timedelta(minutes=1), comments=())
        assert await bring_in(shelf, later) == BroughtIn()
        assert (await the_card(shelf)).created_at == FULL.created_at

    async def test_by_four_at_once_is_once(self, shelf: Shelf) -> None:
        records = [a_record(requester=f"customer{index % 7}@example.com", category="Network") for index in range(30)]
        outcomes = await asyncio.gather(*(bring_in(shelf, *records) for _ in range(4)))
        assert sum(outcome.tickets for outcome in outcomes) == 30
        assert len(await cards(shelf)) == 30
        assert len(await users(shelf)) == 7


class TestBatch:
    async def test_is_in_altogether_or_not_at_all(self, shelf: Shelf) -> None:
        with pytest.raises(ZeroDivisionError):
            await _bring_in_and_fail(shelf)
        assert await cards(shelf) == []
        assert await users(shelf) == set()

    async def test_may_be_empty(self, shelf: Shelf) -> None:
        assert await bring_in(shelf) == BroughtIn()


async def _bring_in_and_fail(shelf: Shelf) -> None:
    async with shelf.desk_work():
        await bring_in(shelf, FULL)
        raise ZeroDivisionError
