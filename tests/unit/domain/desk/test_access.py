from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.access import (
    TicketScope,
    may_answer,
    may_assign,
    may_comment_internally,
    may_configure,
    may_edit,
    may_move,
    may_open_for,
    may_work,
    sees_internal,
)
from domain.desk.ticket import Status
from domain.shared.access import Actor, Role
from tests.support.builders import a_team, a_ticket, a_user, an_actor, an_assignment

STAFF = {"developer", "agent", "manager", "admin"}
READERS_OF_ALL = STAFF - {"developer"}
WAYS = ("requester_id", "assignee_id", "team_id")

roles = pytest.mark.parametrize("role", Role)
few = st.sampled_from([a_user().id for _ in range(3)])


class TestTicketScope:
    @roles
    def test_of_admits_everything_for_those_who_read_all(self, role: Role) -> None:
        assert TicketScope.of(an_actor(role)).admits(a_ticket()) == (role in READERS_OF_ALL)

    @roles
    def test_of_admits_what_somebody_asked_for(self, role: Role) -> None:
        actor = an_actor(role)
        assert TicketScope.of(actor).admits(a_ticket(requester_id=actor.user_id))

    @roles
    def test_of_admits_what_staff_hold(self, role: Role) -> None:
        actor = an_actor(role)
        assert TicketScope.of(actor).admits(a_ticket(assignee_id=actor.user_id)) == (role in STAFF)

    @roles
    def test_of_admits_what_belongs_to_the_team_of_staff(self, role: Role) -> None:
        actor = an_actor(role, team_id=a_team().id)
        assert TicketScope.of(actor).admits(a_ticket(team_id=actor.team_id)) == (role in STAFF)

    def test_of_a_developer_without_a_team_admits_no_ticket_without_one(self) -> None:
        assert not TicketScope.of(an_actor(Role.DEVELOPER)).admits(a_ticket(team_id=None))

    def test_all_admits_everything(self) -> None:
        assert TicketScope.all().admits(a_ticket())

    @given(
        scope=st.builds(TicketScope, **dict.fromkeys(WAYS, st.none() | few)),
        its=st.fixed_dictionaries({"requester_id": few, "assignee_id": st.none() | few, "team_id": st.none() | few}),
    )
    def test_admits_what_its_fields_say(self, scope: TicketScope, its: dict[str, Any]) -> None:
        ways = [getattr(scope, way) == its[way] for way in WAYS if getattr(scope, way) is not None]
        assert scope.admits(a_ticket(**its)) == any(ways)
        assert replace(scope, everything=True).admits(a_ticket(**its))

    def test_has_no_field_that_sql_does_not_know_of(self) -> None:
        assert {field.name for field in fields(TicketScope)} == {"everything", *WAYS}


class TestMayOpenFor:
    @roles
    def test_is_for_everybody_about_themselves(self, role: Role) -> None:
        actor = an_actor(role)
        assert may_open_for(actor, actor.user_id)

    @roles
    def test_is_for_staff_about_others(self, role: Role) -> None:
        assert may_open_for(an_actor(role), a_user().id) == (role in STAFF)


class TestMayEdit:
    @roles
    def test_is_for_staff_and_the_requester(self, role: Role) -> None:
        actor = an_actor(role)
        assert may_edit(actor, a_ticket()) == (role in STAFF)
        assert may_edit(actor, a_ticket(requester_id=actor.user_id))


class TestMayAssign:
    @roles
    def test_is_for_those_who_assign_anything(self, role: Role) -> None:
        assert may_assign(an_actor(role), a_ticket()) == (role in READERS_OF_ALL)

    @roles
    def test_is_for_staff_who_hold_it(self, role: Role) -> None:
        actor = an_actor(role)
        assert may_assign(actor, a_ticket(assignee_id=actor.user_id)) == (role in STAFF)

    @roles
    def test_is_not_for_the_requester(self, role: Role) -> None:
        actor = an_actor(role)
        assert may_assign(actor, a_ticket(requester_id=actor.user_id)) == (role in READERS_OF_ALL)


class TestMayMove:
    @roles
    @pytest.mark.parametrize("old", Status)
    @pytest.mark.parametrize("new", Status)
    def test_is_for_staff_and_discarding_for_managers(self, role: Role, old: Status, new: Status) -> None:
        permitted = {"manager", "admin"} if (old, new) == ("open", "closed") else STAFF
        assert may_move(an_actor(role), a_ticket(status=old), new) == (role in permitted)

    @roles
    @pytest.mark.parametrize("new", Status)
    def test_lets_the_requester_reopen_and_nothing_else(self, role: Role, new: Status) -> None:
        actor = an_actor(role)
        ticket = a_ticket(status=Status.RESOLVED, requester_id=actor.user_id)
        assert may_move(actor, ticket, new) == (role in STAFF or new == "reopened")


class TestMayAnswer:
    @roles
    def test_is_for_the_assignee_and_those_who_assign(self, role: Role) -> None:
        actor = an_actor(role)
        assert may_answer(actor, an_assignment()) == (role in READERS_OF_ALL)
        assert may_answer(actor, an_assignment(assignee_id=actor.user_id))


@pytest.mark.parametrize("permitted", [may_work, may_comment_internally, sees_internal])
class TestWork:
    @roles
    def test_is_for_staff(self, role: Role, permitted: Any) -> None:
        assert permitted(an_actor(role)) == (role in STAFF)


class TestMayConfigure:
    @roles
    def test_is_for_managers_and_admins(self, role: Role) -> None:
        assert may_configure(Actor(a_user().id, role)) == (role in {"manager", "admin"})
