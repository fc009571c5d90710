from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from application.desk.count_tickets import CountTickets, SearchNotCounted, TicketCounts
from application.desk.queries.tickets import TicketFilter
from application.shared.page import Total
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, Role
from domain.shared.ids import UserId
from tests.support.house import SmallHouse

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def counts(house: SmallHouse, actor: Actor, **stated: Any) -> TicketCounts:
    return await CountTickets(house.shelf.tickets)(actor, TicketFilter(**stated))


def some(parts: dict[Any, Total]) -> dict[Any, int]:
    """Those of which there are any."""
    return {name: total.count for name, total in parts.items() if total.count}


class TestCounts:
    @pytest.fixture
    async def agent(self, house: SmallHouse) -> Actor:
        return await house.person(Role.AGENT)

    @pytest.fixture(autouse=True)
    async def tickets(self, house: SmallHouse, agent: Actor) -> None:
        await house.ticket(priority=Priority.HIGH, due_at=LONG_AGO)
        await house.ticket(priority=Priority.HIGH, status=Status.PENDING, assignee_id=agent.user_id)
        await house.ticket(status=Status.CLOSED, assignee_id=UserId(agent.user_id), due_at=LONG_AGO)
        await house.ticket(status=Status.PENDING, due_at=datetime.now(UTC) + timedelta(days=9))

    async def test_are_told_in_all_and_by_kinds(self, house: SmallHouse, agent: Actor) -> None:
        told = await counts(house, agent)
        assert told.total == Total(4)
        assert some(told.by_status) == {Status.OPEN: 1, Status.PENDING: 2, Status.CLOSED: 1}
        assert some(told.by_priority) == {Priority.HIGH: 2, Priority.MEDIUM: 2}
        assert (told.mine, told.unassigned, told.overdue) == (Total(2), Total(2), Total(1))
        assert (set(told.by_status), set(told.by_priority)) == (set(Status), set(Priority))

    async def test_keep_to_the_filter(self, house: SmallHouse, agent: Actor) -> None:
        told = await counts(house, agent, status=(Status.PENDING, Status.CLOSED), priority=(Priority.MEDIUM,))
        assert told.total == Total(2)
        assert some(told.by_status) == {Status.PENDING: 1, Status.CLOSED: 1}
        assert some(told.by_priority) == {Priority.MEDIUM: 2}
        assert (told.mine, told.unassigned, told.overdue) == (Total(1), Total(1), Total(0))

    async def test_of_what_the_filter_rules_out_are_none(self, house: SmallHouse, agent: Actor) -> None:
        told = await counts(house, agent, assignee_id="none", overdue=False)
        assert (told.total, told.mine, told.unassigned, told.overdue) == (Total(1), Total(0), Total(1), Total(0))

    async def test_are_of_what_somebody_can_know_of(self, house: SmallHouse) -> None:
        told = await counts(house, await house.person(Role.CUSTOMER))
        assert (told.total, some(told.by_status), some(told.by_priority)) == (Total(0), {}, {})

    async def test_of_a_search_are_refused(self, house: SmallHouse, agent: Actor) -> None:
        with pytest.raises(SearchNotCounted) as refused:
            await counts(house, agent, search="printer")
        assert refused.value.details.keys() == {"search"}
