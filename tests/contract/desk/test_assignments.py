from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.assignment import ACTIVE, Assignment, AssignmentNotFound, AssignmentStatus
from domain.desk.ticket import Ticket, TicketNotFound, TicketTaken
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import AssignmentId
from tests.support.builders import MONDAY, a_ticket, a_user, acting, an_actor, an_assignment
from tests.support.shelves import stock, unstated

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("createdAt"),))
OVER = [status for status in AssignmentStatus if status not in ACTIVE]


async def a_held_ticket(shelf: Shelf) -> tuple[Ticket, User]:
    user = a_user()
    ticket = a_ticket(requester_id=user.id)
    await stock(shelf, user, ticket)
    return ticket, user


async def load(shelf: Shelf, assignment_id: AssignmentId) -> Assignment:
    async with shelf.desk_work() as work:
        return await work.assignments.get(assignment_id)


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        ticket, user = await a_held_ticket(shelf)
        turn = an_assignment(
            ticket_id=ticket.id,
            assignee_id=user.id,
            status=AssignmentStatus.REJECTED,
            notes="Please look.",
            reason="On holiday.",
            why="Least loaded of 3 present in Reporting: 2 of 10.",
            updated_at=MONDAY + timedelta(hours=1),
        )
        assert unstated(turn) == []
        await stock(shelf, turn)
        assert await load(shelf, turn.id) == turn
        row = await shelf.tickets.assignment(AGENT, turn.id)
        assert structs.asdict(row) == {name: getattr(turn, name) for name in Assignment.__slots__}
        assert (await shelf.tickets.assignments(AGENT, ticket.id, PAGE)).items == [row]

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        ticket, user = await a_held_ticket(shelf)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, turn)
        async with shelf.desk_work() as work:
            loaded = await work.assignments.get(turn.id)
            moved, event = loaded.move_to(AssignmentStatus.REJECTED, at=MONDAY, reason="No.")
            await work.assignments.save(moved, event)
        assert await load(shelf, turn.id) == moved

    async def test_refuses_an_unknown_id(self, shelf: Shelf) -> None:
        with pytest.raises(AssignmentNotFound):
            await load(shelf, an_assignment().id)


class TestActive:
    @pytest.mark.parametrize("status", sorted(ACTIVE))
    async def test_is_found(self, shelf: Shelf, status: AssignmentStatus) -> None:
        ticket, user = await a_held_ticket(shelf)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id, status=status)
        await stock(shelf, turn)
        async with shelf.desk_work() as work:
            assert await work.assignments.active(ticket.id) == turn

    @pytest.mark.parametrize("status", OVER)
    async def test_is_none_when_over(self, shelf: Shelf, status: AssignmentStatus) -> None:
        ticket, user = await a_held_ticket(shelf)
        await stock(shelf, an_assignment(ticket_id=ticket.id, assignee_id=user.id, status=status))
        async with shelf.desk_work() as work:
            assert await work.assignments.active(ticket.id) is None

    async def test_is_that_of_its_ticket(self, shelf: Shelf) -> None:
        ticket, user = await a_held_ticket(shelf)
        other, _ = await a_held_ticket(shelf)
        await stock(shelf, an_assignment(ticket_id=other.id, assignee_id=user.id))
        async with shelf.desk_work() as work:
            assert await work.assignments.active(ticket.id) is None

    @pytest.mark.parametrize("status", sorted(ACTIVE))
    @pytest.mark.parametrize("another", sorted(ACTIVE))
    async def test_is_one_at_most(self, shelf: Shelf, status: AssignmentStatus, another: AssignmentStatus) -> None:
        ticket, user = await a_held_ticket(shelf)
        await stock(shelf, an_assignment(ticket_id=ticket.id, assignee_id=user.id, status=status))
        with pytest.raises(TicketTaken):
            await stock(shelf, an_assignment(ticket_id=ticket.id, assignee_id=user.id, status=another))
        assert (await shelf.tickets.assignments(AGENT, ticket.id, PAGE)).total == 1

    @pytest.mark.parametrize("status", OVER)
    async def test_leaves_room_for_those_that_are_over(self, shelf: Shelf, status: AssignmentStatus) -> None:
        ticket, user = await a_held_ticket(shelf)
        turns = [an_assignment(ticket_id=ticket.id, assignee_id=user.id, status=status) for _ in range(2)]
        await stock(shelf, *turns, an_assignment(ticket_id=ticket.id, assignee_id=user.id))
        assert (await shelf.tickets.assignments(AGENT, ticket.id, PAGE)).total == 3

    @pytest.mark.parametrize("status", OVER)
    async def test_stands_beside_those_that_are_over(self, shelf: Shelf, status: AssignmentStatus) -> None:
        ticket, user = await a_held_ticket(shelf)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, turn, an_assignment(ticket_id=ticket.id, assignee_id=user.id, status=status))
        async with shelf.desk_work() as work:
            assert await work.assignments.active(ticket.id) == turn

    async def test_can_be_accepted(self, shelf: Shelf) -> None:
        ticket, user = await a_held_ticket(shelf)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, turn)
        async with shelf.desk_work() as work:
            loaded = await work.assignments.get(turn.id)
            accepted, event = loaded.move_to(AssignmentStatus.ACCEPTED, at=MONDAY)
            await work.assignments.save(accepted, event)
        async with shelf.desk_work() as work:
            assert await work.assignments.active(ticket.id) == accepted

    async def test_passes_on_within_one_work(self, shelf: Shelf) -> None:
        ticket, user = await a_held_ticket(shelf)
        first = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        second = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, first)
        async with shelf.desk_work() as work:
            before = await work.assignments.active(ticket.id)
            assert before is not None
            await work.assignments.save(replace(before, status=AssignmentStatus.REASSIGNED))
            await work.assignments.save(second)
        async with shelf.desk_work() as work:
            assert await work.assignments.active(ticket.id) == second


class TestScope:
    async def test_is_that_of_the_ticket(self, shelf: Shelf) -> None:
        ticket, user = await a_held_ticket(shelf)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, turn)
        assert (await shelf.tickets.assignment(acting(user), turn.id)).id == turn.id
        stranger = an_actor(Role.CUSTOMER)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.assignments(stranger, ticket.id, PAGE)
        with pytest.raises(AssignmentNotFound) as hidden:
            await shelf.tickets.assignment(stranger, turn.id)
        with pytest.raises(AssignmentNotFound) as absent:
            await shelf.tickets.assignment(stranger, an_assignment().id)
        assert (hidden.value.message, hidden.value.details) == (absent.value.message, absent.value.details)
