from typing import Any
from uuid import uuid4

import pytest
from msgspec import UNSET

from application.desk.act_on_tickets import (
    ActionRefused,
    ActOnTicketsCommand,
    Mode,
    Refused,
    Remark,
    TicketAction,
    TicketOutcome,
)
from application.desk.errors import CategoryUnknown, StatusUnknown
from application.desk.revise_ticket import ResolutionWithoutMove
from domain.desk.category import CategoryInactive
from domain.desk.developer import NotADeveloper
from domain.desk.named_status import StatusInactive, StatusUnclear
from domain.desk.ticket import Priority, Status, Ticket
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, Invalid, Unavailable
from domain.shared.ids import CategoryId, StatusId, TicketId, UserId
from entrypoints.settings import Settings
from tests.support.builders import a_status
from tests.support.house import SmallHouse
from tests.support.shelves import stock

ADMIN = Actor.house()


async def act(
    house: SmallHouse, tickets: list[Ticket], mode: Mode = Mode.EACH, *, by: Actor = ADMIN, **action: Any
) -> list[TicketOutcome]:
    versions = action.pop("versions", {})
    command = ActOnTicketsCommand(
        ids=tuple(ticket.id for ticket in tickets), mode=mode, action=TicketAction(**action), versions=versions
    )
    return await house.desk.act_on_tickets(by, command)


def told(outcomes: list[TicketOutcome]) -> list[str]:
    return [outcome.error.code if outcome.error else "done" for outcome in outcomes]


