from dataclasses import replace
from typing import Any

import pytest

from application.notifications.when_ticket_assigned import WhenTicketAssigned
from application.shared.ports import Happened
from domain.desk.events import TicketAssigned
from domain.shared.access import HOUSE
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_ticket, a_user
from tests.support.house import SmallHouse

DEVELOPER, LEAD = a_user().id, a_user().id
TICKET = a_ticket(number=9, title="Printer on fire")
EVENT_ID = a_ticket().id


def happened(assignee_id: UserId = DEVELOPER, **what_matters: Any) -> Happened:
    event = TicketAssigned(
        ticket_id=TICKET.id, number=9, title=TICKET.title, assignee_id=assignee_id, assigned_by=LEAD, at=MONDAY
    )
    return Happened(EVENT_ID, replace(event, **what_matters), HOUSE)


@pytest.fixture
def react(house: SmallHouse) -> WhenTicketAssigned:
    return WhenTicketAssigned(house.shelf.notifications_work)


class TestWhenTicketAssigned:
    async def test_tells_the_assignee(self, house: SmallHouse, react: WhenTicketAssigned) -> None:
        await react(happened())
        [told] = await house.told(DEVELOPER)
        assert (told.kind, told.ticket_id) == ("desk.ticket_assigned", TICKET.id)
        assert (told.text, told.created_at, told.read_at) == (
            "Ticket 9 is yours: Printer on fire",
            MONDAY,
            None,
        )

    async def test_tells_once_however_often_it_is_called(self, house: SmallHouse, react: WhenTicketAssigned) -> None:
        for _ in range(3):
            await react(happened())
        assert len(await house.told(DEVELOPER)) == 1

    async def test_tells_again_when_it_happens_again(self, house: SmallHouse, react: WhenTicketAssigned) -> None:
        await react(happened())
        again = happened()
        await react(Happened(a_ticket().id, again.event, again.actor_id))
        assert len(await house.told(DEVELOPER)) == 2

    async def test_tells_nobody_who_took_it_themselves(self, house: SmallHouse, react: WhenTicketAssigned) -> None:
        await react(happened(assigned_by=DEVELOPER))
        assert await house.told(DEVELOPER) == []
