from typing import Any

import pytest

from application.desk.revise_ticket import ResolutionWithoutMove, ReviseTicketCommand
from domain.desk.ticket import MoveNotAllowed, Status, Ticket, TicketClosed, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, StaleVersion
from tests.support.house import SmallHouse


async def revise(house: SmallHouse, actor: Actor, ticket: Ticket, **changes: Any) -> None:
    await house.desk.revise_ticket(actor, ReviseTicketCommand(ticket_id=ticket.id, **changes))


class TestReviseTicket:
    async def test_edits_and_moves_in_one_go(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await revise(
            house, agent, ticket, title="New", status=Status.RESOLVED, resolution="Restarted.", expected_version=1
        )
        card = await house.card(ticket.id)
        assert (card.title, card.status, card.resolution) == ("New", "resolved", "Restarted.")
        assert house.happened == ["desk.ticket_edited", "desk.ticket_moved"]

    async def test_edits_alone(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await revise(house, agent, ticket, title="New", expected_version=1)
        assert house.happened == ["desk.ticket_edited"]

    async def test_moves_alone(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await revise(house, agent, ticket, status=Status.PENDING, expected_version=1)
        assert house.happened == ["desk.ticket_moved"]

    async def test_reopens_before_it_edits(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(status=Status.CLOSED)
        await revise(house, agent, ticket, title="New", status=Status.REOPENED, expected_version=1)
        card = await house.card(ticket.id)
        assert (card.title, card.status) == ("New", "reopened")
        assert house.happened == ["desk.ticket_moved", "desk.ticket_edited"]

    async def test_closes_after_it_edits(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(status=Status.RESOLVED)
        await revise(house, agent, ticket, title="New", status=Status.CLOSED)
        assert (await house.card(ticket.id)).title == "New"

    async def test_does_nothing_when_nothing_is_stated(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await revise(house, agent, ticket)
        assert house.happened == []

    async def test_edits_nothing_when_the_move_is_refused(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(MoveNotAllowed):
            await revise(house, agent, ticket, title="New", status=Status.REOPENED)
        async with house.refuses(Forbidden):
            await revise(house, agent, ticket, title="New", status=Status.CLOSED)

    async def test_moves_nothing_when_the_edit_is_refused(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(status=Status.CLOSED)
        async with house.refuses(TicketClosed):
            await revise(house, agent, ticket, title="New", status=Status.PENDING)

    @pytest.mark.parametrize(
        "changes", [{"title": "New"}, {"status": Status.PENDING}, {"title": "New", "status": Status.PENDING}], ids=str
    )
    async def test_refuses_an_older_version(self, house: SmallHouse, changes: dict[str, Any]) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(version=2)
        async with house.refuses(StaleVersion):
            await revise(house, agent, ticket, expected_version=1, **changes)

    async def test_refuses_a_resolution_that_goes_nowhere(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(ResolutionWithoutMove) as refused:
            await revise(house, agent, ticket, title="New", resolution="Restarted.")
        assert list(refused.value.details) == ["resolution"]

    async def test_does_not_exist_for_others(self, house: SmallHouse) -> None:
        actor, ticket = await house.person(Role.CUSTOMER), await house.ticket()
        async with house.refuses(TicketNotFound):
            await revise(house, actor, ticket, title="New")
