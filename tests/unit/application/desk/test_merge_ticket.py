from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from msgspec import UNSET

from application.desk.add_comment import AddCommentCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.edit_ticket import EditTicketCommand
from application.desk.errors import TicketUnknown
from application.desk.follow_up_ticket import FollowUpTicketCommand
from application.desk.link_tickets import LinkTicketsCommand
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.unmerge_ticket import UnmergeTicketCommand
from domain.desk.access import TicketScope
from domain.desk.assignment import AssignmentStatus
from domain.desk.link import Relation
from domain.desk.merge import (
    MergeAcrossRequesters,
    MergedOn,
    MergeIntoItself,
    MergeIntoPart,
    MergeNotFound,
    UnmergeWindowOver,
)
from domain.desk.ticket import AlreadyMerged, Status, Ticket, TicketClosed, TicketHeldUp, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse

HOUSE = Actor.house()


async def merge(house: SmallHouse, source: Ticket, target: Ticket, by: Actor = HOUSE, **more: Any) -> None:
    await house.desk.merge_ticket(by, MergeTicketCommand(ticket_id=source.id, into_id=target.id, **more))


async def unmerge(house: SmallHouse, source: Ticket, by: Actor = HOUSE) -> None:
    await house.desk.unmerge_ticket(by, UnmergeTicketCommand(ticket_id=source.id))


async def two(house: SmallHouse, **what_matters: Any) -> list[Ticket]:
    customer = await house.person(Role.CUSTOMER)
    return [await house.ticket(requester_id=customer.user_id, **what_matters) for _ in range(2)]


