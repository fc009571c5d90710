from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.absence import Absence
from domain.desk.assignment import AssignmentStatus
from domain.desk.developer import Developer
from domain.desk.routing import CONFIDENT, Choice, Past, Policy, Routing, Suggestion, choose, obstacle
from domain.desk.window import Window
from domain.shared.access import Permission, Role
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_category, a_developer, a_team, a_tree, an_actor, an_assignment

NOBODY = Past()
TEAM = a_team().id
BERLIN: dict[str, Any] = {"time_zone": "Europe/Berlin"}
"""There it is 10 o'clock on Monday, 2 March 2026."""


class TestPolicy:
    def test_is_of_the_nearest_that_states_one(self) -> None:
        root = a_category(routing=Routing.ROUND_ROBIN)
        middle = a_category(parent_id=root.id, routing=Routing.SKILL_MATCH)
        leaf, other = a_category(parent_id=middle.id), a_category(parent_id=root.id)
        tree = a_tree(root, middle, leaf, other)
        assert tree.policy(leaf.id) == tree.policy(middle.id) == Policy(Routing.SKILL_MATCH, middle.id)
        assert tree.policy(other.id) == Policy(Routing.ROUND_ROBIN, root.id)
        assert tree.path(leaf.id) == [leaf, middle, root]

    def test_is_by_hand_where_none_states_any(self) -> None:
        root = a_category()
        tree = a_tree(root)
        assert tree.policy(root.id) == tree.policy(None) == Policy(Routing.MANUAL)

    def test_may_be_by_hand_below_one_that_is_not(self) -> None:
        root = a_category(routing=Routing.LEAST_LOADED)
        by_hand, inherits = a_category(parent_id=root.id, routing=Routing.MANUAL), a_category(parent_id=root.id)
        assert a_tree(root, by_hand, inherits).routed() == {root.id, inherits.id}


class TestPast:
    def test_knows_who_rejected_it_and_who_had_it_last(self) -> None:
        turns = [
            an_assignment(status=status)
            for status in (AssignmentStatus.REJECTED, AssignmentStatus.REASSIGNED, AssignmentStatus.COMPLETED)
        ]
        past = Past.of(turns)
        assert past == Past(frozenset({turns[0].assignee_id}), turns[2].assignee_id)
        told = [past.obstacle(a_developer(id=turn.assignee_id)) for turn in turns]
        assert told == ["Rejected this ticket.", None, "Had this ticket last, and it came back."]

    def test_is_empty_for_what_was_never_anybodys(self) -> None:
        assert Past.of([]) == NOBODY
        assert NOBODY.obstacle(a_developer()) is None


class TestObstacle:
    @pytest.mark.parametrize(
        ("what_matters", "told"),
        [
            ({}, None),
            ({"is_active": False}, "Is not active."),
            ({"role": Role.CUSTOMER}, "Does not work on tickets, as customer."),
            ({"team_id": None}, "Is not of the team."),
            ({"capacity": 3, "open_tickets": 3}, "Holds 3 of 3."),
            ({"capacity": 0, "open_tickets": 0}, "Holds 0 of 0."),
            ({"absences": (Absence(date(2026, 3, 1), date(2026, 3, 2)),)}, "Is on leave until 2026-03-02."),
            ({"absences": (Absence(date(2026, 3, 3), date(2026, 3, 4)),)}, None),
            ({"availability": (Window(0, time(10), time(11)),)}, "Is outside working hours."),
            ({"availability": (Window(0, time(10), time(11)),), **BERLIN}, None),
            ({"availability": (Window(0, time(9), time(10)),), **BERLIN}, "Is outside working hours."),
            ({"availability": (Window(1, time(9), time(17)),)}, "Is outside working hours."),
        ],
    )
    def test_is_told_in_a_sentence(self, what_matters: dict[str, Any], told: str | None) -> None:
        developer = a_developer(**{"team_id": TEAM} | what_matters)
        assert obstacle(developer, TEAM, NOBODY, at=MONDAY) == told

    def test_is_no_team_for_what_belongs_to_none(self) -> None:
        assert obstacle(a_developer(team_id=TEAM), None, NOBODY, at=MONDAY) is None

    def test_is_having_rejected_it(self) -> None:
        developer = a_developer()
        assert obstacle(developer, None, Past(frozenset({developer.id})), at=MONDAY) == "Rejected this ticket."

    @pytest.mark.parametrize("role", Role)
    def test_is_a_role_that_does_not_work(self, role: Role) -> None:
        works = an_actor(role).can(Permission.TICKETS_WORK)
        assert (obstacle(a_developer(role=role), None, NOBODY, at=MONDAY) is None) is works

    def test_begins_at_midnight_of_where_they_are(self) -> None:
        away = a_developer(absences=(Absence(date(2026, 3, 3), date(2026, 3, 3)),), **BERLIN)
        last_minute = MONDAY.replace(hour=22, minute=59)
        assert away.absence(at=last_minute) is None
        assert away.absence(at=last_minute + timedelta(minutes=1)) == "Is on leave until 2026-03-03."
        assert away.absence(at=last_minute + timedelta(days=1)) == "Is on leave until 2026-03-03."
        assert away.absence(at=last_minute + timedelta(days=1, minutes=1)) is None


