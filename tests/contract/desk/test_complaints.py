import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from application.desk.move_complaint import MoveComplaint, MoveComplaintCommand
from application.desk.queries.complaints import ComplaintFilter, ComplaintRow
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.desk.complaint import Complaint, ComplaintNotFound, ComplaintStatus
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import ComplaintId
from tests.support.builders import MONDAY, a_complaint, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock, unstated

MANAGER = an_actor(Role.MANAGER)
PAGE = PageRequest(sort=(Sort("createdAt"),))
READERS = {Role.ADMIN, Role.MANAGER}


async def complained(shelf: Shelf, **what_matters: object) -> tuple[User, Complaint]:
    customer = a_user()
    complaint = a_complaint(complainant_id=customer.id, **what_matters)
    await stock(shelf, customer, complaint)
    return customer, complaint


async def found(shelf: Shelf, **wanted: object) -> list[ComplaintId]:
    asked = ComplaintFilter(**wanted)  # type: ignore[arg-type] # its fields
    return [row.id for row in (await shelf.complaints.list(MANAGER, asked, PAGE)).items]


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        customer, developer = a_user(), a_user()
        ticket = a_ticket(requester_id=customer.id)
        complaint = a_complaint(
            ticket_id=ticket.id,
            complainant_id=customer.id,
            about_id=developer.id,
            status=ComplaintStatus.DISMISSED,
            resolution="It was answered.",
            updated_at=MONDAY + timedelta(days=1),
        )
        assert unstated(complaint) == []
        await stock(shelf, customer, developer, ticket, complaint)
        async with shelf.desk_work() as work:
            assert await work.complaints.get(complaint.id) == complaint
        row = ComplaintRow(**{name: getattr(complaint, name) for name in ComplaintRow.__struct_fields__})
        assert await shelf.complaints.one(acting(customer), complaint.id) == row
        assert (await shelf.complaints.own(acting(customer), PAGE)).items == [row]

    async def test_keeps_moves(self, shelf: Shelf) -> None:
        _, complaint = await complained(shelf)
        async with shelf.desk_work() as work:
            loaded = await work.complaints.get(complaint.id)
            moved, _ = loaded.move_to(ComplaintStatus.UNDER_REVIEW, at=MONDAY)
            await work.complaints.save(moved)
        assert (await shelf.complaints.one(MANAGER, complaint.id)).status is ComplaintStatus.UNDER_REVIEW

    async def test_that_there_is_not_is_not_found(self, shelf: Shelf) -> None:
        with pytest.raises(ComplaintNotFound):
            await shelf.complaints.one(MANAGER, a_complaint().id)
        with pytest.raises(ComplaintNotFound):
            async with shelf.desk_work() as work:
                await work.complaints.get(a_complaint().id)


class TestScope:
    @pytest.mark.parametrize("role", Role)
    async def test_is_ones_own_or_all(self, shelf: Shelf, role: Role) -> None:
        reader = a_user(role=role)
        mine = a_complaint(complainant_id=reader.id)
        await stock(shelf, reader, mine)
        _, theirs = await complained(shelf, ticket_id=None)
        page = await shelf.complaints.list(acting(reader), ComplaintFilter(), PageRequest(sort=PAGE.sort, limit=100))
        seen = {row.id for row in page.items}
        assert mine.id in seen
        assert (theirs.id in seen) is (role in READERS)
        assert page.total == len(seen)
        assert [row.id for row in (await shelf.complaints.own(acting(reader), PAGE)).items] == [mine.id]
        if role not in READERS:
            with pytest.raises(ComplaintNotFound):
                await shelf.complaints.one(acting(reader), theirs.id)


class TestFilter:
    async def test_finds_by_status_and_ticket(self, shelf: Shelf) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await stock(shelf, requester, ticket)
        _, submitted = await complained(shelf, ticket_id=ticket.id)
        _, reviewed = await complained(
            shelf, ticket_id=ticket.id, status=ComplaintStatus.UNDER_REVIEW, created_at=MONDAY + timedelta(days=1)
        )
        assert await found(shelf, ticket_id=ticket.id) == [submitted.id, reviewed.id]
        assert await found(shelf, ticket_id=ticket.id, status=(ComplaintStatus.SUBMITTED,)) == [submitted.id]
        both = (ComplaintStatus.SUBMITTED, ComplaintStatus.UNDER_REVIEW)
        assert await found(shelf, ticket_id=ticket.id, status=both) == [submitted.id, reviewed.id]


class TestManyAtOnce:
    async def test_take_one_up_once(self, shelf: Shelf, clock: Clock) -> None:
        manager = a_user(role=Role.MANAGER)
        _, complaint = await complained(shelf)
        await stock(shelf, manager)
        move = MoveComplaint(GivingWay(shelf.desk_work), clock)
        command = MoveComplaintCommand(complaint_id=complaint.id, status=ComplaintStatus.UNDER_REVIEW)
        became = await asyncio.gather(*(move(acting(manager), command) for _ in range(6)), return_exceptions=True)
        assert Counter(type(one).__name__ for one in became) == {"NoneType": 1, "ComplaintMoveNotAllowed": 5}


class TestAround:
    async def test_are_the_complainant_and_who_can_handle_it(self, shelf: Shelf) -> None:
        manager, admin, about = a_user(role=Role.MANAGER), a_user(role=Role.ADMIN), a_user(role=Role.MANAGER)
        away, agent = a_user(role=Role.MANAGER, is_active=False), a_user(role=Role.AGENT)
        await stock(shelf, manager, admin, about, away, agent)
        customer, complaint = await complained(shelf, about_id=about.id, resolution="Sorry.")
        async with shelf.notifications_work() as work:
            around = await work.audiences.around_complaint(complaint.id)
        assert (around.subject, around.resolution, around.ticket_id) == (complaint.subject, "Sorry.", None)
        assert around.complainant_id == customer.id
        mine = {manager.id, admin.id, about.id, away.id, agent.id}
        assert [one for one in around.handler_ids if one in mine] == [manager.id, admin.id]

    async def test_is_nobody_who_is_gone(self, shelf: Shelf) -> None:
        gone = a_user(is_active=False)
        complaint = a_complaint(complainant_id=gone.id)
        await stock(shelf, gone, complaint)
        async with shelf.notifications_work() as work:
            assert (await work.audiences.around_complaint(complaint.id)).complainant_id is None
