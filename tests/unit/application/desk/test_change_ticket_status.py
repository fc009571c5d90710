from datetime import timedelta
from typing import Any

import pytest

from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from domain.desk.ticket import (
    MoveNotAllowed,
    ReopenWindowOver,
    ResolutionMissing,
    Status,
    Ticket,
    TicketNotFound,
)
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, StaleVersion
from tests.support.house import SmallHouse


async def move(house: SmallHouse, actor: Actor, ticket: Ticket, to: Status, **said: Any) -> None:
    await house.desk.change_ticket_status(actor, ChangeTicketStatusCommand(ticket_id=ticket.id, status=to, **said))


class TestChangeTicketStatus:
    async def test_moves_the_ticket_along(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await move(house, agent, ticket, Status.IN_PROGRESS)
        card = await house.card(ticket.id)
        assert (card.status, card.version) == ("in_progress", 2)

    async def test_is_recorded(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await move(house, agent, ticket, Status.PENDING)
        assert house.happened == ["desk.ticket_moved"]
        assert house.recorded[0].payload["old"] == "open"
        [entry] = await house.record()
        assert (entry.old_values, entry.new_values) == ({"status": "open"}, {"status": "pending"})

    async def test_keeps_how_and_when_it_was_resolved(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await move(house, agent, ticket, Status.RESOLVED, resolution="Restarted.")
        card = await house.card(ticket.id)
        assert (card.resolution, card.resolved_at) == ("Restarted.", house.clock.time)

    @pytest.mark.parametrize("finished", [Status.RESOLVED, Status.CLOSED])
    async def test_completes_the_turn_when_it_is_finished(self, house: SmallHouse, finished: Status) -> None:
        manager, developer = await house.person(Role.MANAGER), await house.developer(Role.AGENT)
        ticket = await house.ticket()
        await house.desk.claim_ticket(developer, ClaimTicketCommand(ticket_id=ticket.id))
        await move(house, manager, ticket, finished, resolution="Restarted.")
        [turn] = await house.turns(ticket.id)
        assert turn.status == "completed"
        assert (await house.card(ticket.id)).assignee_id == developer.user_id
        assert house.happened == ["desk.ticket_assigned", "desk.assignment_moved", "desk.ticket_moved"]

    async def test_leaves_the_turn_while_work_goes_on(self, house: SmallHouse) -> None:
        developer, ticket = await house.developer(Role.AGENT), await house.ticket()
        await house.desk.claim_ticket(developer, ClaimTicketCommand(ticket_id=ticket.id))
        await move(house, developer, ticket, Status.IN_PROGRESS)
        assert [turn.status for turn in await house.turns(ticket.id)] == ["accepted"]

    @pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.ADMIN])
    async def test_is_for_staff(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket()
        await move(house, actor, ticket, Status.IN_PROGRESS)
        assert (await house.card(ticket.id)).status == "in_progress"

    async def test_is_for_developers_who_hold_it(self, house: SmallHouse) -> None:
        developer = await house.developer()
        ticket = await house.ticket(assignee_id=developer.user_id)
        await move(house, developer, ticket, Status.IN_PROGRESS)
        assert (await house.card(ticket.id)).status == "in_progress"

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    @pytest.mark.parametrize("to", [status for status in Status if status is not Status.REOPENED])
    async def test_lets_requesters_move_nothing_but_reopen(self, house: SmallHouse, role: Role, to: Status) -> None:
        actor = await house.person(role)
        ticket = await house.ticket(requester_id=actor.user_id, status=Status.RESOLVED)
        async with house.refuses(Forbidden) as refused:
            await move(house, actor, ticket, to)
        assert str(refused.value) == f"You may not move this ticket from resolved to {to}."

    @pytest.mark.parametrize("finished", [Status.RESOLVED, Status.CLOSED])
    async def test_lets_requesters_reopen_in_time(self, house: SmallHouse, finished: Status) -> None:
        actor = await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=actor.user_id, status=finished, resolved_at=house.clock.time)
        house.clock.skip(timedelta(days=13))
        await move(house, actor, ticket, Status.REOPENED)
        card = await house.card(ticket.id)
        assert (card.status, card.resolved_at, card.closed_at) == ("reopened", None, None)

    async def test_refuses_requesters_who_come_back_late(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=actor.user_id, status=Status.CLOSED, resolved_at=house.clock.time)
        house.clock.skip(timedelta(days=14))
        async with house.refuses(ReopenWindowOver):
            await move(house, actor, ticket, Status.REOPENED)

    async def test_lets_staff_reopen_at_any_time(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        ticket = await house.ticket(status=Status.CLOSED, resolved_at=house.clock.time)
        house.clock.skip(timedelta(days=400))
        await move(house, agent, ticket, Status.REOPENED)
        assert (await house.card(ticket.id)).status == "reopened"

    @pytest.mark.parametrize("role", [Role.DEVELOPER, Role.AGENT])
    async def test_lets_only_managers_and_admins_throw_away(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        ticket = await house.ticket(assignee_id=actor.user_id)
        async with house.refuses(Forbidden):
            await move(house, actor, ticket, Status.CLOSED)

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_lets_managers_and_admins_throw_away(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket()
        await move(house, actor, ticket, Status.CLOSED)
        card = await house.card(ticket.id)
        assert (card.status, card.resolved_at, card.closed_at) == ("closed", None, house.clock.time)

    async def test_refuses_a_move_that_is_none(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(status=Status.CLOSED)
        async with house.refuses(MoveNotAllowed) as refused:
            await move(house, agent, ticket, Status.OPEN)
        assert refused.value.details == {"status": "reopened"}

    async def test_refuses_to_resolve_without_a_word(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(ResolutionMissing):
            await move(house, agent, ticket, Status.RESOLVED)

    async def test_refuses_an_older_version(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(version=3)
        async with house.refuses(StaleVersion):
            await move(house, agent, ticket, Status.PENDING, expected_version=2)

    async def test_accepts_the_version_the_caller_saw(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(version=3)
        await move(house, agent, ticket, Status.PENDING, expected_version=3)
        assert (await house.card(ticket.id)).version == 4

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER])
    async def test_does_not_exist_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket(status=Status.RESOLVED)
        async with house.refuses(TicketNotFound):
            await move(house, actor, ticket, Status.REOPENED)
