"""Tickets are judged as they change, as time goes by, and as promises do."""

from datetime import timedelta
from typing import Any

import pytest

from application.desk import recompute_clocks, watch_clocks
from application.desk.add_comment import AddCommentCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.delete_sla_policy import DeleteSlaPolicyCommand
from application.desk.edit_sla_policy import EditSlaPolicyCommand
from application.desk.edit_ticket import EditTicketCommand
from application.desk.judge_tickets import Verdicts
from application.desk.open_ticket import OpenTicketCommand
from application.desk.recompute_clocks import RecomputeClocksCommand
from application.desk.watch_clocks import WatchClocks
from application.identity.edit_user import EditUserCommand
from domain.desk.access import TicketScope
from domain.desk.ticket import Priority, Status, Ticket
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TicketId
from domain.shared.tier import Tier
from tests.support.builders import a_user
from tests.support.house import SmallHouse

HOUR = timedelta(hours=1)
NEWS = ("desk.sla_warned", "desk.sla_breached", "desk.sla_breach_withdrawn")


async def opened(house: SmallHouse, by: Actor, **fields: Any) -> TicketId:
    return (await house.desk.open_ticket(by, OpenTicketCommand(title="T", description="D", **fields))).id


async def stored(house: SmallHouse, ticket_id: TicketId) -> Ticket:
    async with house.shelf.desk_work() as work:
        return await work.tickets.get(ticket_id, scope=TicketScope.all())


async def watch(house: SmallHouse) -> Verdicts:
    return await WatchClocks(house.shelf.desk_work, house.clock)()


def news(house: SmallHouse) -> list[str]:
    return [name for name in house.happened if name in NEWS]


class TestWhenTicketChanged:
    async def test_says_when_a_new_ticket_is_due(self, house: SmallHouse) -> None:
        customer, _ = await house.person(Role.CUSTOMER), await house.policy()
        ticket_id = await opened(house, customer)
        card = await house.card(ticket_id)
        assert card.due_at == card.created_at + HOUR
        assert card.version == 1

    async def test_stops_for_a_reply_and_not_for_a_note(self, house: SmallHouse) -> None:
        customer, agent, _ = await house.person(Role.CUSTOMER), await house.person(Role.AGENT), await house.policy()
        ticket_id = await opened(house, customer)
        await house.desk.add_comment(agent, AddCommentCommand(ticket_id=ticket_id, body="Hm.", internal=True))
        assert (await house.card(ticket_id)).due_at is not None
        await house.desk.add_comment(agent, AddCommentCommand(ticket_id=ticket_id, body="Look."))
        assert (await house.card(ticket_id)).due_at is None

    async def test_goes_by_another_policy_when_the_priority_is_another(self, house: SmallHouse) -> None:
        agent, policy = await house.person(Role.AGENT), await house.policy()
        await house.policy(priority=Priority.CRITICAL, calendar_id=policy.calendar_id, first_response=5)
        ticket_id = await opened(house, agent)
        await house.desk.edit_ticket(agent, EditTicketCommand(ticket_id=ticket_id, priority=Priority.CRITICAL))
        card = await house.card(ticket_id)
        assert card.due_at == card.created_at + timedelta(minutes=5)

    async def test_stands_still_while_pending(self, house: SmallHouse) -> None:
        agent, _ = await house.person(Role.AGENT), await house.policy()
        ticket_id = await opened(house, agent)
        move = ChangeTicketStatusCommand(ticket_id=ticket_id, status=Status.PENDING)
        await house.desk.change_ticket_status(agent, move)
        assert (await house.card(ticket_id)).due_at is None


