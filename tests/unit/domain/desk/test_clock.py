"""The clocks of a ticket, as its life turns them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.desk.clock import REMEMBERED, Clock, ClockKind, Promise, Stretch, asked, begun, remembered, standing, turned
from domain.desk.ticket import Status, Ticket
from tests.support.builders import MONDAY, a_policy, a_ticket

FIRST, NEXT, SOLVED = ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.RESOLUTION


def at(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def opened(**what_matters: Any) -> Ticket:
    return a_ticket(clocks=begun(MONDAY), **what_matters)


def solved() -> Ticket:
    """After ten minutes, without a reply."""
    return opened().move_to(Status.RESOLVED, at=at(10), resolution="Done.")[0]


def shown(ticket: Ticket) -> dict[str, Any]:
    """Each clock as the minutes between which it ran, None being still; and when it stopped."""
    return {
        f"{clock.kind}": (
            [(minute(stretch.start), minute(stretch.end)) for stretch in clock.stretches],
            minute(clock.stopped_at),
        )
        for clock in ticket.clocks
    }


def minute(instant: datetime | None) -> int | None:
    return None if instant is None else round((instant - MONDAY) / timedelta(minutes=1))


def a_promise(**what_matters: Any) -> Promise:
    usual: dict[str, Any] = {"policy_id": a_policy().id, "policy": "Soon", "target": 60}
    return Promise(**usual | what_matters)


class TestTicket:
    def test_runs_from_its_birth(self) -> None:
        assert shown(opened()) == {"first_response": ([(0, None)], None), "resolution": ([(0, None)], None)}

    def test_stands_still_while_it_is_pending(self) -> None:
        ticket = opened().move_to(Status.PENDING, at=at(10))[0].move_to(Status.IN_PROGRESS, at=at(30))[0]
        assert shown(ticket) == dict.fromkeys(("first_response", "resolution"), ([(0, 10), (30, None)], None))

    def test_is_answered_by_staff_once_and_for_all(self) -> None:
        ticket = opened().hear(from_staff=True, at=at(5))[0].hear(from_staff=True, at=at(9))[0]
        assert shown(ticket)["first_response"] == ([(0, 5)], 5)

    def test_is_answered_while_it_is_pending_too(self) -> None:
        ticket = opened().move_to(Status.PENDING, at=at(10))[0].hear(from_staff=True, at=at(20))[0]
        assert shown(ticket)["first_response"] == ([(0, 10)], 20)

    def test_waits_for_the_next_response_from_the_first_question_on(self) -> None:
        ticket = opened().hear(from_staff=False, at=at(3))[0].hear(from_staff=False, at=at(4))[0]
        assert shown(ticket)["next_response"] == ([(3, None)], None)
        assert shown(ticket.hear(from_staff=True, at=at(7))[0])["next_response"] == ([(3, 7)], 7)

    def test_runs_on_when_the_requester_is_back(self) -> None:
        ticket, event = opened().move_to(Status.PENDING, at=at(10))[0].hear(from_staff=False, at=at(30))
        assert event is not None
        assert ticket.status is Status.IN_PROGRESS
        assert shown(ticket)["resolution"] == ([(0, 10), (30, None)], None)
        assert shown(ticket)["next_response"] == ([(30, None)], None)

    def test_is_solved_when_it_is_resolved_and_not_again_when_it_is_closed(self) -> None:
        ticket = (
            opened().move_to(Status.RESOLVED, at=at(10), resolution="Done.")[0].move_to(Status.CLOSED, at=at(20))[0]
        )
        assert shown(ticket) == {"first_response": ([(0, 10)], None), "resolution": ([(0, 10)], 10)}
        assert shown(ticket.hear(from_staff=False, at=at(21))[0]) == shown(ticket)
        assert shown(ticket.hear(from_staff=True, at=at(22))[0])["first_response"] == ([(0, 10)], 22)

    def test_is_not_solved_when_it_is_reopened(self) -> None:
        ticket = (
            opened().move_to(Status.RESOLVED, at=at(10), resolution="Done.")[0].move_to(Status.REOPENED, at=at(20))[0]
        )
        assert shown(ticket) == dict.fromkeys(("first_response", "resolution"), ([(0, 10), (20, None)], None))

    def test_never_runs_backwards_where_machines_disagree_about_the_time(self) -> None:
        ticket = opened().move_to(Status.PENDING, at=at(-5))[0].move_to(Status.IN_PROGRESS, at=at(-3))[0]
        assert shown(ticket)["resolution"] == ([(0, 0), (0, None)], None)

    def test_raises_no_version_by_its_clocks(self) -> None:
        assert opened().hear(from_staff=True, at=at(5))[0].version == 1


class TestTurned:
    def test_back_from_the_end_into_waiting_is_not_solved(self) -> None:
        ended = turned(begun(MONDAY), runs=False, is_finished=True, at=at(5))
        waiting = turned(ended, runs=False, is_finished=False, at=at(9))
        assert [(clock.stopped_at, clock.is_running) for clock in waiting] == [(None, False)] * 2


class TestAsked:
    def test_remembers_what_was_breached_and_some_of_what_was_not(self) -> None:
        breached = a_promise(due_at=MONDAY, breached_at=MONDAY)
        kept = tuple(
            Clock(
                kind=NEXT,
                stretches=(Stretch(at(i), at(i)),),
                stopped_at=at(i),
                promise=breached if i % 3 == 0 else None,
            )
            for i in range(60)
        )
        clocks = asked(begun(MONDAY) + kept, at=at(99))
        assert sum(clock.promise is not None for clock in clocks) == 20
        assert len(clocks) == 2 + 20 + REMEMBERED
        assert clocks[-1].is_running
        assert kept[-1] in clocks


class TestStanding:
    def test_shows_the_first_of_what_is_running_and_due(self) -> None:
        first, second = begun(MONDAY)
        soon = Clock(kind=FIRST, stretches=first.stretches, promise=a_promise(warn_at=at(48), due_at=at(60)))
        late = Clock(kind=SOLVED, stretches=second.stretches, promise=a_promise(warn_at=at(90), due_at=at(99)))
        fields = standing((soon, late), due_at=None)
        assert (fields["due_at"], fields["alarm_at"]) == (at(60), at(48))
        paused = tuple(clock.pause(at(1)) for clock in (soon, late))
        assert standing(paused, due_at=at(60)) == {"clocks": paused, "due_at": None, "alarm_at": None}

    def test_alarms_of_what_was_not_told_yet(self) -> None:
        [clock, _] = begun(MONDAY)
        warned = a_promise(warn_at=at(48), due_at=at(60), warned_at=at(48))
        breached = a_promise(warn_at=at(48), due_at=at(60), warned_at=at(48), breached_at=at(60))
        for promise, alarm_at in ((warned, at(60)), (breached, None)):
            fields = standing((Clock(kind=FIRST, stretches=clock.stretches, promise=promise),), due_at=None)
            assert (fields["due_at"], fields["alarm_at"]) == (at(60), alarm_at)

    def test_leaves_a_due_time_from_elsewhere_where_nothing_is_promised(self) -> None:
        assert standing(begun(MONDAY), due_at=at(7))["due_at"] == at(7)


class TestPromise:
    def test_knows_nothing_any_more_when_the_clock_stops_but_what_was_reached(self) -> None:
        promise = a_promise(warn_at=at(48), due_at=at(60), warned_at=at(48))
        clock = Clock(kind=FIRST, stretches=(Stretch(MONDAY),), promise=promise)
        stopped = clock.pause(at(50))
        assert stopped.promise == a_promise(policy_id=promise.policy_id, warn_at=at(48), warned_at=at(48))
        assert stopped.pause(at(51)) is stopped
        assert clock.run_on(at(51)) is clock


class TestRemembered:
    def test_tells_what_replies_and_ends_tell(self) -> None:
        replies = [(at(30), True), (at(10), False), (at(20), True), (at(-5), False), (at(60), False), (at(70), True)]
        clocks = remembered(MONDAY, replies, finished_at=at(50))
        assert shown(a_ticket(clocks=clocks)) == {
            "first_response": ([(0, 20)], 20),
            "resolution": ([(0, 50)], 50),
            "next_response": ([(0, 20)], 20),
        }

    def test_is_answered_after_the_end_when_staff_was_late(self) -> None:
        clocks = remembered(MONDAY, [(at(70), True), (at(60), False)], finished_at=at(50))
        assert shown(a_ticket(clocks=clocks))["first_response"] == ([(0, 50)], 70)

    @pytest.mark.parametrize(
        ("fields", "resolution"),
        [
            ({"status": Status.OPEN}, ([(0, None)], None)),
            ({"status": Status.PENDING, "updated_at": at(9)}, ([(0, 9)], None)),
            ({"status": Status.RESOLVED, "resolved_at": at(5)}, ([(0, 5)], 5)),
            ({"status": Status.CLOSED, "closed_at": at(6)}, ([(0, 6)], 6)),
            ({"status": Status.CLOSED, "updated_at": at(7)}, ([(0, 7)], 7)),
        ],
    )
    def test_is_what_a_ticket_of_before_gets(self, fields: Any, resolution: object) -> None:
        ticket = a_ticket(first_response_at=at(2), **fields).wound()
        assert shown(ticket)["first_response"] == ([(0, 2)], 2)
        assert shown(ticket)["resolution"] == resolution
        assert ticket.wound() is ticket

    def test_is_left_alone_without_any(self) -> None:
        assert a_ticket().hear(from_staff=False, at=at(1))[0].clocks == ()
        assert shown(a_ticket().wound())["first_response"] == ([(0, None)], None)
