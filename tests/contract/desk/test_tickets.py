import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.desk.queries.tickets import TicketCard, TicketFilter, TicketRow
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.clock import begun
from domain.desk.ticket import Channel, Priority, Status, Ticket, TicketNotFound
from domain.shared.access import Role
from domain.shared.ids import TicketId
from tests.support.builders import MONDAY, a_category, a_status, a_team, a_ticket, a_user, an_actor
from tests.support.shelves import stock, unstated

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),))


async def load(shelf: Shelf, ticket_id: TicketId, scope: TicketScope | None = None) -> Ticket:
    async with shelf.desk_work() as work:
        return await work.tickets.get(ticket_id, scope=scope or TicketScope.all())


async def a_full_ticket(shelf: Shelf) -> Ticket:
    requester, assignee, team, status = a_user(), a_user(), a_team(), a_status(status=Status.CLOSED)
    category = a_category(team_id=team.id)
    ticket = a_ticket(
        title="Überschrift \N{SNOWMAN} 'quoted'",
        description="First line\nsecond line\t\N{GRINNING FACE}",
        status=Status.CLOSED,
        status_id=status.id,
        priority=Priority.CRITICAL,
        category_id=category.id,
        team_id=team.id,
        assignee_id=assignee.id,
        requester_id=requester.id,
        channel=Channel.EMAIL,
        tags=("with space", 'with "quotes"', "{braces}", "ä"),
        resolution="Done.",
        external_key="OTHER-1",
        due_at=MONDAY + timedelta(days=1),
        first_response_at=MONDAY + timedelta(microseconds=1),
        resolved_at=MONDAY + timedelta(hours=1),
        closed_at=MONDAY + timedelta(hours=2),
        version=7,
        updated_at=MONDAY + timedelta(hours=3),
        clocks=begun(MONDAY),
        alarm_at=MONDAY + timedelta(hours=4),
    )
    ticket = replace(ticket, merged_into_id=ticket.id)
    assert unstated(ticket) == []
    await stock(shelf, requester, assignee, team, category, status, ticket)
    return ticket


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        ticket = await a_full_ticket(shelf)
        assert await load(shelf, ticket.id) == ticket

    async def test_keeps_every_absence(self, shelf: Shelf) -> None:
        user = a_user()
        ticket = a_ticket(requester_id=user.id)
        await stock(shelf, user, ticket)
        assert await load(shelf, ticket.id) == ticket

    async def test_keeps_every_change(self, shelf: Shelf) -> None:
        """All that can change does, and everything goes back to nothing."""
        ticket = await a_full_ticket(shelf)
        bare = a_ticket(
            id=ticket.id,
            number=ticket.number,
            requester_id=ticket.requester_id,
            version=8,
            created_at=ticket.created_at,
        )
        async with shelf.desk_work() as work:
            await work.tickets.get(ticket.id, scope=TicketScope.all())
            await work.tickets.save(bare)
        assert await load(shelf, ticket.id) == bare

    @pytest.mark.parametrize("status", Status)
    async def test_keeps_every_status(self, shelf: Shelf, status: Status) -> None:
        user = a_user()
        ticket = a_ticket(requester_id=user.id, status=status)
        await stock(shelf, user, ticket)
        assert (await load(shelf, ticket.id)).status is status

    async def test_shows_every_field_on_the_card(self, shelf: Shelf) -> None:
        ticket = await a_full_ticket(shelf)
        assert await shelf.tickets.card(ADMIN, ticket.id) == _shown(ticket, TicketCard)

    async def test_shows_the_fields_of_a_row_in_the_list(self, shelf: Shelf) -> None:
        ticket = await a_full_ticket(shelf)
        [row] = (await shelf.tickets.list(ADMIN, TicketFilter(), PAGE)).items
        names = [name for name in TicketRow.__struct_fields__ if name != "snippet"]
        assert {name: getattr(row, name) for name in names} == {
            name: list(value) if isinstance(value := getattr(ticket, name), tuple) else value for name in names
        }

    async def test_gives_times_in_utc(self, shelf: Shelf) -> None:
        ticket = await a_full_ticket(shelf)
        card = await shelf.tickets.card(ADMIN, ticket.id)
        assert card.created_at.utcoffset() == timedelta(0)
        assert (await load(shelf, ticket.id)).created_at.utcoffset() == timedelta(0)


class TestAbsence:
    async def test_is_not_found(self, shelf: Shelf) -> None:
        unknown = a_ticket().id
        with pytest.raises(TicketNotFound):
            await load(shelf, unknown)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.card(ADMIN, unknown)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.comments(ADMIN, unknown, PAGE)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.assignments(ADMIN, unknown, PAGE)

    async def test_reads_as_what_is_out_of_scope(self, shelf: Shelf) -> None:
        ticket = await a_full_ticket(shelf)
        foreign = TicketScope(requester_id=a_user().id)
        with pytest.raises(TicketNotFound) as hidden:
            await load(shelf, ticket.id, foreign)
        with pytest.raises(TicketNotFound) as absent:
            await load(shelf, a_ticket().id, foreign)
        assert (hidden.value.message, hidden.value.details) == (absent.value.message, absent.value.details)


class TestNumbers:
    async def test_are_given_once(self, shelf: Shelf) -> None:
        async def draw() -> int:
            async with shelf.desk_work() as work:
                return await work.tickets.next_number()

        numbers = await asyncio.gather(*(draw() for _ in range(20)))
        assert len(set(numbers)) == 20

    async def test_are_lost_with_what_failed(self, shelf: Shelf) -> None:
        lost: list[int] = []
        with pytest.raises(ZeroDivisionError):
            await _draw_and_fail(shelf, lost)
        async with shelf.desk_work() as work:
            assert await work.tickets.next_number() > lost[0]


async def _draw_and_fail(shelf: Shelf, drawn: list[int]) -> None:
    async with shelf.desk_work() as work:
        drawn.append(await work.tickets.next_number())
        raise ZeroDivisionError


def _shown(ticket: Ticket, kind: type[TicketCard | TicketRow]) -> object:
    values = {name: getattr(ticket, name) for name in kind.__struct_fields__}
    return kind(**values | {"tags": list(ticket.tags)})


class TestResolvedBy:
    async def test_finds_what_waits_to_be_closed_in_portions(self, shelf: Shelf) -> None:
        requester = a_user()
        await stock(shelf, requester)
        waiting = [
            a_ticket(requester_id=requester.id, status=Status.RESOLVED, resolved_at=MONDAY - days * timedelta(days=1))
            for days in (0, 1, 2)
        ]
        late = a_ticket(requester_id=requester.id, status=Status.RESOLVED, resolved_at=MONDAY + timedelta(seconds=1))
        others = [
            a_ticket(requester_id=requester.id, status=status, resolved_at=MONDAY)
            for status in Status
            if status is not Status.RESOLVED
        ]
        await stock(shelf, *waiting, late, *others)
        ids = sorted(ticket.id for ticket in waiting)
        async with shelf.desk_work() as work:
            assert await work.tickets.resolved_by(MONDAY, after=None, limit=2) == ids[:2]
            assert await work.tickets.resolved_by(MONDAY, after=ids[1], limit=2) == ids[2:]
            assert await work.tickets.resolved_by(MONDAY, after=ids[2], limit=2) == []