class TestMergeTicket:
    async def test_tells_of_both(self, house: SmallHouse) -> None:
        source, target = await two(house)
        await merge(house, source, target)
        assert house.happened == ["desk.ticket_merged", "desk.ticket_moved", "desk.ticket_merged"]
        told = [(row.entity_id, row.action) for row in await house.record()]
        assert told == [
            (source.id, "desk.ticket_merged"),
            (source.id, "desk.ticket_moved"),
            (target.id, "desk.ticket_merged"),
        ]

    async def test_ends_the_turn(self, house: SmallHouse) -> None:
        source, target = await two(house)
        developer = await house.developer()
        command = AssignTicketCommand(ticket_id=source.id, developer_id=developer.user_id)
        await house.desk.assign_ticket(HOUSE, command)
        await merge(house, source, target)
        assert [turn.status for turn in await house.turns(source.id)] == [AssignmentStatus.COMPLETED]
        assert (await house.card(source.id)).assignee_id == developer.user_id

    async def test_is_for_those_who_work(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        one, other = [await house.ticket(requester_id=customer.user_id) for _ in range(2)]
        async with house.refuses(Forbidden):
            await merge(house, one, other, customer)
        await merge(house, one, other)
        async with house.refuses(Forbidden):
            await unmerge(house, one, customer)

    async def test_takes_tickets_one_can_know_of(self, house: SmallHouse) -> None:
        developer = await house.person(Role.DEVELOPER)
        mine, foreign = await house.ticket(requester_id=developer.user_id), await house.ticket()
        async with house.refuses(TicketUnknown) as refused:
            await merge(house, mine, foreign, developer, across_requesters=True)
        assert refused.value.details == {"intoId": "Unknown."}
        async with house.refuses(TicketNotFound):
            await merge(house, foreign, mine, developer, across_requesters=True)

    async def test_brings_requesters_together_on_purpose_alone(self, house: SmallHouse) -> None:
        one, other = await house.ticket(), await house.ticket()
        async with house.refuses(MergeAcrossRequesters):
            await merge(house, one, other)
        await merge(house, one, other, across_requesters=True)

    async def test_refuses_what_makes_no_sense(self, house: SmallHouse) -> None:
        whole, part = await two(house)
        await house.desk.link_tickets(
            HOUSE, LinkTicketsCommand(ticket_id=whole.id, relation=Relation.PARENT_OF, other_id=part.id)
        )
        async with house.refuses(MergeIntoItself):
            await merge(house, whole, whole)
        async with house.refuses(MergeIntoPart):
            await merge(house, whole, part)
        closed = await house.ticket(status=Status.CLOSED, requester_id=whole.requester_id)
        async with house.refuses(TicketClosed):
            await merge(house, part, closed)
        await merge(house, part, whole)
        for source, target in ((part, whole), (whole, part)):
            async with house.refuses(AlreadyMerged):
                await merge(house, source, target)

    async def test_leaves_nothing_to_do_but_to_follow_up(self, house: SmallHouse) -> None:
        source, target = await two(house)
        await merge(house, source, target)
        requester = Actor(source.requester_id, Role.CUSTOMER)
        said, move = AddCommentCommand(ticket_id=source.id, body="More."), Status.REOPENED
        for actor in (HOUSE, requester):
            async with house.refuses(AlreadyMerged):
                await house.desk.add_comment(actor, said)
            async with house.refuses(AlreadyMerged):
                await house.desk.change_ticket_status(
                    actor, ChangeTicketStatusCommand(ticket_id=source.id, status=move)
                )
            for title in (UNSET, "Better said"):
                async with house.refuses(AlreadyMerged):
                    await house.desk.edit_ticket(actor, EditTicketCommand(ticket_id=source.id, title=title))
        await house.desk.follow_up_ticket(
            requester, FollowUpTicketCommand(ticket_id=source.id, title="Again", description="It is back.")
        )

    async def test_has_who_waited_for_the_source_wait_for_the_target(self, house: SmallHouse) -> None:
        source, target = await two(house)
        waiting = await house.ticket()
        await house.desk.link_tickets(
            HOUSE, LinkTicketsCommand(ticket_id=source.id, relation=Relation.BLOCKS, other_id=waiting.id)
        )
        await merge(house, source, target)
        resolve = ChangeTicketStatusCommand(ticket_id=waiting.id, status=Status.RESOLVED, resolution="Done.")
        with pytest.raises(TicketHeldUp):
            await house.desk.change_ticket_status(HOUSE, resolve)
        await house.desk.change_ticket_status(
            HOUSE, ChangeTicketStatusCommand(ticket_id=target.id, status=Status.RESOLVED, resolution="Done.")
        )
        await house.desk.change_ticket_status(HOUSE, resolve)


class TestUnmergeTicket:
    async def test_tells_of_both(self, house: SmallHouse) -> None:
        source, target = await two(house)
        await merge(house, source, target)
        house.recorded.clear()
        await unmerge(house, source)
        assert house.happened == ["desk.ticket_unmerged", "desk.ticket_moved", "desk.ticket_unmerged"]
        assert [event.payload["ticket_id"] for event in house.recorded[::2]] == [str(source.id), str(target.id)]

    @pytest.mark.parametrize("role", [Role.DEVELOPER, Role.MANAGER])
    async def test_gives_it_to_whoever_had_it(self, house: SmallHouse, role: Role) -> None:
        source, target = await two(house)
        developer = await house.developer(role, capacity=1)
        command = AssignTicketCommand(ticket_id=source.id, developer_id=developer.user_id)
        await house.desk.assign_ticket(HOUSE, command)
        await merge(house, source, target)
        await unmerge(house, source)
        assert [turn.status for turn in await house.turns(source.id)] == ["completed", "assigned"]
        assert (await house.card(source.id)).assignee_id == developer.user_id
        assert len(await house.told(developer.user_id)) == 2

    async def test_gives_it_to_nobody_who_is_full_by_now(self, house: SmallHouse) -> None:
        source, target = await two(house)
        developer = await house.developer(capacity=1)
        for ticket in (source, target):
            command = AssignTicketCommand(ticket_id=ticket.id, developer_id=developer.user_id)
            await house.desk.assign_ticket(HOUSE, command)
            if ticket is source:
                await merge(house, source, target)
        await unmerge(house, source)
        assert (await house.card(source.id)).assignee_id is None
        assert house.happened[-3:] == ["desk.ticket_moved", "desk.ticket_unassigned", "desk.ticket_unmerged"]

    async def test_gives_it_to_nobody_when_nobody_had_it_in_the_end(self, house: SmallHouse) -> None:
        source, target = await two(house)
        developer = await house.developer()
        command = AssignTicketCommand(ticket_id=source.id, developer_id=developer.user_id)
        await house.desk.assign_ticket(HOUSE, command)
        await merge(house, source, target)
        async with house.shelf.desk_work() as work:
            merged = await work.tickets.get(source.id, scope=TicketScope.all())
            await work.tickets.save(replace(merged, assignee_id=None))
        await unmerge(house, source)
        assert (await house.card(source.id)).assignee_id is None
        assert len(await house.turns(source.id)) == 1

    async def test_refuses_what_was_never_merged(self, house: SmallHouse) -> None:
        source, target = await two(house)
        async with house.refuses(MergeNotFound):
            await unmerge(house, source)
        await merge(house, source, target)
        async with house.refuses(MergeNotFound):
            await unmerge(house, target)

    async def test_is_for_whoever_knows_of_both(self, house: SmallHouse) -> None:
        developer = await house.person(Role.DEVELOPER)
        mine, foreign = await house.ticket(requester_id=developer.user_id), await house.ticket()
        await merge(house, mine, foreign, across_requesters=True)
        async with house.refuses(MergeNotFound):
            await unmerge(house, mine, developer)
        await unmerge(house, mine)
        await merge(house, foreign, mine, across_requesters=True)
        async with house.refuses(TicketNotFound):
            await unmerge(house, foreign, developer)

    async def test_is_there_for_a_day(self, house: SmallHouse) -> None:
        source, target = await two(house)
        await merge(house, source, target)
        house.clock.skip(timedelta(hours=24))
        async with house.refuses(UnmergeWindowOver):
            await unmerge(house, source)

    async def test_goes_back_the_way_it_came(self, house: SmallHouse) -> None:
        source, target = await two(house)
        further = await house.ticket(requester_id=source.requester_id)
        await merge(house, source, target)
        await merge(house, target, further)
        async with house.refuses(MergedOn):
            await unmerge(house, source)
        await unmerge(house, target)
        await unmerge(house, source)
        assert {(await house.card(each.id)).status for each in (source, target, further)} == {Status.OPEN}
