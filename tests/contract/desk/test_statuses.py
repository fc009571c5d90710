from dataclasses import replace
from datetime import timedelta

import pytest

from application.desk.errors import StatusUnknown
from application.desk.queries.statuses import StatusFilter
from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.named_status import StatusInUse, StatusNameTaken, StatusNotFound
from domain.desk.ticket import Status
from domain.shared.access import Actor
from domain.shared.ids import StatusId
from tests.support.builders import MONDAY, a_merge, a_status, a_ticket, a_user
from tests.support.shelves import stock

HOUSE = Actor.house()
MISSING = StatusId(a_status().id)


def page(*sorts: str) -> PageRequest:
    return PageRequest(sort=tuple(Sort(one) for one in sorts), limit=100)


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        status = a_status(status=Status.RESOLVED, position=7, is_active=False, updated_at=MONDAY + timedelta(days=1))
        await stock(shelf, status)
        async with shelf.desk_work() as work:
            assert await work.statuses.get(status.id) == await work.statuses.find(status.id) == status
            renamed = replace(status, name="Other")
            await work.statuses.save(renamed)
        card = await shelf.statuses.card(HOUSE, status.id)
        assert {name: getattr(card, name) for name in card.__struct_fields__} == {
            name: getattr(renamed, name) for name in card.__struct_fields__
        }

    async def test_is_gone_when_it_is_removed(self, shelf: Shelf) -> None:
        status = a_status()
        await stock(shelf, status)
        await removed(shelf, status.id)
        with pytest.raises(StatusNotFound):
            await shelf.statuses.card(HOUSE, status.id)

    async def test_is_missed_by_name(self, shelf: Shelf) -> None:
        with pytest.raises(StatusNotFound):
            async with shelf.desk_work() as work:
                await work.statuses.find(MISSING)
        with pytest.raises(StatusUnknown) as refused:
            async with shelf.desk_work() as work:
                await work.statuses.get(MISSING)
        assert refused.value.details == {"statusId": "Unknown."}


class TestName:
    async def test_is_one_status_in_whatever_case(self, shelf: Shelf) -> None:
        status = a_status(name="Straße")
        await stock(shelf, status)
        with pytest.raises(StatusNameTaken):
            await stock(shelf, a_status(name="STRASSE", status=Status.OPEN))


class TestUse:
    async def test_keeps_it(self, shelf: Shelf) -> None:
        carried, remembered = a_status(), a_status()
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id, status=Status.PENDING, status_id=carried.id)
        source = a_ticket(requester_id=requester.id, status=Status.CLOSED, merged_into_id=ticket.id)
        merge = a_merge(source_id=source.id, target_id=ticket.id, status_id=remembered.id)
        await stock(shelf, carried, remembered, requester, ticket, source, merge)
        for status in (carried, remembered):
            with pytest.raises(StatusInUse):
                await removed(shelf, status.id)


async def removed(shelf: Shelf, status_id: StatusId) -> None:
    async with shelf.desk_work() as work:
        await work.statuses.find(status_id)
        await work.statuses.remove(status_id)


class TestList:
    async def test_is_in_order_and_filtered(self, shelf: Shelf) -> None:
        last = a_status(position=3, name="A")
        first = a_status(position=1, name="C", status=Status.OPEN)
        between = a_status(position=2, name="B", is_active=False)
        await stock(shelf, last, first, between)
        for wanted, sort, names in (
            (StatusFilter(), "position", "CBA"),
            (StatusFilter(), "name", "ABC"),
            (StatusFilter(status=Status.PENDING), "position", "BA"),
            (StatusFilter(is_active=True), "position", "CA"),
        ):
            found = await shelf.statuses.list(HOUSE, wanted, page(sort))
            assert "".join(row.name for row in found.items) == names
            assert found.total == len(names)


class TestTickets:
    async def test_are_found_by_what_they_are_called(self, shelf: Shelf) -> None:
        status, other, requester = a_status(), a_status(), a_user()
        called, plain = (
            a_ticket(requester_id=requester.id, status=Status.PENDING, status_id=status_id)
            for status_id in (status.id, None)
        )
        await stock(shelf, status, other, requester, called, plain)
        for wanted, found in (
            (TicketFilter(status_id=status.id), [called.id]),
            (TicketFilter(status_id=other.id), []),
            (TicketFilter(status_id="none"), [plain.id]),
        ):
            rows = await shelf.tickets.list(HOUSE, wanted, page("createdAt"))
            assert [row.id for row in rows.items] == found
        card = await shelf.tickets.card(HOUSE, called.id)
        assert (card.status, card.status_id) == (Status.PENDING, status.id)
