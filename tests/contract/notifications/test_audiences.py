from typing import Any

import pytest

from application.notifications.ports import Concerned, TicketAround
from application.shelf import Shelf
from domain.desk.ticket import Ticket
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import a_team, a_ticket, a_user, a_watcher
from tests.support.shelves import stock


async def around(shelf: Shelf, ticket: Ticket) -> TicketAround:
    async with shelf.notifications_work() as work:
        return await work.audiences.around(ticket.id)


def concerned(user: User, *, sees_internal: bool, **what_matters: Any) -> Concerned:
    usual = {"is_requester": False, "is_assignee": False, "is_watcher": False}
    return Concerned(user_id=user.id, sees_internal=sees_internal, **usual | what_matters)


class TestAround:
    async def test_are_those_whose_it_is_and_who_watches(self, shelf: Shelf) -> None:
        requester, assignee = a_user(), a_user(role=Role.DEVELOPER)
        watcher, stranger = a_user(role=Role.AGENT), a_user(role=Role.AGENT)
        ticket = a_ticket(requester_id=requester.id, assignee_id=assignee.id, title="Printer on fire")
        elsewhere = a_ticket(requester_id=requester.id)
        await stock(shelf, requester, assignee, watcher, stranger, ticket, elsewhere)
        watching = [a_watcher(ticket_id=ticket.id, user_id=one.id) for one in (watcher, assignee)]
        await stock(shelf, *watching, a_watcher(ticket_id=elsewhere.id, user_id=stranger.id))
        found = await around(shelf, ticket)
        assert (found.number, found.title, found.requester_id) == (ticket.number, "Printer on fire", requester.id)
        assert list(found.concerned) == [
            concerned(requester, sees_internal=False, is_requester=True),
            concerned(assignee, sees_internal=True, is_assignee=True, is_watcher=True),
            concerned(watcher, sees_internal=True, is_watcher=True),
        ]

    async def test_of_a_ticket_that_is_nobodys_is_the_requester(self, shelf: Shelf) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await stock(shelf, requester, ticket)
        assert [one.user_id for one in (await around(shelf, ticket)).concerned] == [requester.id]

    @pytest.mark.parametrize("role", Role)
    async def test_are_only_those_who_can_see_it_now(self, shelf: Shelf, role: Role) -> None:
        requester, team, watcher = a_user(is_active=False), a_team(), a_user(role=role)
        member = a_user(role=role, team_id=team.id)
        ticket = a_ticket(requester_id=requester.id, team_id=team.id)
        await stock(shelf, team, requester, watcher, member, ticket)
        await stock(shelf, *(a_watcher(ticket_id=ticket.id, user_id=one.id) for one in (watcher, member)))
        sees_all = role in {Role.ADMIN, Role.MANAGER, Role.AGENT}
        seen = [watcher.id, member.id] if sees_all else [member.id] if role is Role.DEVELOPER else []
        assert [one.user_id for one in (await around(shelf, ticket)).concerned] == seen
