from typing import Any

import pytest

from application.desk.errors import TicketUnknown
from application.desk.move_complaint import MoveComplaintCommand
from application.desk.queries.complaints import ComplaintFilter
from application.desk.submit_complaint import SubmitComplaintCommand
from domain.desk.complaint import ComplaintMoveNotAllowed, ComplaintNotFound, ComplaintStatus
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import ComplaintId, UserId
from tests.support.house import ALL, SmallHouse

READERS = {Role.ADMIN, Role.MANAGER}
REVIEW, RESOLVED = ComplaintStatus.UNDER_REVIEW, ComplaintStatus.RESOLVED


async def submit(house: SmallHouse, actor: Actor, **about: Any) -> ComplaintId:
    command = SubmitComplaintCommand(subject="Too slow", text="Nobody answers.", **about)
    return await house.desk.submit_complaint(actor, command)


async def move(
    house: SmallHouse, actor: Actor, complaint_id: ComplaintId, to: ComplaintStatus, resolution: str | None = None
) -> None:
    command = MoveComplaintCommand(complaint_id=complaint_id, status=to, resolution=resolution)
    await house.desk.move_complaint(actor, command)


async def texts(house: SmallHouse, user_id: UserId) -> list[str]:
    return [row.text for row in await house.told(user_id)]


class TestSubmitComplaint:
    @pytest.mark.parametrize("role", Role)
    async def test_is_for_everybody(self, house: SmallHouse, role: Role) -> None:
        somebody = await house.person(role)
        complaint_id = await submit(house, somebody)
        row = await house.desk.complaints.one(somebody, complaint_id)
        assert (row.subject, row.text, row.status, row.ticket_id, row.complainant_id) == (
            "Too slow",
            "Nobody answers.",
            ComplaintStatus.SUBMITTED,
            None,
            somebody.user_id,
        )
        assert house.happened == ["desk.complaint_submitted"]

    async def test_is_about_a_ticket_one_can_know_of(self, house: SmallHouse) -> None:
        customer, foreign = await house.person(Role.CUSTOMER), await house.ticket()
        mine = await house.ticket(requester_id=customer.user_id)
        async with house.refuses(TicketUnknown) as refused:
            await submit(house, customer, ticket_id=foreign.id)
        assert refused.value.details == {"ticketId": "Unknown."}
        complaint_id = await submit(house, customer, ticket_id=mine.id)
        assert (await house.desk.complaints.one(customer, complaint_id)).ticket_id == mine.id

    async def test_tells_who_can_handle_it_and_nobody_else(self, house: SmallHouse) -> None:
        people = {role: await house.person(role) for role in Role}
        away = await house.person(Role.MANAGER, is_active=False)
        about = await house.developer(Role.MANAGER)
        complainant = people[Role.ADMIN]
        ticket = await house.ticket(requester_id=complainant.user_id, assignee_id=about.user_id)
        await submit(house, complainant, ticket_id=ticket.id)
        told = {role for role, person in people.items() if await house.told(person.user_id)}
        assert told == {Role.MANAGER}
        assert await texts(house, people[Role.MANAGER].user_id) == ["Somebody complained: Too slow"]
        assert await texts(house, about.user_id) == await texts(house, away.user_id) == []


class TestMoveComplaint:
    async def test_tells_the_complainant_what_becomes_of_it(self, house: SmallHouse) -> None:
        customer, manager = await house.person(Role.CUSTOMER), await house.person(Role.MANAGER)
        complaint_id = await submit(house, customer)
        await move(house, manager, complaint_id, REVIEW)
        await move(house, manager, complaint_id, RESOLVED, "We are sorry.")
        row = await house.desk.complaints.one(customer, complaint_id)
        assert (row.status, row.resolution) == (RESOLVED, "We are sorry.")
        assert await texts(house, customer.user_id) == [
            "Your complaint is under review: Too slow",
            "Your complaint is resolved: Too slow\nWe are sorry.",
        ]
        async with house.refuses(ComplaintMoveNotAllowed):
            await move(house, manager, complaint_id, REVIEW)

    async def test_tells_nobody_who_is_gone(self, house: SmallHouse) -> None:
        gone, manager = await house.person(Role.CUSTOMER), await house.person(Role.MANAGER)
        complaint_id = await submit(house, gone)
        user = await house.user(gone.user_id)
        await house.settle(type(user)(**{name: getattr(user, name) for name in user.__slots__} | {"is_active": False}))
        await move(house, manager, complaint_id, REVIEW)
        assert await texts(house, gone.user_id) == []

    @pytest.mark.parametrize("role", Role)
    async def test_is_for_those_who_handle_complaints(self, house: SmallHouse, role: Role) -> None:
        reader, customer = await house.person(role), await house.person(Role.CUSTOMER)
        complaint_id = await submit(house, customer)
        if role in READERS:
            await move(house, reader, complaint_id, REVIEW)
            return
        async with house.refuses(ComplaintNotFound):
            await move(house, reader, complaint_id, REVIEW)

    async def test_is_not_by_whom_it_comes_from_or_is_about(self, house: SmallHouse) -> None:
        mine, about = await house.person(Role.MANAGER), await house.developer(Role.MANAGER)
        ticket = await house.ticket(requester_id=mine.user_id, assignee_id=about.user_id)
        complaint_id = await submit(house, mine, ticket_id=ticket.id)
        for actor in (mine, about):
            async with house.refuses(Forbidden):
                await move(house, actor, complaint_id, REVIEW)

    async def test_takes_one_that_there_is(self, house: SmallHouse) -> None:
        manager, ticket = await house.person(Role.MANAGER), await house.ticket()
        async with house.refuses(ComplaintNotFound):
            await move(house, manager, ComplaintId(ticket.id), REVIEW)


class TestLooking:
    @pytest.mark.parametrize("role", Role)
    async def test_shows_ones_own_and_all_to_those_who_read_them(self, house: SmallHouse, role: Role) -> None:
        reader, customer = await house.person(role), await house.person(Role.CUSTOMER)
        mine, theirs = await submit(house, reader), await submit(house, customer)
        found = {row.id for row in (await house.desk.complaints.list(reader, ComplaintFilter(), ALL)).items}
        assert found == ({mine, theirs} if role in READERS else {mine})
        if role not in READERS:
            with pytest.raises(ComplaintNotFound):
                await house.desk.complaints.one(reader, theirs)