class TestWatchClocks:
    async def test_warns_and_tells_of_a_breach_once_each(self, house: SmallHouse) -> None:
        customer, lead, policy = await house.person(Role.CUSTOMER), await house.person(Role.AGENT), await house.policy()
        team = await house.team(lead_id=lead.user_id)
        category = await house.category(team_id=team.id)
        ticket_id = await opened(house, customer, category_id=category.id)
        assert await watch(house) == Verdicts()
        house.clock.skip(50 * HOUR / 60)
        assert (await watch(house)).changed == 1
        assert await watch(house) == Verdicts()
        house.clock.skip(10 * HOUR)
        assert (await watch(house)).breached == 1
        assert await watch(house) == Verdicts()
        assert news(house) == ["desk.sla_warned", "desk.sla_breached"]
        told = [row.text for row in await house.told(lead.user_id)]
        number, due = (await house.card(ticket_id)).number, policy.created_at + HOUR
        assert len(told) == 2
        assert all(f"of ticket {number}" in text and due.strftime("%Y-%m-%d") in text for text in told)
        [breached] = await house.record(action="desk.sla_breached")
        assert breached.actor_id == Actor.house().user_id

    async def test_goes_on_until_nothing_is_left(self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(watch_clocks, "AT_ONCE", 2)
        customer, _ = await house.person(Role.CUSTOMER), await house.policy()
        for _ in range(5):
            await opened(house, customer)
        house.clock.skip(10 * HOUR)
        assert await watch(house) == Verdicts(judged=5, changed=5, breached=5)


class TestWhenTermsChanged:
    async def test_judges_unfinished_tickets_anew(self, house: SmallHouse) -> None:
        customer, manager, policy = (
            await house.person(Role.CUSTOMER),
            await house.person(Role.MANAGER),
            await house.policy(),
        )
        ticket_id = await opened(house, customer)
        house.clock.skip(2 * HOUR)
        await watch(house)
        command = EditSlaPolicyCommand(policy_id=policy.id, first_response=300)
        await house.desk.edit_sla_policy(manager, command)
        assert news(house) == ["desk.sla_breached", "desk.sla_breach_withdrawn"]
        card = await house.card(ticket_id)
        assert card.due_at == card.created_at + 5 * HOUR
        await house.desk.delete_sla_policy(manager, DeleteSlaPolicyCommand(policy_id=policy.id))
        assert (await house.card(ticket_id)).due_at is None

    async def test_minds_what_the_requester_has_become(self, house: SmallHouse) -> None:
        admin, customer = await house.person(Role.ADMIN), a_user()
        await house.policy(tier=Tier.PREMIUM)
        ticket_id = await opened(house, await house.settle(customer))
        assert (await house.card(ticket_id)).due_at is None
        await house.identity.edit_user(admin, EditUserCommand(user_id=customer.id, tier=Tier.PREMIUM))
        assert (await house.card(ticket_id)).due_at is not None


class TestRecomputeClocks:
    async def test_looks_at_finished_tickets_when_asked_to_and_tells_nobody(
        self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recompute_clocks, "AT_ONCE", 2)
        manager = await house.person(Role.MANAGER)
        ended = house.clock.now() + 3 * HOUR
        finished = [await house.ticket(status=Status.CLOSED, closed_at=ended) for _ in range(3)]
        await house.policy()
        house.clock.skip(4 * HOUR)
        assert await house.desk.recompute_clocks(manager, RecomputeClocksCommand()) == Verdicts()
        verdicts = await house.desk.recompute_clocks(manager, RecomputeClocksCommand(finished=True))
        assert verdicts == Verdicts(judged=3, changed=3, breached=3)
        assert news(house) == []
        again = await house.desk.recompute_clocks(manager, RecomputeClocksCommand(finished=True))
        assert again == Verdicts(judged=3)
        [first, _] = (await stored(house, finished[0].id)).clocks
        assert first.promise is not None
        assert first.promise.breached_at == finished[0].created_at + HOUR

    async def test_does_nothing_where_nothing_is_promised(self, house: SmallHouse) -> None:
        ticket = await house.ticket()
        assert await house.desk.recompute_clocks(Actor.house(), RecomputeClocksCommand()) == Verdicts(judged=1)
        assert (await stored(house, ticket.id)).clocks == ()

    async def test_is_for_those_who_configure(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        async with house.refuses(Forbidden):
            await house.desk.recompute_clocks(agent, RecomputeClocksCommand())
