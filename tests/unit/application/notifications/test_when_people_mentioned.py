from application.notifications.when_people_mentioned import WhenPeopleMentioned
from application.shared.ports import Happened
from domain.desk.events import PeopleMentioned
from domain.shared.access import HOUSE
from tests.support.builders import MONDAY, a_comment, a_ticket, a_user
from tests.support.house import SmallHouse

ANNA, BOB = a_user().id, a_user().id


class TestWhenPeopleMentioned:
    async def test_tells_each_once_however_often_it_is_called(self, house: SmallHouse) -> None:
        ticket = a_ticket()
        event = PeopleMentioned(
            ticket_id=ticket.id,
            comment_id=a_comment().id,
            number=9,
            title="Printer on fire",
            user_ids=(ANNA, BOB),
            at=MONDAY,
        )
        react = WhenPeopleMentioned(house.shelf.notifications_work)
        for _ in range(3):
            await react(Happened(ticket.id, event, HOUSE))
        for person in (ANNA, BOB):
            [told] = await house.told(person)
            assert (told.kind, told.ticket_id, told.text, told.created_at) == (
                "desk.people_mentioned",
                ticket.id,
                "You are mentioned on ticket 9: Printer on fire",
                MONDAY,
            )
