"""Clocks of tickets: kept, looked for, and told of once by however many workers."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.audit.queries import AuditFilter
from application.desk.judge_tickets import Verdicts
from application.desk.queries.clocks import PromiseRow, StretchRow
from application.desk.recompute_clocks import RecomputeClocks, RecomputeClocksCommand
from application.desk.watch_clocks import WatchClocks
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope, sees_internal
from domain.desk.clock import Clock as TicketClock
from domain.desk.clock import ClockKind, Promise, Stretch, begun
from domain.desk.ticket import Status, Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_calendar, a_category, a_policy, a_team, a_ticket, a_user, an_actor
from tests.support.doubles import SteppingClock
from tests.support.shelves import GivingWay, stock

PAGE = PageRequest(sort=(Sort("createdAt"),), limit=1_000)
MINUTE = timedelta(minutes=1)
LATER = SteppingClock(MONDAY + timedelta(hours=3))


def at(minutes: int) -> datetime:
    return MONDAY + minutes * MINUTE


async def some_tickets(shelf: Shelf, *each: dict[str, Any]) -> list[Ticket]:
    requester = a_user()
    tickets = [a_ticket(**{"requester_id": requester.id} | fields) for fields in each]
    await stock(shelf, requester, *tickets)
    return tickets


async def ringing(shelf: Shelf, minutes: int, limit: int = 100) -> list[Ticket]:
    async with shelf.desk_work() as work:
        return await work.tickets.ringing(at(minutes), limit=limit)


async def a_policy_for_all(shelf: Shelf, **what_matters: Any) -> None:
    calendar = a_calendar()
    await stock(shelf, calendar, a_policy(**{"calendar_id": calendar.id} | what_matters))


class TestRoundTrip:
    async def test_keeps_clocks_to_the_microsecond(self, shelf: Shelf) -> None:
        odd = MONDAY + timedelta(microseconds=1)
        promise = Promise(
            policy_id=a_policy().id,
            policy="Soon",
            target=5,
            warn_at=odd,
            due_at=at(1),
            warned_at=odd,
            breached_at=at(1),
        )
        clock = TicketClock(
            kind=ClockKind.NEXT_RESPONSE,
            stretches=(Stretch(MONDAY, odd), Stretch(odd, None)),
            stopped_at=at(3),
            promise=promise,
        )
        [ticket] = await some_tickets(shelf, {"clocks": (*begun(MONDAY), clock), "alarm_at": odd})
        async with shelf.desk_work() as work:
            assert await work.tickets.get(ticket.id, scope=TicketScope.all()) == ticket
        assert await ringing(shelf, 1) == [ticket]


class TestRinging:
    async def test_finds_what_is_due_the_earliest_first(self, shelf: Shelf) -> None:
        late, never, early, on_time = await some_tickets(
            shelf, {"alarm_at": at(5)}, {}, {"alarm_at": at(1)}, {"alarm_at": at(4)}
        )
        assert await ringing(shelf, 4) == [early, on_time]
        assert await ringing(shelf, 9, limit=1) == [early]
        assert await ringing(shelf, 9) == [early, on_time, late]
        assert never.alarm_at is None


class TestSeveral:
    async def test_loads_those_that_there_are_in_order(self, shelf: Shelf) -> None:
        one, other = await some_tickets(shelf, {}, {})
        async with shelf.desk_work() as work:
            assert await work.tickets.several([other.id, a_ticket().id, one.id]) == sorted(
                [one, other], key=lambda ticket: ticket.id
            )


class TestIds:
    async def test_go_on_from_the_last_one(self, shelf: Shelf) -> None:
        tickets = await some_tickets(shelf, {}, {"status": Status.CLOSED}, {"status": Status.RESOLVED}, {})
        everything = sorted(ticket.id for ticket in tickets)
        unfinished = sorted(ticket.id for ticket in (tickets[0], tickets[3]))
        async with shelf.desk_work() as work:
            assert await work.tickets.ids(after=None, finished=True, limit=9) == everything
            assert await work.tickets.ids(after=everything[1], finished=True, limit=1) == everything[2:3]
            assert await work.tickets.ids(after=None, finished=False, limit=9) == unfinished
            assert await work.tickets.ids(after=unfinished[0], finished=False, limit=9) == unfinished[1:]


class TestTerms:
    async def test_are_what_is_promised_and_by_what(self, shelf: Shelf) -> None:
        calendar, root = a_calendar(), a_category()
        leaf = a_category(parent_id=root.id)
        active = a_policy(calendar_id=calendar.id)
        idle = a_policy(calendar_id=calendar.id, category_id=root.id, is_active=False)
        async with shelf.desk_work() as work:
            assert list((await work.sla_policies.terms()).policies) == []
        await stock(shelf, calendar, root, leaf, active, idle)
        async with shelf.desk_work() as work:
            terms = await work.sla_policies.terms()
        assert list(terms.policies) == [active]
        assert terms.calendars == {calendar.id: calendar}
        assert terms.parents == {root.id: None, leaf.id: root.id}

    async def test_ask_who_leads_and_what_people_are(self, shelf: Shelf) -> None:
        lead, premium = a_user(), a_user(tier=Tier.PREMIUM)
        led, unled = a_team(lead_id=lead.id), a_team()
        await stock(shelf, lead, premium, led, unled)
        async with shelf.desk_work() as work:
            assert await work.teams.leads() == {led.id: lead.id}
            asked = {lead.id, premium.id, a_user().id}
            assert await work.people.tiers(asked) == {lead.id: Tier.GUEST, premium.id: Tier.PREMIUM}


class TestWorkers:
    async def test_tell_of_each_breach_once_however_many_there_are(self, shelf: Shelf) -> None:
        await a_policy_for_all(shelf)
        tickets = await some_tickets(shelf, *({"clocks": begun(MONDAY), "alarm_at": at(60)} for _ in range(30)))
        watches = [WatchClocks(GivingWay(shelf.desk_work), LATER)() for _ in range(4)]
        verdicts = await asyncio.gather(*watches)
        assert sum(verdict.breached for verdict in verdicts) == 30
        told = await shelf.audit.list(Actor.house(), AuditFilter(action="desk.sla_breached"), PAGE)
        assert Counter(row.entity_id for row in told.items) == Counter(ticket.id for ticket in tickets)

    async def test_and_a_recount_at_once_agree(self, shelf: Shelf) -> None:
        await a_policy_for_all(shelf)
        await some_tickets(shelf, *({"clocks": begun(MONDAY), "alarm_at": at(60)} for _ in range(10)))
        watch = WatchClocks(GivingWay(shelf.desk_work), LATER)
        recount = RecomputeClocks(GivingWay(shelf.desk_work), LATER)
        verdicts = await asyncio.gather(watch(), recount(Actor.house(), RecomputeClocksCommand()), watch())
        assert sum(verdict.breached for verdict in verdicts) == 10
        assert await watch() == Verdicts()


class TestQueries:
    async def test_show_when_clocks_ran_and_what_is_promised(self, shelf: Shelf) -> None:
        promise = Promise(policy_id=a_policy().id, policy="Soon", target=5, warn_at=at(4), due_at=at(5))
        first, second = begun(MONDAY)
        running, stopped, paused = replace(first, promise=promise), second.stop(at(2)), first.pause(at(3))
        [ticket] = await some_tickets(shelf, {"clocks": (running, stopped, paused), "due_at": at(5)})
        card = await shelf.clocks.of_ticket(an_actor(Role.AGENT), ticket.id)
        assert (card.ticket_id, card.due_at) == (ticket.id, at(5))
        assert [row.state for row in card.clocks] == ["running", "stopped", "paused"]
        assert [row.stopped_at for row in card.clocks] == [None, at(2), None]
        assert card.clocks[0].promise == PromiseRow(promise.policy_id, "Soon", 5, at(4), at(5), None, None)
        assert card.clocks[1].promise is None
        assert card.clocks[2].stretches == [StretchRow(MONDAY, at(3))]

    @pytest.mark.parametrize("role", Role)
    async def test_are_for_staff_who_know_the_ticket(self, shelf: Shelf, role: Role) -> None:
        [ticket] = await some_tickets(shelf, {})
        actor = an_actor(role)
        if not sees_internal(actor):
            with pytest.raises(Forbidden):
                await shelf.clocks.of_ticket(an_actor(role, user_id=ticket.requester_id), ticket.id)
        elif TicketScope.of(actor).admits(ticket):
            assert (await shelf.clocks.of_ticket(actor, ticket.id)).clocks == []
        else:
            with pytest.raises(TicketNotFound):
                await shelf.clocks.of_ticket(actor, ticket.id)
        with pytest.raises(TicketNotFound):
            await shelf.clocks.of_ticket(Actor.house(), a_ticket().id)
