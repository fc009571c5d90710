from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.shared.changes import MASK, MASKED, Shown, changes, shares, wire_name
from domain.identity.one_time_token import OneTimeToken, Purpose
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_session, a_ticket, a_user

FIELDS = {field.name for field in fields(User)}
BOOKKEEPING = {"version", "access_version", "updated_at", "clocks", "alarm_at"}
users = st.builds(
    a_user,
    id=st.just(a_user().id),
    email=st.sampled_from(["one@example.com", "two@example.com"]),
    password_hash=st.sampled_from([None, "one", "two"]),
    first_name=st.sampled_from(["", "First"]),
    phone=st.sampled_from([None, "+1 555 0100"]),
    role=st.sampled_from(Role),
    tier=st.sampled_from(Tier),
    is_active=st.booleans(),
    version=st.integers(1, 3),
    updated_at=st.sampled_from([MONDAY, MONDAY + timedelta(hours=1)]),
)


class TestChanges:
    @given(users, users)
    def test_name_just_what_differs(self, old: User, new: User) -> None:
        before, after = changes(old, new)
        differing = {wire_name(name) for name in FIELDS - BOOKKEEPING if getattr(old, name) != getattr(new, name)}
        assert set(before) == set(after) == differing

    @given(users, users)
    def test_show_what_is_not_personal_as_it_was_and_is(self, old: User, new: User) -> None:
        before, after = changes(old, new)
        for name in FIELDS - MASKED:
            if (wire := wire_name(name)) in before:
                assert (before[wire], after[wire]) == (getattr(old, name), getattr(new, name))

    @given(users, users)
    def test_never_show_secrets_and_personal_values(self, old: User, new: User) -> None:
        masked = {wire_name(name) for name in MASKED}
        values = [value for side in changes(old, new) for name, value in side.items() if name in masked]
        assert set(values) <= {MASK, None}

    @pytest.mark.parametrize("name", sorted(MASKED & FIELDS))
    def test_show_that_something_masked_came_and_went(self, name: str) -> None:
        nothing: dict[str, Any] = {name: None}
        something: dict[str, Any] = {name: "something"}
        some: Any = a_user() if name in FIELDS else a_session()
        old, new = replace(some, **nothing), replace(some, **something)
        assert [side[wire_name(name)] for side in changes(old, new)] == [None, MASK]
        assert [side[wire_name(name)] for side in changes(new, old)] == [MASK, None]

    def test_mask_what_a_secret_is_known_by(self) -> None:
        token, _ = OneTimeToken.issue("secret", Purpose.PASSWORD_RESET, a_user(), cause=a_user().id, at=MONDAY)
        _, after = changes(None, token)
        assert (after["digest"], after["email"]) == (MASK, MASK)

    @pytest.mark.parametrize("entity", [a_ticket(), a_user()], ids=["ticket", "user"])
    def test_start_from_nothing_and_end_in_nothing(self, entity: Any) -> None:
        there = {field.name for field in fields(entity) if getattr(entity, field.name) is not None} - BOOKKEEPING
        there = {wire_name(name) for name in there}
        born = changes(None, entity)
        assert changes(entity, None) == born[::-1]
        assert set(born[0]) == set(born[1]) == there
        assert set(born[0].values()) == {None}

    def test_are_none_between_equals(self) -> None:
        ticket = a_ticket()
        assert changes(ticket, replace(ticket, version=2)) == ({}, {})


class TestShares:
    def test_are_what_an_event_tells_and_the_rest_with_the_first(self) -> None:
        old = a_user()
        new, edited = old.edit(at=MONDAY, role=Role.AGENT, is_active=True, phone="1")
        [changed] = new.changes_since(old, at=MONDAY)
        rest: Shown = {"phone": None}, {"phone": MASK}
        role: Shown = {"role": "customer"}, {"role": "agent"}
        assert shares([edited, changed], old, new) == [rest, role]
        assert shares([changed, edited], old, new) == [tuple(map(dict.__or__, role, rest)), ({}, {})]
        assert shares([changed], old, new) == [tuple(map(dict.__or__, role, rest))]

    def test_are_nothing_where_nothing_changed(self) -> None:
        user = a_user()
        _, edited = user.edit(at=MONDAY)
        assert shares([edited, edited], None, None) == [({}, {}), ({}, {})]
        assert shares([], None, user) == []
