from datetime import timedelta

import pytest

from application.desk import close_resolved_tickets
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.close_resolved_tickets import CloseResolvedTickets
from domain.desk.access import TicketScope
from domain.desk.ticket import Status, Ticket
from domain.shared.access import Role
from tests.support.house import SmallHouse

DAY = timedelta(days=1)


def closing(house: SmallHouse) -> CloseResolvedTickets:
    return CloseResolvedTickets(house.shelf.desk_work, house.clock, 14 * DAY)


async def resolved(house: SmallHouse, ago: timedelta) -> Ticket:
    return await house.ticket(status=Status.RESOLVED, resolution="Restarted.", resolved_at=house.clock.now() - ago)


class TestCloseResolvedTickets:
    async def test_closes_what_was_resolved_long_enough_ago(self, house: SmallHouse) -> None:
        old, fresh = await resolved(house, 14 * DAY), await resolved(house, 13 * DAY)
        assert await closing(house)() == 1
        card = await house.card(old.id)
        assert (card.status, card.resolution, card.resolved_at) == ("closed", "Restarted.", old.resolved_at)
        assert card.closed_at is not None
        assert (await house.card(fresh.id)).status == "resolved"
        assert house.happened == ["desk.ticket_moved"]

    async def test_completes_a_turn_that_began_after_all_was_done(self, house: SmallHouse) -> None:
        ticket, developer = await resolved(house, 14 * DAY), await house.developer()
        command = AssignTicketCommand(ticket_id=ticket.id, developer_id=developer.user_id)
        await house.desk.assign_ticket(await house.person(Role.AGENT), command)
        assert await closing(house)() == 1
        assert [turn.status for turn in await house.turns(ticket.id)] == ["completed"]

    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.RESOLVED])
    async def test_leaves_everything_else(self, house: SmallHouse, status: Status) -> None:
        await house.ticket(status=status, resolved_at=house.clock.now() - 30 * DAY)
        assert await closing(house)() == 0
        assert house.happened == []

    async def test_goes_on_until_nothing_is_left(self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(close_resolved_tickets, "AT_ONCE", 2)
        for _ in range(5):
            await resolved(house, 20 * DAY)
        assert await closing(house)() == 5
        assert await closing(house)() == 0

    async def test_respects_whoever_was_quicker(self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> None:
        ticket = await resolved(house, 20 * DAY)
        closes = closing(house)
        looked: list[object] = []

        async def found(*_: object, **__: object) -> list[object]:
            looked.append(ticket.id)
            async with house.shelf.desk_work() as work:
                current = await work.tickets.get(ticket.id, scope=TicketScope.all())
                if current.status is Status.RESOLVED:
                    await work.tickets.save(current.move_to(Status.REOPENED, at=house.clock.now())[0])
            return [ticket.id] if len(looked) == 1 else []

        monkeypatch.setattr(CloseResolvedTickets, "_found", found)
        assert await closes() == 0
        assert (await house.card(ticket.id)).status == "reopened"
