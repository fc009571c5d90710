"""Many tickets at once, while others are at the same ones."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.markdown.prose import MarkdownProse
from application.desk.act_on_tickets import ActOnTickets, ActOnTicketsCommand, Mode, TicketAction, TicketOutcome
from application.desk.add_comment import AddComment
from application.desk.assign_ticket import AssignTicket, AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatus
from application.desk.edit_ticket import EditTicket
from application.desk.tag_ticket import TagTicket
from application.desk.unassign_ticket import UnassignTicket
from application.shared.ports import Clock, IdempotencyKey, Ids
from application.shelf import Shelf
from domain.desk.ticket import Status, Ticket
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import a_profile, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock

ADMIN = an_actor(Role.ADMIN)


@pytest.fixture
def act(shelf: Shelf, clock: Clock, ids: Ids) -> ActOnTickets:
    uow = GivingWay(shelf.desk_work)
    return ActOnTickets(
        uow=uow,
        add_comment=AddComment(uow, clock, ids, MarkdownProse()),
        assign_ticket=AssignTicket(uow, clock, ids),
        change_ticket_status=ChangeTicketStatus(uow, clock, timedelta(days=14), ids),
        edit_ticket=EditTicket(uow, clock),
        tag_ticket=TagTicket(uow, clock),
        unassign_ticket=UnassignTicket(uow, clock),
        at_most=500,
    )


async def some(shelf: Shelf, count: int, **what_matters: object) -> list[Ticket]:
    requester = a_user()
    tickets = [a_ticket(requester_id=requester.id, **what_matters) for _ in range(count)]
    await stock(shelf, requester, *tickets)
    return tickets


async def an_agent(shelf: Shelf, *, capacity: int = 1_000) -> User:
    agent = a_user(role=Role.AGENT)
    await stock(shelf, agent, a_profile(user_id=agent.id, capacity=capacity))
    return agent


def on(tickets: list[Ticket], mode: Mode = Mode.EACH, **action: object) -> ActOnTicketsCommand:
    ids = tuple(ticket.id for ticket in tickets)
    return ActOnTicketsCommand(ids=ids, mode=mode, action=TicketAction(**action))  # type: ignore[arg-type] # as stated


def done(outcomes: list[TicketOutcome]) -> list[bool]:
    return [outcome.ok for outcome in outcomes]


async def tags(shelf: Shelf, tickets: list[Ticket]) -> list[list[str]]:
    return [(await shelf.tickets.card(ADMIN, ticket.id)).tags for ticket in tickets]


class TestEach:
    async def test_changes_those_that_do_not_refuse(self, shelf: Shelf, act: ActOnTickets) -> None:
        fine, [closed] = await some(shelf, 2), await some(shelf, 1, status=Status.CLOSED)
        outcomes = await act(acting(await an_agent(shelf)), on([fine[0], closed, fine[1]], add_tags=("outage",)))
        assert done(outcomes) == [True, False, True]
        assert await tags(shelf, [*fine, closed]) == [["outage"], ["outage"], []]

    async def test_stops_at_the_capacity(self, shelf: Shelf, act: ActOnTickets) -> None:
        agent, tickets = await an_agent(shelf, capacity=3), await some(shelf, 5)
        outcomes = await act(acting(agent), on(tickets, assignee_id=agent.id, add_tags=("outage",)))
        assert sorted(done(outcomes)) == [False, False, True, True, True]
        assert sorted(await tags(shelf, tickets)) == [[], [], ["outage"], ["outage"], ["outage"]]

    async def test_is_kept_with_its_answer_or_not_at_all(self, shelf: Shelf, act: ActOnTickets) -> None:
        """Under a key it is part of a transaction around it, which may come to nothing."""
        agent, tickets = await an_agent(shelf), await some(shelf, 2)
        key = IdempotencyKey(user_id=agent.id, key="once", operation="POST /tickets/bulk", fingerprint=b"")

        async def act_and_fail() -> None:
            async with shelf.answers.attempt(key):
                assert done(await act(acting(agent), on(tickets, add_tags=("outage",)))) == [True, True]
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await act_and_fail()
        assert await tags(shelf, tickets) == [[], []]


class TestManyAtOnce:
    @pytest.mark.parametrize("mode", Mode)
    async def test_wait_for_each_other_in_one_order(self, shelf: Shelf, act: ActOnTickets, mode: Mode) -> None:
        """However they name them, and whoever hands over one of them meanwhile: nobody is told to come again."""
        agent, tickets = await an_agent(shelf), await some(shelf, 6)
        assign, actor = act.assign_ticket, acting(agent)
        ways: list[Callable[[list[Ticket]], list[Ticket]]] = [list, lambda some: some[::-1], lambda some: some[2:]]
        for _ in range(5):
            await asyncio.gather(
                *(act(actor, on(way(tickets), mode, assignee_id=agent.id, add_tags=("outage",))) for way in ways),
                *(
                    assign(actor, AssignTicketCommand(ticket_id=ticket.id, developer_id=agent.id))
                    for ticket in tickets[::-2]
                ),
            )
        assert await tags(shelf, tickets) == [["outage"]] * 6
