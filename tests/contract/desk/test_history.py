"""The history of a ticket, on every shelf: what happened to it, and to whom that is told."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.markdown.prose import MarkdownProse
from application.desk.add_comment import AddComment, AddCommentCommand
from application.desk.assign_ticket import AssignTicket, AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.edit_ticket import EditTicket, EditTicketCommand
from application.desk.link_tickets import LinkTickets, LinkTicketsCommand
from application.desk.open_ticket import OpenTicket, OpenTicketCommand
from application.desk.queries.history import HistoryRow
from application.shared.changes import MASK
from application.shared.origin import Origin, origin
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.history import PUBLIC, STAFF, Doer
from domain.desk.link import Relation
from domain.desk.ticket import Priority, Status, TicketNotFound
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import TicketId
from tests.support.builders import a_profile, a_ticket, a_user, acting
from tests.support.shelves import stock

PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)


class Desk:
    """A customer, an agent and a developer, and a ticket that much happens to."""

    def __init__(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        self.shelf, self.clock, self.ids = shelf, clock, ids
        self.customer, self.agent = a_user(first_name="Ann"), a_user(role=Role.AGENT, first_name="Bob")
        self.developer = a_user(role=Role.DEVELOPER, first_name="Cy")

    async def open(self) -> TicketId:
        await stock(self.shelf, self.customer, self.agent, self.developer, a_profile(user_id=self.developer.id))
        command = OpenTicketCommand(title="It fails", description="Every time.")
        opened = await self.done(self.customer, OpenTicket(self.shelf.desk_work, self.clock, self.ids), command)
        ticket_id: TicketId = getattr(opened, "id", opened)
        return ticket_id

    async def done(self, by: User, act: Any, command: Any) -> Any:
        token = origin.set(Origin(actor_id=by.id, ip="192.0.2.1", request_id="r-1"))
        try:
            return await act(acting(by), command)
        finally:
            origin.reset(token)

    async def live(self, ticket_id: TicketId) -> None:
        work, clock, ids = self.shelf.desk_work, self.clock, self.ids
        say, edit, assign = (
            AddComment(work, clock, ids, MarkdownProse()),
            EditTicket(work, clock),
            AssignTicket(work, clock, ids),
        )
        move, link = ChangeTicketStatus(work, clock, timedelta(days=14), ids), LinkTickets(work, clock, ids)
        other = a_ticket(requester_id=self.agent.id)
        await stock(self.shelf, other)
        for by, act, command in (
            (self.agent, say, AddCommentCommand(ticket_id=ticket_id, body="A note", internal=True)),
            (self.agent, say, AddCommentCommand(ticket_id=ticket_id, body="A reply")),
            (self.agent, edit, EditTicketCommand(ticket_id=ticket_id, priority=Priority.HIGH, description="New")),
            (self.agent, edit, EditTicketCommand(ticket_id=ticket_id, tags=("secret-customer",))),
            (self.agent, assign, AssignTicketCommand(ticket_id=ticket_id, developer_id=self.developer.id)),
            (
                self.agent,
                link,
                LinkTicketsCommand(ticket_id=ticket_id, relation=Relation.RELATES_TO, other_id=other.id),
            ),
            (self.developer, move, ChangeTicketStatusCommand(ticket_id=ticket_id, status=Status.IN_PROGRESS)),
        ):
            await self.done(by, act, command)

    async def history(self, of: User, ticket_id: TicketId, page: PageRequest = PAGE) -> list[HistoryRow]:
        return (await self.shelf.history.list(acting(of), ticket_id, page)).items


@pytest.fixture
def desk(shelf: Shelf, clock: Clock, ids: Ids) -> Desk:
    return Desk(shelf, clock, ids)


class TestHistory:
    async def test_tells_requesters_what_is_public(self, desk: Desk) -> None:
        ticket_id = await desk.open()
        await desk.live(ticket_id)
        told = await desk.history(desk.customer, ticket_id)
        assert [(row.action, row.by, row.old_values, row.new_values) for row in told] == [
            ("desk.ticket_opened", Doer.YOU, {}, {}),
            ("desk.ticket_commented", Doer.STAFF, {}, {}),
            (
                "desk.ticket_edited",
                Doer.STAFF,
                {"priority": "medium", "description": MASK},
                {"priority": "high", "description": MASK},
            ),
            ("desk.ticket_assigned", Doer.STAFF, {}, {}),
            ("desk.ticket_moved", Doer.STAFF, {"status": "open"}, {"status": "in_progress"}),
        ]
        assert {(row.actor_id, row.actor_name) for row in told} == {(None, None)}

    async def test_tells_staff_who_did_what(self, desk: Desk) -> None:
        ticket_id = await desk.open()
        await desk.live(ticket_id)
        told = await desk.history(desk.agent, ticket_id)
        assert [row.action.removeprefix("desk.") for row in told] == [
            "ticket_opened",
            "ticket_commented",
            "ticket_commented",
            "ticket_edited",
            "ticket_edited",
            "ticket_assigned",
            "ticket_linked",
            "ticket_moved",
        ]
        opened, noted, *_, linked, moved = told
        assert (opened.by, opened.actor_name) == (Doer.REQUESTER, desk.customer.name)
        assert (noted.by, noted.actor_id, noted.new_values["body"]) == (Doer.YOU, desk.agent.id, MASK)
        assert linked.new_values == {"relation": "relates_to"}
        assert (moved.by, moved.actor_name, moved.new_values) == (
            Doer.STAFF,
            desk.developer.name,
            {"status": "in_progress"},
        )

    async def test_names_the_house_as_such(self, desk: Desk) -> None:
        ticket_id = await desk.open()
        async with desk.shelf.desk_work() as work:
            ticket = await work.tickets.get(ticket_id, scope=TicketScope.all())
            await work.tickets.save(*ticket.edit(at=desk.clock.now(), title="Another"))
        assert (await desk.history(desk.customer, ticket_id))[-1].by is Doer.HOUSE

    async def test_of_another_ticket_is_untold(self, desk: Desk) -> None:
        ticket_id = await desk.open()
        stranger = a_user()
        for page in (PAGE, PageRequest(sort=PAGE.sort, page=2)):
            with pytest.raises(TicketNotFound):
                await desk.history(stranger, ticket_id, page)
            with pytest.raises(TicketNotFound):
                await desk.history(desk.agent, a_ticket().id, page)

    async def test_is_read_in_portions(self, desk: Desk) -> None:
        ticket_id = await desk.open()
        await desk.live(ticket_id)
        whole = await desk.history(desk.customer, ticket_id)
        seen: list[HistoryRow] = []
        page = PageRequest(sort=PAGE.sort, limit=2)
        while True:
            found = await desk.shelf.history.list(acting(desk.customer), ticket_id, page)
            assert found.total == len(whole)
            seen += found.items
            if found.last is None:
                break
            page = PageRequest(sort=PAGE.sort, limit=2, after=found.last)
        assert seen == whole


def test_staff_are_told_all_that_requesters_are() -> None:
    assert PUBLIC.keys() <= STAFF.keys()