def chosen(routing: Routing, *able: Developer, known: list[Suggestion] | None = None) -> Choice | None:
    return choose(routing, able, known or [], where="in Billing")


class TestChoose:
    def test_takes_turns(self) -> None:
        early, late = (a_developer(last_routed_at=MONDAY + timedelta(hours=hour)) for hour in (1, 2))
        new = a_developer(open_tickets=1)
        assert chosen(Routing.ROUND_ROBIN, late, early) == Choice(
            early, "Next in turn of 2 present in Billing: was last given one on 2026-03-02 at 10:00 UTC."
        )
        assert chosen(Routing.ROUND_ROBIN, late, early, new) == Choice(
            new, "Next in turn of 3 present in Billing: was never given one before."
        )

    def test_spares_who_has_much_for_what_they_can_have(self) -> None:
        half, less = a_developer(capacity=2, open_tickets=1), a_developer(capacity=10, open_tickets=4)
        assert chosen(Routing.LEAST_LOADED, half, less) == Choice(
            less, "Least loaded of 2 present in Billing: 4 of 10."
        )

    def test_takes_turns_among_the_equally_loaded(self) -> None:
        one = a_developer(capacity=3, open_tickets=1, last_routed_at=MONDAY)
        other = a_developer(capacity=6, open_tickets=2)
        choice = chosen(Routing.LEAST_LOADED, one, other)
        assert choice is not None
        assert choice.developer == other

    def test_asks_who_knows_most(self) -> None:
        idle, knowing = a_developer(open_tickets=0), a_developer(capacity=10, open_tickets=9)
        known = [
            Suggestion(idle.id, 0.5, "mail (category)"),
            Suggestion(knowing.id, 0.853, "sql (tag), report (title)"),
        ]
        assert chosen(Routing.SKILL_MATCH, idle, knowing, known=known) == Choice(
            knowing,
            "Best match of 2 present in Billing, who knows sql (tag), report (title): score 0.85. Holds 9 of 10.",
        )

    def test_spares_who_has_much_among_those_who_know_as_much(self) -> None:
        busy, idle = a_developer(open_tickets=1), a_developer(open_tickets=0)
        choice = chosen(Routing.SKILL_MATCH, busy, idle, known=[Suggestion(one.id, 0.7, "") for one in (busy, idle)])
        assert choice is not None
        assert choice.developer == idle

    @pytest.mark.parametrize("score", [None, 0.0, CONFIDENT - 0.01])
    def test_would_rather_wait_than_guess(self, score: float | None) -> None:
        developer = a_developer()
        known = [] if score is None else [Suggestion(developer.id, score, "report (title)")]
        assert chosen(Routing.SKILL_MATCH, developer, known=known) is None

    @pytest.mark.parametrize("routing", Routing)
    def test_takes_nobody_where_there_is_nobody(self, routing: Routing) -> None:
        assert chosen(routing) is None

    def test_leaves_to_people_what_is_theirs_to_decide(self) -> None:
        assert chosen(Routing.MANUAL, a_developer()) is None

    @given(
        routing=st.sampled_from([Routing.ROUND_ROBIN, Routing.LEAST_LOADED]),
        loads=st.lists(st.tuples(st.integers(0, 5), st.integers(6, 9), st.none() | st.integers(0, 3)), min_size=1),
        data=st.data(),
    )
    def test_does_not_depend_on_who_is_asked_first(
        self, routing: Routing, loads: list[tuple[int, int, int | None]], data: st.DataObject
    ) -> None:
        crowd = [
            a_developer(
                id=UserId(an_actor().user_id),
                open_tickets=held,
                capacity=most,
                last_routed_at=None if hours is None else MONDAY + timedelta(hours=hours),
            )
            for held, most, hours in loads
        ]
        assert chosen(routing, *crowd) == chosen(routing, *data.draw(st.permutations(crowd)))
