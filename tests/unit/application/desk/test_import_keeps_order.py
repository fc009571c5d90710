from datetime import timedelta

from application.desk.queries.tickets import TicketFilter
from domain.shared.access import Actor
from tests.support.builders import MONDAY, a_comment_record, a_record
from tests.support.house import ALL, SmallHouse

HOUSE = Actor.house()
BODIES = [f"comment {number}" for number in range(20)]


class TestComments:
    async def test_of_the_same_moment_are_read_in_the_order_of_the_record(self, house: SmallHouse) -> None:
        record = a_record(comments=tuple(a_comment_record(body=body, created_at=MONDAY) for body in BODIES))
        await house.desk.import_tickets(HOUSE, [record])
        [row] = (await house.desk.tickets.list(HOUSE, TicketFilter(), ALL)).items
        assert [comment.body for comment in await house.comments(row.id)] == BODIES

    async def test_are_the_same_in_a_record_that_orders_the_moments_otherwise(self, house: SmallHouse) -> None:
        early, late = (a_comment_record(created_at=MONDAY + timedelta(hours=hour)) for hour in range(2))
        await house.desk.import_tickets(HOUSE, [a_record(key="OTHER-1", comments=(late, early, late))])
        again = await house.desk.import_tickets(HOUSE, [a_record(key="OTHER-1", comments=(early, late, late))])
        assert again.comments == 0
