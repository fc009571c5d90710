from typing import Any

import pytest

from application.desk.answer_assignment import Answer, AnswerAssignmentCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.queries.assignments import AssignmentRow
from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentNotFound, AssignmentStatus, ReasonMissing
from domain.desk.ticket import Status
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.builders import an_assignment
from tests.support.house import SmallHouse

ACCEPTED: Answer = AssignmentStatus.ACCEPTED
REJECTED: Answer = AssignmentStatus.REJECTED
COMPLETED: Answer = AssignmentStatus.COMPLETED


async def a_turn(house: SmallHouse, developer: Actor, **ticket: Any) -> AssignmentRow:
    agent = await house.person(Role.AGENT)
    about = await house.ticket(**ticket)
    await house.desk.assign_ticket(agent, AssignTicketCommand(ticket_id=about.id, developer_id=developer.user_id))
    house.recorded.clear()
    return (await house.turns(about.id))[-1]


async def answer(house: SmallHouse, actor: Actor, turn: AssignmentRow, status: Answer, **said: Any) -> None:
    command: dict[str, Any] = {"assignment_id": turn.id, "ticket_id": turn.ticket_id, "status": status}
    await house.desk.answer_assignment(actor, AnswerAssignmentCommand(**command | said))


class TestAnswerAssignment:
    @pytest.mark.parametrize(
        ("status", "ticket"), [(ACCEPTED, {}), (COMPLETED, {"status": Status.RESOLVED})], ids=["accepted", "completed"]
    )
    async def test_notes_the_answer_and_leaves_the_ticket(
        self, house: SmallHouse, status: Answer, ticket: dict[str, Any]
    ) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer, **ticket)
        before = await house.card(turn.ticket_id)
        await answer(house, developer, turn, status)
        [answered] = await house.turns(turn.ticket_id)
        assert (answered.status, answered.updated_at) == (status, house.clock.time)
        assert await house.card(turn.ticket_id) == before
        assert house.happened == ["desk.assignment_moved"]

    async def test_completes_what_was_accepted(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer)
        await answer(house, developer, turn, ACCEPTED)
        await answer(house, developer, turn, COMPLETED)
        assert [turn.status for turn in await house.turns(turn.ticket_id)] == ["completed"]

    async def test_leaves_to_others_what_is_not_finished_with_ones_part(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer, status=Status.IN_PROGRESS)
        await answer(house, developer, turn, COMPLETED)
        card = await house.card(turn.ticket_id)
        assert (card.assignee_id, card.status) == (None, "in_progress")
        assert house.happened == ["desk.assignment_moved", "desk.ticket_unassigned"]

    async def test_frees_the_ticket_when_rejected(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer)
        await answer(house, developer, turn, REJECTED, reason="Not my field.")
        [rejected] = await house.turns(turn.ticket_id)
        assert (rejected.status, rejected.reason) == ("rejected", "Not my field.")
        card = await house.card(turn.ticket_id)
        assert (card.assignee_id, card.status) == (None, "open")
        assert house.happened == ["desk.assignment_moved", "desk.ticket_unassigned"]

    async def test_lets_another_have_what_was_rejected(self, house: SmallHouse) -> None:
        developer, another = await house.developer(), await house.developer()
        turn = await a_turn(house, developer)
        await answer(house, developer, turn, REJECTED, reason="Not my field.")
        agent = await house.person(Role.AGENT)
        await house.desk.assign_ticket(
            agent, AssignTicketCommand(ticket_id=turn.ticket_id, developer_id=another.user_id)
        )
        assert [turn.status for turn in await house.turns(turn.ticket_id)] == ["rejected", "assigned"]

    async def test_is_recorded(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer)
        await answer(house, developer, turn, ACCEPTED)
        [entry] = await house.record(entity_type="assignment")
        assert (entry.action, entry.entity_id) == ("desk.assignment_moved", turn.id)
        assert (entry.old_values, entry.new_values) == ({"status": "assigned"}, {"status": "accepted"})

    @pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.ADMIN])
    async def test_lets_those_who_assign_answer_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, developer = await house.person(role), await house.developer()
        turn = await a_turn(house, developer)
        await answer(house, actor, turn, ACCEPTED)
        assert [turn.status for turn in await house.turns(turn.ticket_id)] == ["accepted"]

    async def test_refuses_a_colleague(self, house: SmallHouse) -> None:
        team = await house.team()
        developer, colleague = await house.developer(team_id=team.id), await house.developer(team_id=team.id)
        turn = await a_turn(house, developer, team_id=team.id)
        async with house.refuses(Forbidden):
            await answer(house, colleague, turn, ACCEPTED)

    async def test_refuses_the_requester(self, house: SmallHouse) -> None:
        developer, customer = await house.developer(), await house.person(Role.CUSTOMER)
        turn = await a_turn(house, developer, requester_id=customer.user_id)
        async with house.refuses(Forbidden):
            await answer(house, customer, turn, ACCEPTED)

    async def test_does_not_exist_for_others(self, house: SmallHouse) -> None:
        developer, stranger = await house.developer(), await house.developer()
        turn = await a_turn(house, developer)
        async with house.refuses(AssignmentNotFound):
            await answer(house, stranger, turn, ACCEPTED)

    async def test_refuses_a_turn_that_does_not_exist(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer)
        async with house.refuses(AssignmentNotFound):
            await answer(house, developer, turn, ACCEPTED, assignment_id=an_assignment().id)

    async def test_refuses_to_answer_one_ticket_through_another(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn, other = await a_turn(house, developer), await a_turn(house, developer)
        async with house.refuses(AssignmentNotFound):
            await answer(house, developer, turn, REJECTED, ticket_id=other.ticket_id, reason="Not my field.")

    @pytest.mark.parametrize("reason", [None, "", " "])
    async def test_refuses_to_reject_without_a_reason(self, house: SmallHouse, reason: str | None) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer)
        async with house.refuses(ReasonMissing):
            await answer(house, developer, turn, REJECTED, reason=reason)

    async def test_refuses_to_reject_what_was_accepted(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer)
        await answer(house, developer, turn, ACCEPTED)
        async with house.refuses(AssignmentMoveNotAllowed) as refused:
            await answer(house, developer, turn, REJECTED, reason="Not my field.")
        assert refused.value.details == {"status": "completed, reassigned"}

    async def test_frees_a_ticket_that_was_resolved_before(self, house: SmallHouse) -> None:
        developer = await house.developer()
        turn = await a_turn(house, developer, status=Status.RESOLVED)
        await answer(house, developer, turn, REJECTED, reason="Not my field.")
        card = await house.card(turn.ticket_id)
        assert (card.assignee_id, card.status) == (None, "resolved")
