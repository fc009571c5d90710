"""Who is told what of a ticket: each of them once for an event, and nobody of what they did or cannot see."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from application.notifications.ports import NotificationsWork
from application.notifications.when_ticket_assigned import WhenTicketAssigned
from application.notifications.when_ticket_commented import WhenTicketCommented
from application.notifications.when_ticket_moved import WhenTicketMoved
from application.shared.ports import Happened, Reaction, UnitOfWork
from domain.desk.events import TicketAssigned, TicketCommented, TicketEvent, TicketMoved
from domain.desk.ticket import Ticket
from domain.shared.access import HOUSE, Actor, Role
from domain.shared.ids import CommentId, UserId
from tests.support.builders import MONDAY, a_ticket, a_watcher
from tests.support.house import SmallHouse
from tests.support.shelves import stock

EVENT_ID = a_ticket().id


@dataclass
class Around:
    """A ticket with one person of each kind around it."""

    house: SmallHouse
    requester: Actor
    assignee: Actor
    watcher: Actor
    ticket: Ticket

    async def told(self) -> dict[str, list[str]]:
        people = {"requester": self.requester, "assignee": self.assignee, "watcher": self.watcher}
        texts = {name: [row.text for row in await self.house.told(one.user_id)] for name, one in people.items()}
        return {name: said for name, said in texts.items() if said}

    async def watched_by(self, *user_ids: UserId) -> None:
        await stock(self.house.shelf, *(a_watcher(ticket_id=self.ticket.id, user_id=one) for one in user_ids))

    def reaction_to(self, event: TicketEvent) -> Reaction:
        kinds: dict[type[TicketEvent], Callable[[UnitOfWork[NotificationsWork]], Reaction]] = {
            TicketCommented: WhenTicketCommented,
            TicketMoved: WhenTicketMoved,
            TicketAssigned: WhenTicketAssigned,
        }
        return kinds[type(event)](self.house.shelf.notifications_work)

    async def happened(self, event: TicketEvent, by: UserId = HOUSE) -> None:
        for _ in range(2):  # a reaction may be called again
            await self.reaction_to(event)(Happened(EVENT_ID, event, by))

    def comment(self, author: Actor, **what_matters: Any) -> TicketCommented:
        event = TicketCommented(
            ticket_id=self.ticket.id,
            comment_id=CommentId(EVENT_ID),
            author_id=author.user_id,
            is_internal=False,
            at=MONDAY,
        )
        return replace(event, **what_matters)

    def move(self, to: str) -> TicketMoved:
        return TicketMoved(ticket_id=self.ticket.id, old="open", new=to, at=MONDAY)

    def assignment(self, by: UserId = HOUSE) -> TicketAssigned:
        return TicketAssigned(
            ticket_id=self.ticket.id,
            number=9,
            title=self.ticket.title,
            assignee_id=self.assignee.user_id,
            assigned_by=by,
            at=MONDAY,
        )


@pytest.fixture
async def around(house: SmallHouse) -> Around:
    requester, assignee = await house.person(Role.CUSTOMER), await house.developer()
    watcher = await house.person(Role.AGENT)
    ticket = await house.ticket(
        number=9, title="Printer on fire", requester_id=requester.user_id, assignee_id=assignee.user_id
    )
    made = Around(house, requester, assignee, watcher, ticket)
    await made.watched_by(watcher.user_id)
    return made


REPLY = ["Ticket 9 has a new reply: Printer on fire"]
NOTE = ["Ticket 9 has a new internal note: Printer on fire"]


class TestWhenTicketCommented:
    async def test_tells_the_requester_of_replies_by_staff(self, around: Around) -> None:
        await around.happened(around.comment(around.assignee))
        assert await around.told() == {"requester": REPLY, "watcher": REPLY}

    async def test_tells_the_assignee_of_replies_by_the_requester(self, around: Around) -> None:
        await around.happened(around.comment(around.requester))
        assert await around.told() == {"assignee": REPLY, "watcher": REPLY}

    async def test_tells_nobody_what_they_said(self, around: Around) -> None:
        await around.happened(around.comment(around.watcher))
        assert await around.told() == {"requester": REPLY}

    async def test_tells_of_notes_only_who_watches_and_may_see_them(self, around: Around) -> None:
        await around.watched_by(around.requester.user_id)
        await around.happened(around.comment(around.assignee, is_internal=True))
        assert await around.told() == {"watcher": NOTE}

    async def test_tells_once_whatever_somebody_is_to_the_ticket(self, around: Around) -> None:
        await around.watched_by(around.requester.user_id, around.assignee.user_id)
        await around.happened(around.comment(around.requester))
        assert await around.told() == {"assignee": REPLY, "watcher": REPLY}
        [row] = await around.house.told(around.assignee.user_id)
        assert (row.kind, row.ticket_id, row.created_at, row.read_at) == (
            "desk.ticket_commented",
            around.ticket.id,
            MONDAY,
            None,
        )

    @pytest.mark.parametrize("change", [{"role": Role.CUSTOMER}, {"role": Role.DEVELOPER}, {"is_active": False}])
    async def test_tells_nobody_who_cannot_see_it_any_more(self, around: Around, change: dict[str, Any]) -> None:
        watcher = await around.house.user(around.watcher.user_id)
        await around.house.settle(replace(watcher, **change))
        await around.happened(around.comment(around.assignee))
        assert await around.told() == {"requester": REPLY}


class TestWhenTicketMoved:
    @pytest.mark.parametrize(
        ("to", "asked"), [("pending", "Ticket 9 waits for you: "), ("resolved", "Ticket 9 is resolved: ")]
    )
    async def test_tells_the_requester_when_it_is_their_turn(self, around: Around, to: str, asked: str) -> None:
        await around.happened(around.move(to), by=around.assignee.user_id)
        title = "Printer on fire"
        assert await around.told() == {"requester": [asked + title], "watcher": [f"Ticket 9 is now {to}: {title}"]}

    async def test_tells_watchers_of_every_move(self, around: Around) -> None:
        await around.happened(around.move("in_progress"))
        assert await around.told() == {"watcher": ["Ticket 9 is now in progress: Printer on fire"]}

    async def test_tells_nobody_who_moved_it(self, around: Around) -> None:
        await around.happened(around.move("resolved"), by=around.requester.user_id)
        await around.happened(around.move("closed"), by=around.watcher.user_id)
        assert await around.told() == {"watcher": ["Ticket 9 is now resolved: Printer on fire"]}


class TestWhenTicketAssigned:
    async def test_tells_the_assignee_and_watchers(self, around: Around) -> None:
        await around.happened(around.assignment())
        assert await around.told() == {
            "assignee": ["Ticket 9 is yours: Printer on fire"],
            "watcher": ["Ticket 9 has an assignee: Printer on fire"],
        }

    async def test_tells_nobody_who_took_it_or_handed_it_over(self, around: Around) -> None:
        await around.happened(around.assignment(by=around.assignee.user_id))
        assert await around.told() == {"watcher": ["Ticket 9 has an assignee: Printer on fire"]}

    async def test_tells_nobody_that_it_is_theirs_when_it_is_no_more(self, around: Around) -> None:
        async with around.house.shelf.desk_work() as work:
            await work.tickets.save(replace(around.ticket, assignee_id=around.watcher.user_id))
        await around.happened(around.assignment())
        assert await around.told() == {"watcher": ["Ticket 9 has an assignee: Printer on fire"]}