class TestEach:
    async def test_is_done_to_each_and_told_in_the_order_asked(self, house: SmallHouse) -> None:
        one, closed, other = await house.ticket(), await house.ticket(status=Status.CLOSED), await house.ticket()
        outcomes = await act(house, [other, closed, one], priority=Priority.CRITICAL)
        assert [outcome.id for outcome in outcomes] == [other.id, closed.id, one.id]
        refused = Refused("DESK_TICKET_CLOSED", f"Ticket {closed.number} is closed.", {})
        assert [(outcome.ok, outcome.error) for outcome in outcomes] == [(True, None), (False, refused), (True, None)]
        assert (await house.card(one.id)).priority is (await house.card(other.id)).priority is Priority.CRITICAL
        assert house.happened == ["desk.ticket_edited"] * 2

    async def test_leaves_nothing_of_what_was_refused_half_way(self, house: SmallHouse) -> None:
        """The comment and the tags would have been fine."""
        full, room = await house.developer(capacity=1), await house.ticket()
        await act(house, [await house.ticket()], assignee_id=full.user_id)
        before = len(house.happened)
        outcomes = await act(
            house, [room], comment=Remark(body="All of you."), add_tags=("outage",), assignee_id=full.user_id
        )
        assert told(outcomes) == ["DESK_DEVELOPER_FULL"]
        assert (await house.card(room.id)).tags == []
        assert await house.comments(room.id) == []
        assert house.happened[before:] == []

    async def test_goes_by_the_same_rights_as_one_by_one(self, house: SmallHouse) -> None:
        developer, other = await house.developer(), await house.developer()
        mine = await house.ticket(assignee_id=developer.user_id)
        asked_for, foreign = await house.ticket(requester_id=developer.user_id), await house.ticket()
        tickets = [mine, asked_for, foreign]
        assert told(await act(house, tickets, by=developer, assignee_id=other.user_id)) == [
            "done",
            "FORBIDDEN",
            "DESK_TICKET_NOT_FOUND",
        ]

    async def test_does_not_tell_what_is_hidden_from_what_is_missing(self, house: SmallHouse) -> None:
        developer, foreign = await house.developer(), await house.ticket()
        command = ActOnTicketsCommand(
            ids=(foreign.id, TicketId(uuid4())), mode=Mode.EACH, action=TicketAction(add_tags=("seen",))
        )
        hidden, missing = await house.desk.act_on_tickets(developer, command)
        assert hidden.error == missing.error
        assert (await house.card(foreign.id)).tags == []

    async def test_holds_to_the_versions_that_are_stated(self, house: SmallHouse) -> None:
        tickets = [await house.ticket(version=version) for version in (1, 2, 3)]
        versions = {tickets[0].id: 1, tickets[1].id: 1}
        assert told(await act(house, tickets, priority=Priority.LOW, versions=versions)) == [
            "done",
            "STALE_VERSION",
            "done",
        ]

    async def test_is_over_when_the_store_is_away(self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> None:
        """That says nothing about the ticket at hand."""

        async def away(*_: Any) -> None:
            raise Unavailable("The database is busy.")

        monkeypatch.setattr("application.desk.act_on_tickets.ActOnTickets._act", away)
        ticket = await house.ticket()
        async with house.refuses(Unavailable):
            await act(house, [ticket], priority=Priority.LOW)


class TestAll:
    async def test_is_done_to_all(self, house: SmallHouse) -> None:
        tickets = [await house.ticket() for _ in range(3)]
        assert told(await act(house, tickets, Mode.ALL, priority=Priority.LOW)) == ["done"] * 3
        assert {(await house.card(ticket.id)).priority for ticket in tickets} == {Priority.LOW}

    async def test_is_done_to_none_where_some_refuse_and_names_them(self, house: SmallHouse) -> None:
        closed = [await house.ticket(status=Status.CLOSED) for _ in range(2)]
        tickets = [closed[0], await house.ticket(), closed[1], await house.ticket()]
        async with house.refuses(ActionRefused) as refused:
            await act(house, tickets, Mode.ALL, priority=Priority.LOW)
        assert refused.value.message == "2 of 4 tickets refuse, so that nothing was done."
        assert refused.value.details == {
            "ids[0]": f"DESK_TICKET_CLOSED: Ticket {closed[0].number} is closed.",
            "ids[2]": f"DESK_TICKET_CLOSED: Ticket {closed[1].number} is closed.",
        }


class TestAction:
    async def test_is_for_those_who_work(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        mine = await house.ticket(requester_id=customer.user_id)
        async with house.refuses(Forbidden):
            await act(house, [mine], by=customer, priority=Priority.LOW)

    async def test_replies_before_it_resolves(self, house: SmallHouse) -> None:
        """The reply is what resolving asks for."""
        agent, developer, ticket = await house.person(Role.AGENT), await house.developer(), await house.ticket()
        outcomes = await act(
            house,
            [ticket],
            by=agent,
            comment=Remark(body="The server is up again."),
            add_tags=("outage",),
            assignee_id=developer.user_id,
            status=Status.RESOLVED,
        )
        card = await house.card(ticket.id)
        assert told(outcomes) == ["done"]
        assert (card.status, card.tags, card.assignee_id) == (Status.RESOLVED, ["outage"], developer.user_id)
        assert [turn.status for turn in await house.turns(ticket.id)] == ["completed"]

    async def test_opens_again_before_it_changes(self, house: SmallHouse) -> None:
        developer, closed = await house.developer(), await house.ticket(status=Status.CLOSED)
        outcomes = await act(
            house,
            [closed],
            status=Status.REOPENED,
            priority=Priority.HIGH,
            remove_tags=("done",),
            assignee_id=developer.user_id,
        )
        card = await house.card(closed.id)
        assert told(outcomes) == ["done"]
        assert (card.status, card.priority, card.assignee_id) == (Status.REOPENED, Priority.HIGH, developer.user_id)

    async def test_moves_into_a_category_before_it_hands_over(self, house: SmallHouse) -> None:
        """A developer solves what is of their team."""
        team = await house.team()
        category = await house.category(team_id=team.id)
        developer, ticket = await house.developer(team_id=team.id), await house.ticket(team_id=(await house.team()).id)
        assert told(await act(house, [ticket], assignee_id=developer.user_id)) == ["DESK_DEVELOPER_OUTSIDE_TEAM"]
        assert told(await act(house, [ticket], assignee_id=developer.user_id, category_id=category.id)) == ["done"]
        assert told(await act(house, [ticket], category_id=None)) == ["done"]
        assert (await house.card(ticket.id)).category_id is None

    async def test_gives_back_what_it_takes_from_somebody(self, house: SmallHouse) -> None:
        held = await house.ticket(assignee_id=(await house.developer()).user_id)
        free, category = await house.ticket(), await house.category()
        outcomes = await act(house, [held, free], assignee_id=None, category_id=category.id)
        assert told(outcomes) == ["done", "DESK_TICKET_NOBODYS"]
        assert ((await house.card(held.id)).assignee_id, (await house.card(held.id)).category_id) == (None, category.id)
        assert (await house.card(free.id)).category_id is None

    async def test_takes_from_nobody_what_they_may_not(self, house: SmallHouse) -> None:
        holder, developer = await house.developer(), await house.developer()
        ticket = await house.ticket(assignee_id=holder.user_id, requester_id=developer.user_id)
        assert told(await act(house, [ticket], by=developer, assignee_id=None)) == ["FORBIDDEN"]

    async def test_moves_to_a_name_of_a_status(self, house: SmallHouse) -> None:
        waiting, ticket, pending = a_status(), await house.ticket(), await house.ticket(status=Status.PENDING)
        await stock(house.shelf, waiting)
        assert told(await act(house, [ticket, pending], status_id=waiting.id)) == ["done", "done"]
        for one in (ticket, pending):
            card = await house.card(one.id)
            assert (card.status, card.status_id) == (Status.PENDING, waiting.id)
        assert house.happened == ["desk.ticket_moved", "desk.ticket_status_named"]
        assert told(await act(house, [ticket], status_id=waiting.id, status=Status.PENDING)) == [
            "DESK_MOVE_NOT_ALLOWED"
        ], "It has it already."

    async def test_resolves_and_opens_again_by_name(self, house: SmallHouse) -> None:
        """Opened again before it changes, as by the status itself."""
        fixed, back = a_status(status=Status.RESOLVED), a_status(status=Status.REOPENED)
        await stock(house.shelf, fixed, back)
        ticket, closed = await house.ticket(), await house.ticket(status=Status.CLOSED)
        assert told(await act(house, [ticket], status_id=fixed.id, resolution="Restarted.")) == ["done"]
        assert told(await act(house, [closed], status_id=back.id, priority=Priority.HIGH)) == ["done"]
        cards = await house.card(ticket.id), await house.card(closed.id)
        assert [(card.status, card.status_id) for card in cards] == [
            (Status.RESOLVED, fixed.id),
            (Status.REOPENED, back.id),
        ]
        assert (cards[0].resolution, cards[1].priority) == ("Restarted.", Priority.HIGH)

    async def test_writes_notes_too(self, house: SmallHouse) -> None:
        ticket = await house.ticket()
        await act(house, [ticket], comment=Remark(body="Seen.", internal=True))
        assert [comment.is_internal for comment in await house.comments(ticket.id)] == [True]


class TestRequest:
    async def test_states_something_to_do(self, house: SmallHouse) -> None:
        ticket = await house.ticket()
        async with house.refuses(Invalid) as refused:
            await act(house, [ticket])
        assert refused.value.details == {"action": "States nothing to do."}

    async def test_explains_only_moves(self, house: SmallHouse) -> None:
        ticket = await house.ticket()
        async with house.refuses(ResolutionWithoutMove) as refused:
            await act(house, [ticket], resolution="Restarted.")
        assert refused.value.details.keys() == {"action.resolution"}

    async def test_names_every_ticket_once(self, house: SmallHouse) -> None:
        ticket = await house.ticket()
        async with house.refuses(Invalid) as refused:
            await act(house, [ticket, ticket], versions={TicketId(uuid4()): 1}, priority=Priority.LOW)
        assert refused.value.details == {
            "ids": "A ticket is named twice.",
            "versions": "Names a ticket that is not among ids.",
        }

    async def test_names_no_more_than_may_be(self) -> None:
        house = SmallHouse(Settings(shelf="memory", bulk_tickets=2))
        tickets = [await house.ticket() for _ in range(3)]
        async with house.refuses(Invalid) as refused:
            await act(house, tickets, priority=Priority.LOW)
        assert refused.value.details == {"ids": "At most 2 elements."}
        assert told(await act(house, tickets[:2], priority=Priority.LOW)) == ["done", "done"]

    @pytest.mark.parametrize("mode", Mode)
    async def test_names_nothing_that_there_is_not(self, house: SmallHouse, mode: Mode) -> None:
        inactive, gone, waiting = await house.category(is_active=False), a_status(is_active=False), a_status()
        await stock(house.shelf, gone, waiting)
        tickets = [await house.ticket()]
        for reference, refusal, details in (
            ({"category_id": CategoryId(uuid4())}, CategoryUnknown, {"action.categoryId": "Unknown."}),
            ({"category_id": inactive.id}, CategoryInactive, {"action.categoryId": "Not active."}),
            ({"assignee_id": UserId(uuid4())}, NotADeveloper, {}),
            ({"status_id": StatusId(uuid4())}, StatusUnknown, {"action.statusId": "Unknown."}),
            ({"status_id": gone.id}, StatusInactive, {"action.statusId": "Not active."}),
            (
                {"status_id": waiting.id, "status": Status.RESOLVED},
                StatusUnclear,
                {"action.statusId": "A name of pending."},
            ),
        ):
            async with house.refuses(refusal) as refused:
                await act(house, tickets, mode, **reference)
            assert refused.value.details == details

    def test_leaves_out_what_is_to_stay(self) -> None:
        action = TicketAction()
        assert action.status is action.priority is action.category_id is action.assignee_id is UNSET
