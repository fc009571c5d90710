from datetime import datetime

import pytest
from msgspec import UNSET, structs

from application.desk.add_comment import AddCommentCommand
from application.desk.errors import CommentUnknown
from domain.desk.comment import AnsweredMeanwhile
from domain.desk.ticket import Status, Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import CommentId
from tests.support.builders import MONDAY, a_comment, a_ticket
from tests.support.house import ALL, SmallHouse


async def comment(house: SmallHouse, actor: Actor, ticket: Ticket, *, internal: bool = False) -> CommentId:
    return await house.desk.add_comment(
        actor, AddCommentCommand(ticket_id=ticket.id, body="Have you tried restarting?", internal=internal)
    )


class TestAddComment:
    @pytest.mark.parametrize("internal", [True, False])
    async def test_keeps_what_was_said(self, house: SmallHouse, *, internal: bool) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        comment_id = await comment(house, agent, ticket, internal=internal)
        [row] = await house.comments(ticket.id)
        assert (row.id, row.author_id, row.ticket_id) == (comment_id, agent.user_id, ticket.id)
        assert (row.body, row.is_internal, row.created_at) == (
            "Have you tried restarting?",
            internal,
            house.clock.time,
        )

    async def test_is_a_public_reply_unless_stated(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await house.desk.add_comment(agent, AddCommentCommand(ticket_id=ticket.id, body="Restart it."))
        assert [row.is_internal for row in await house.comments(ticket.id)] == [False]

    async def test_is_recorded_as_happened_to_the_ticket(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        comment_id = await comment(house, agent, ticket)
        [event] = house.recorded
        assert event.name == "desk.ticket_commented"
        assert event.payload["comment_id"] == str(comment_id)
        assert "Have you tried restarting?" not in event.payload.values()
        [entry] = await house.record()
        assert (entry.entity_type, entry.entity_id) == ("ticket", ticket.id)

    async def test_notes_the_first_response_of_staff(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await comment(house, agent, ticket)
        first = house.clock.time
        await comment(house, agent, ticket)
        card = await house.card(ticket.id)
        assert (card.first_response_at, card.updated_at, card.version) == (first, house.clock.time, 1)

    async def test_responds_by_no_note(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        before = await house.card(ticket.id)
        await comment(house, agent, ticket, internal=True)
        assert await house.card(ticket.id) == before

    async def test_ends_the_waiting_when_the_requester_replies(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id, status=Status.PENDING)
        await comment(house, customer, ticket)
        card = await house.card(ticket.id)
        assert (card.status, card.first_response_at) == ("in_progress", None)
        assert house.happened == ["desk.ticket_commented", "desk.ticket_moved"]

    async def test_takes_staff_who_asked_for_requesters(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        ticket = await house.ticket(requester_id=agent.user_id, status=Status.PENDING)
        await comment(house, agent, ticket)
        card = await house.card(ticket.id)
        assert (card.status, card.first_response_at) == ("in_progress", None)

    @pytest.mark.parametrize("first", [None, MONDAY])
    async def test_ends_no_waiting_when_staff_reply(self, house: SmallHouse, first: datetime | None) -> None:
        agent = await house.person(Role.AGENT)
        ticket = await house.ticket(status=Status.PENDING, first_response_at=first)
        await comment(house, agent, ticket)
        assert (await house.card(ticket.id)).status == "pending"

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    async def test_refuses_notes_of_requesters(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        ticket = await house.ticket(requester_id=actor.user_id)
        async with house.refuses(Forbidden):
            await comment(house, actor, ticket, internal=True)

    async def test_shows_notes_to_staff_alone(self, house: SmallHouse) -> None:
        agent, customer = await house.person(Role.AGENT), await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id)
        note = await comment(house, agent, ticket, internal=True)
        reply = await comment(house, agent, ticket)
        seen = {
            actor.role: [row.id for row in (await house.desk.tickets.comments(actor, ticket.id, ALL)).items]
            for actor in (agent, customer)
        }
        assert seen == {Role.AGENT: [note, reply], Role.CUSTOMER: [reply]}

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER])
    async def test_does_not_exist_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket()
        async with house.refuses(TicketNotFound):
            await comment(house, actor, ticket)

    async def test_refuses_a_ticket_that_does_not_exist(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        async with house.refuses(TicketNotFound):
            await comment(house, agent, a_ticket())


class TestAfter:
    async def test_holds_up_whoever_has_not_heard_another(self, house: SmallHouse) -> None:
        one, other, ticket = await house.person(Role.AGENT), await house.person(Role.AGENT), await house.ticket()
        seen = await comment(house, one, ticket)
        meanwhile = await comment(house, other, ticket)
        answer = AddCommentCommand(ticket_id=ticket.id, body="Restart it.", after=seen)
        for unheard in (answer, structs.replace(answer, after=None)):
            async with house.refuses(AnsweredMeanwhile) as refused:
                await house.desk.add_comment(one, unheard)
            assert refused.value.details == {"after": f"{meanwhile} came since."}
        await house.desk.add_comment(one, structs.replace(answer, after=meanwhile))
        await house.desk.add_comment(one, structs.replace(answer, after=UNSET))
        assert len(await house.comments(ticket.id)) == 4

    async def test_looks_at_replies_of_others(self, house: SmallHouse) -> None:
        one, other, ticket = await house.person(Role.AGENT), await house.person(Role.AGENT), await house.ticket()
        seen = await comment(house, one, ticket)
        await comment(house, one, ticket)
        await comment(house, other, ticket, internal=True)
        for after in (seen, None):
            await house.desk.add_comment(one, AddCommentCommand(ticket_id=ticket.id, body="Restart it.", after=after))

    async def test_may_be_a_note_that_one_sees(self, house: SmallHouse) -> None:
        agent, customer = await house.person(Role.AGENT), await house.person(Role.CUSTOMER)
        ticket, other = await house.ticket(requester_id=customer.user_id), await house.ticket()
        note, foreign = await comment(house, agent, ticket, internal=True), await comment(house, agent, other)
        answer = AddCommentCommand(ticket_id=ticket.id, body="Restart it.", after=note)
        await house.desk.add_comment(agent, answer)
        for actor, after in ((customer, note), (agent, foreign), (agent, a_comment().id)):
            async with house.refuses(CommentUnknown) as refused:
                await house.desk.add_comment(actor, structs.replace(answer, after=after))
            assert list(refused.value.details) == ["after"]
