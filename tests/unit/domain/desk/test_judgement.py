"""What is made of clocks by policies and calendars."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.desk.clock import begun
from domain.desk.events import SlaBreached, SlaBreachWithdrawn, SlaWarned, TicketEvent
from domain.desk.judgement import judge
from domain.desk.sla import SlaPolicy, Terms
from domain.desk.ticket import Priority, Status, Ticket
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_calendar, a_category, a_policy, a_ticket, a_user

CALENDAR = a_calendar()
LEAD = a_user().id
HOUR = timedelta(hours=1)


def at(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def promising(*policies: SlaPolicy) -> Terms:
    return Terms(policies, {CALENDAR.id: CALENDAR}, {})


def a_promise(**what_matters: Any) -> SlaPolicy:
    return a_policy(**{"calendar_id": CALENDAR.id} | what_matters)


def seen(ticket: Ticket, terms: Terms, minutes: int) -> tuple[Ticket, list[TicketEvent]]:
    judged, news = judge(ticket, terms, tier=None, lead_id=LEAD, at=at(minutes))
    again = judge(judged, terms, tier=None, lead_id=LEAD, at=at(minutes))
    assert again == (judged, [])
    return judged, list(news)


OPENED = a_ticket(clocks=begun(MONDAY), assignee_id=a_user().id)
SOON = promising(a_promise(first_response=60))


class TestJudge:
    def test_says_when_it_is_due(self) -> None:
        ticket, news = seen(OPENED, SOON, 0)
        assert (ticket.due_at, ticket.alarm_at, news) == (at(60), at(48), [])
        assert (ticket.version, ticket.updated_at) == (OPENED.version, OPENED.updated_at)

    def test_warns_once_with_the_true_instant(self) -> None:
        ticket, [warned] = seen(OPENED, SOON, 50)
        assert isinstance(warned, SlaWarned)
        assert (warned.warned_at, warned.due_at, warned.at) == (at(48), at(60), at(50))
        assert (warned.clock, warned.policy, warned.assignee_id, warned.lead_id) == (
            *("first_response", "Soon"),
            *(OPENED.assignee_id, LEAD),
        )
        assert ticket.alarm_at == at(60)
        assert seen(ticket, SOON, 59) == (ticket, [])

    def test_is_breached_once_with_the_true_instant(self) -> None:
        ticket, [breached] = seen(OPENED, SOON, 5_000)
        assert isinstance(breached, SlaBreached)
        assert (breached.breached_at, breached.at) == (at(60), at(5_000))
        assert (ticket.due_at, ticket.alarm_at) == (at(60), None)
        answered = ticket.hear(from_staff=True, at=at(5_001))[0]
        assert seen(answered, SOON, 5_002)[1] == []

    @pytest.mark.parametrize(("minutes", "is_breached"), [(59, False), (60, False), (61, True)])
    def test_is_kept_by_an_answer_until_the_very_instant(self, minutes: int, is_breached: bool) -> None:  # noqa: FBT001
        ticket, news = seen(OPENED.hear(from_staff=True, at=at(minutes))[0], SOON, 500)
        assert [isinstance(event, SlaBreached) for event in news] == [is_breached]
        assert ticket.due_at is None

    def test_waits_for_the_calendar_to_open_again(self) -> None:
        late = a_ticket(clocks=begun(at(8 * 60 - 30)))
        assert seen(late, SOON, 480)[0].due_at == at(24 * 60 + 30)

    def test_does_not_count_what_is_spent_pending(self) -> None:
        ticket = OPENED.move_to(Status.PENDING, at=at(30))[0]
        assert seen(ticket, SOON, 300)[0].due_at is None
        back = ticket.move_to(Status.IN_PROGRESS, at=at(300))[0]
        assert seen(back, SOON, 300)[0].due_at == at(330)

    def test_takes_a_breach_back_that_never_was(self) -> None:
        ticket, _ = seen(OPENED, SOON, 100)
        later, [withdrawn] = seen(ticket, promising(a_promise(first_response=200)), 101)
        assert isinstance(withdrawn, SlaBreachWithdrawn)
        assert (withdrawn.breached_at, later.due_at) == (at(60), at(200))
        none, [withdrawn] = seen(ticket, Terms(), 101)
        assert isinstance(withdrawn, SlaBreachWithdrawn)
        assert (none.due_at, none.alarm_at, [clock.promise for clock in none.clocks]) == (None, None, [None, None])

    def test_keeps_a_breach_that_stays_one_without_a_word(self) -> None:
        ticket, _ = seen(OPENED, SOON, 100)
        sooner, news = seen(ticket, promising(a_promise(first_response=10)), 101)
        assert news == []
        assert sooner.due_at == at(10)

    def test_leaves_what_is_promised_nothing(self) -> None:
        imported = a_ticket(clocks=begun(MONDAY), due_at=at(7))
        assert judge(imported, Terms(), tier=None, lead_id=None, at=at(9))[0] is imported
        assert seen(imported, SOON, 9)[0].due_at == at(60)

    def test_counts_stretch_by_stretch(self) -> None:
        ticket = OPENED
        for minutes in range(10, 100, 20):  # ten of twenty minutes
            ticket = ticket.move_to(Status.PENDING, at=at(minutes))[0]
            ticket = ticket.move_to(Status.IN_PROGRESS, at=at(minutes + 10))[0]
        assert seen(ticket, SOON, 100)[0].due_at == at(110)
        _, [event] = seen(ticket, promising(a_promise(first_response=25)), 100)
        assert isinstance(event, SlaBreached)
        assert event.breached_at == at(45)

    def test_is_never_due_by_a_calendar_that_never_gets_there(self) -> None:
        seldom = a_calendar(hours=CALENDAR.hours[:1])
        terms = Terms([a_policy(calendar_id=seldom.id, first_response=525_600)], {seldom.id: seldom}, {})
        ticket, _ = seen(OPENED, terms, 1)
        assert (ticket.due_at, ticket.alarm_at) == (None, None)


class TestPolicyFor:
    def test_is_the_most_specific_one(self) -> None:
        root, middle, leaf = (a_category().id for _ in range(3))
        wanted = {"priority": Priority.HIGH, "tier": Tier.PREMIUM}
        policies = {
            "anything": a_promise(),
            "priority": a_promise(priority=Priority.HIGH),
            "tier": a_promise(tier=Tier.PREMIUM),
            "tier and priority": a_promise(**wanted),
            "root": a_promise(category_id=root),
            "root, all": a_promise(category_id=root, **wanted),
            "middle": a_promise(category_id=middle),
        }
        parents = {leaf: middle, middle: root, root: None}
        order = ["middle", "root, all", "root", "tier and priority", "tier", "priority", "anything"]
        for gone in range(len(order)):
            left = [policies[name] for name in order[gone:][::-1]]
            chosen = Terms(left, {}, parents).policy_for(Priority.HIGH, leaf, Tier.PREMIUM)
            assert chosen is policies[order[gone]]

    def test_is_none_where_none_fits(self) -> None:
        terms = Terms([a_promise(priority=Priority.LOW), a_promise(tier=Tier.GUEST)])
        assert terms.policy_for(Priority.HIGH, None, None) is None
        assert terms.policy_for(Priority.HIGH, a_category().id, Tier.REGULAR) is None
        assert terms.ask_tiers
        assert not Terms([a_promise()]).ask_tiers
