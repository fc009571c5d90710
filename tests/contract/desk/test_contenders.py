"""Many at once: what only one can have goes to one, and nobody is told otherwise."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import pytest

from application.audit.queries import AuditFilter
from application.desk.assign_ticket import AssignTicket, AssignTicketCommand
from application.desk.claim_ticket import ClaimTicket, ClaimTicketCommand
from application.desk.edit_ticket import EditTicket, EditTicketCommand
from application.desk.open_ticket import OpenTicket, OpenTicketCommand
from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.assignment import ACTIVE
from domain.desk.ticket import Ticket
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import a_profile, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)
WON = "TicketCard"


async def developers(shelf: Shelf, count: int, *, capacity: int = 10) -> list[User]:
    """Who see every ticket, being agents, and can hold `capacity` of them."""
    users = [a_user(role=Role.AGENT) for _ in range(count)]
    await stock(shelf, *users, *(a_profile(user_id=user.id, capacity=capacity) for user in users))
    return users


async def tickets(shelf: Shelf, count: int) -> list[Ticket]:
    requester = a_user()
    stored = [a_ticket(requester_id=requester.id) for _ in range(count)]
    await stock(shelf, requester, *stored)
    return stored


async def outcomes(*attempts: Awaitable[object]) -> list[str]:
    """What became of each, by the name of its kind."""
    return [type(outcome).__name__ for outcome in await asyncio.gather(*attempts, return_exceptions=True)]


class TestClaim:
    @pytest.mark.parametrize("contenders", [6, 8])
    async def test_goes_to_one(self, shelf: Shelf, clock: Clock, ids: Ids, contenders: int) -> None:
        claim = ClaimTicket(GivingWay(shelf.desk_work), clock, ids)
        agents = await developers(shelf, contenders)
        for ticket in await tickets(shelf, 5):
            command = ClaimTicketCommand(ticket_id=ticket.id)
            became = await outcomes(*(claim(acting(agent), command) for agent in agents))
            assert Counter(became) == {WON: 1, "TicketTaken": contenders - 1}

            winner = agents[became.index(WON)]
            assert (await shelf.tickets.card(ADMIN, ticket.id)).assignee_id == winner.id
            turns = (await shelf.tickets.assignments(ADMIN, ticket.id, PAGE)).items
            assert [turn.assignee_id for turn in turns if turn.status in ACTIVE] == [winner.id]
            told = await shelf.audit.list(ADMIN, AuditFilter(entity_id=ticket.id), PAGE)
            assert [entry.new_values["assigneeId"] for entry in told.items] == [str(winner.id)]


class TestAssign:
    async def test_leaves_one_active_turn_whoever_comes_last(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        assign = AssignTicket(GivingWay(shelf.desk_work), clock, ids)
        agents = await developers(shelf, 6)
        [ticket] = await tickets(shelf, 1)
        became = await outcomes(
            *(assign(ADMIN, AssignTicketCommand(ticket_id=ticket.id, developer_id=agent.id)) for agent in agents)
        )
        assert Counter(became) == {WON: 6}
        turns = (await shelf.tickets.assignments(ADMIN, ticket.id, PAGE)).items
        [active] = [turn for turn in turns if turn.status in ACTIVE]
        assert len(turns) == 6
        assert (await shelf.tickets.card(ADMIN, ticket.id)).assignee_id == active.assignee_id


class TestCapacity:
    async def test_holds_against_claims_at_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        claim = ClaimTicket(GivingWay(shelf.desk_work), clock, ids)
        [agent] = await developers(shelf, 1, capacity=3)
        wanted = await tickets(shelf, 10)
        became = await outcomes(*(claim(acting(agent), ClaimTicketCommand(ticket_id=ticket.id)) for ticket in wanted))
        assert Counter(became) == {WON: 3, "DeveloperFull": 7}
        assert (await shelf.developers.card(ADMIN, agent.id)).open_tickets == 3

    async def test_holds_against_claims_and_assignments_at_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        work = GivingWay(shelf.desk_work)
        claim, assign = ClaimTicket(work, clock, ids), AssignTicket(work, clock, ids)
        [agent] = await developers(shelf, 1, capacity=2)
        wanted = await tickets(shelf, 8)
        became = await outcomes(
            *(claim(acting(agent), ClaimTicketCommand(ticket_id=ticket.id)) for ticket in wanted[:4]),
            *(assign(ADMIN, AssignTicketCommand(ticket_id=it.id, developer_id=agent.id)) for it in wanted[4:]),
        )
        assert Counter(became) == {WON: 2, "DeveloperFull": 6}
        held = await shelf.tickets.list(ADMIN, TicketFilter(assignee_id=agent.id), PAGE)
        assert held.total == 2


class TestEdit:
    async def test_of_twenty_from_one_version_one_wins(self, shelf: Shelf, clock: Clock) -> None:
        edit = EditTicket(GivingWay(shelf.desk_work), clock)
        [ticket] = await tickets(shelf, 1)
        commands = [
            EditTicketCommand(ticket_id=ticket.id, expected_version=ticket.version, title=f"Title {index}")
            for index in range(20)
        ]
        became = await outcomes(*(edit(ADMIN, command) for command in commands))
        assert Counter(became) == {WON: 1, "StaleVersion": 19}
        card = await shelf.tickets.card(ADMIN, ticket.id)
        assert (card.title, card.version) == (f"Title {became.index(WON)}", ticket.version + 1)

    async def test_of_twenty_without_a_version_loses_none(self, shelf: Shelf, clock: Clock) -> None:
        edit = EditTicket(GivingWay(shelf.desk_work), clock)
        [ticket] = await tickets(shelf, 1)
        became = await outcomes(
            *(edit(ADMIN, EditTicketCommand(ticket_id=ticket.id, title=f"Title {index}")) for index in range(20))
        )
        assert Counter(became) == {WON: 20}
        assert (await shelf.tickets.card(ADMIN, ticket.id)).version == ticket.version + 20


class TestOpen:
    async def test_gives_twenty_at_once_a_number_each(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        open_ticket = OpenTicket(GivingWay(shelf.desk_work), clock, ids)
        user = a_user()
        await stock(shelf, user)
        command = OpenTicketCommand(title="T", description="D")
        await asyncio.gather(*(open_ticket(acting(user), command) for _ in range(20)))
        rows = (await shelf.tickets.list(ADMIN, TicketFilter(), PAGE)).items
        assert len({row.number for row in rows}) == 20
