from typing import Any

import pytest

from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.create_status import CreateStatusCommand
from application.desk.delete_status import DeleteStatusCommand
from application.desk.edit_status import EditStatusCommand
from application.desk.errors import StatusUnknown
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.unmerge_ticket import UnmergeTicketCommand
from domain.desk.named_status import StatusInactive, StatusInUse, StatusNameTaken, StatusNotFound, StatusUnclear
from domain.desk.ticket import AlreadyMerged, MoveNotAllowed, Status
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, StaleVersion
from domain.shared.ids import StatusId, TicketId
from tests.support.builders import a_status
from tests.support.house import SmallHouse

HOUSE = Actor.house()


async def named(house: SmallHouse, name: str, status: Status = Status.PENDING, **more: Any) -> StatusId:
    return await house.desk.create_status(HOUSE, CreateStatusCommand(name=name, status=status, **more))


async def move(house: SmallHouse, ticket_id: TicketId, by: Actor = HOUSE, **more: Any) -> None:
    await house.desk.change_ticket_status(by, ChangeTicketStatusCommand(ticket_id=ticket_id, **more))


class TestStatus:
    async def test_is_created_edited_and_deleted(self, house: SmallHouse) -> None:
        status_id = await named(house, "  Waiting for parts ")
        card = await house.desk.statuses.card(HOUSE, status_id)
        assert (card.name, card.status, card.position, card.is_active) == (
            "Waiting for parts",
            Status.PENDING,
            0,
            True,
        )
        await house.desk.edit_status(HOUSE, EditStatusCommand(status_id=status_id, name=" Waiting ", position=2))
        card = await house.desk.statuses.card(HOUSE, status_id)
        assert (card.name, card.position) == ("Waiting", 2)
        await house.desk.delete_status(HOUSE, DeleteStatusCommand(status_id=status_id))
        with pytest.raises(StatusNotFound):
            await house.desk.statuses.card(HOUSE, status_id)
        assert house.happened == ["desk.status_created", "desk.status_edited", "desk.status_deleted"]

    @pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.MANAGER}])
    async def test_is_for_those_who_configure(self, house: SmallHouse, role: Role) -> None:
        actor, status_id = await house.person(role), await named(house, "Waiting")
        async with house.refuses(Forbidden):
            await house.desk.create_status(actor, CreateStatusCommand(name="New", status=Status.OPEN))
        async with house.refuses(Forbidden):
            await house.desk.edit_status(actor, EditStatusCommand(status_id=status_id, name="Other"))
        async with house.refuses(Forbidden):
            await house.desk.delete_status(actor, DeleteStatusCommand(status_id=status_id))

    async def test_has_a_name_of_its_own(self, house: SmallHouse) -> None:
        await named(house, "Waiting")
        other = await named(house, "Other")
        async with house.refuses(StatusNameTaken):
            await named(house, "WAITING", Status.OPEN)
        async with house.refuses(StatusNameTaken):
            await house.desk.edit_status(HOUSE, EditStatusCommand(status_id=other, name="waiting"))

    async def test_has_to_be_there(self, house: SmallHouse) -> None:
        missing = a_status().id
        async with house.refuses(StatusNotFound):
            await house.desk.edit_status(HOUSE, EditStatusCommand(status_id=missing, name="Other"))
        async with house.refuses(StatusNotFound):
            await house.desk.delete_status(HOUSE, DeleteStatusCommand(status_id=missing))

    async def test_that_tickets_carry_stays(self, house: SmallHouse) -> None:
        ticket, status_id = await house.ticket(), await named(house, "Waiting")
        await move(house, ticket.id, status_id=status_id)
        async with house.refuses(StatusInUse):
            await house.desk.delete_status(HOUSE, DeleteStatusCommand(status_id=status_id))
        await house.desk.edit_status(HOUSE, EditStatusCommand(status_id=status_id, is_active=False))
        assert (await house.card(ticket.id)).status_id == status_id

    async def test_stays_while_a_merged_ticket_may_come_back_to_it(self, house: SmallHouse) -> None:
        target = await house.ticket()
        source, status_id = await house.ticket(requester_id=target.requester_id), await named(house, "Waiting")
        await move(house, source.id, status_id=status_id)
        await house.desk.merge_ticket(HOUSE, MergeTicketCommand(ticket_id=source.id, into_id=target.id))
        assert (await house.card(source.id)).status_id is None
        async with house.refuses(StatusInUse):
            await house.desk.delete_status(HOUSE, DeleteStatusCommand(status_id=status_id))
        over = await named(house, "Over", Status.CLOSED)
        async with house.refuses(AlreadyMerged):
            await move(house, source.id, status_id=over)
        await house.desk.unmerge_ticket(HOUSE, UnmergeTicketCommand(ticket_id=source.id))
        assert (await house.card(source.id)).status_id == status_id


class TestMove:
    async def test_goes_by_the_rules_of_the_status(self, house: SmallHouse) -> None:
        ticket, over = await house.ticket(), await named(house, "Over", Status.CLOSED)
        agent = await house.person(Role.AGENT)
        async with house.refuses(Forbidden):
            await move(house, ticket.id, agent, status_id=over)
        await move(house, ticket.id, status=Status.IN_PROGRESS)
        async with house.refuses(MoveNotAllowed):
            await move(house, ticket.id, status_id=over)

    async def test_from_name_to_name_of_one_status_is_told_by_itself(self, house: SmallHouse) -> None:
        ticket, agent = await house.ticket(), await house.person(Role.AGENT)
        first, second = await named(house, "Waiting for parts"), await named(house, "Waiting for lawyers")
        await move(house, ticket.id, agent, status_id=first, status=Status.PENDING)
        house.recorded.clear()
        await move(house, ticket.id, agent, status_id=second)
        await move(house, ticket.id, agent, status=Status.PENDING)
        assert house.happened == ["desk.ticket_status_named"] * 2
        card = await house.card(ticket.id)
        assert (card.status, card.status_id, card.version) == (Status.PENDING, None, 4)
        async with house.refuses(MoveNotAllowed):
            await move(house, ticket.id, agent, status=Status.PENDING)

    async def test_to_another_name_is_for_staff_who_saw_the_newest(self, house: SmallHouse) -> None:
        ticket, status_id = await house.ticket(), await named(house, "New", Status.OPEN)
        async with house.refuses(Forbidden):
            await move(house, ticket.id, Actor(ticket.requester_id, Role.CUSTOMER), status_id=status_id)
        async with house.refuses(StaleVersion):
            await move(house, ticket.id, status_id=status_id, expected_version=7)

    async def test_says_where(self, house: SmallHouse) -> None:
        ticket, off = await house.ticket(), await named(house, "Off", is_active=False)
        async with house.refuses(StatusUnclear):
            await move(house, ticket.id)
        async with house.refuses(StatusUnknown):
            await move(house, ticket.id, status_id=a_status().id)
        async with house.refuses(StatusInactive):
            await move(house, ticket.id, status_id=off)
