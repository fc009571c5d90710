from itertools import product

import pytest

from domain.shared.access import (
    MEANINGS,
    PERMISSIONS,
    Actor,
    NotForApiKeys,
    Permission,
    Role,
    ScopeMissing,
    require_person,
    require_scope,
)
from domain.shared.grants import INCLUDED_IN, SCOPES, Grant, Scope
from tests.support.builders import an_actor, an_api_key


def through_key(*scopes: Scope, role: Role = Role.ADMIN) -> Actor:
    return Actor(an_actor().user_id, role, grant=Grant(an_api_key().id, frozenset(scopes)))


class TestScope:
    def test_says_what_it_lets_through(self) -> None:
        assert set(SCOPES) == set(Scope)

    @pytest.mark.parametrize("scope", Scope)
    def test_to_change_includes_to_read_the_same(self, scope: Scope) -> None:
        area, _, verb = scope.partition(":")
        wider = f"{area}:write"
        assert INCLUDED_IN.get(scope) == (wider if verb == "read" and wider in set(Scope) else None)

    @pytest.mark.parametrize(("held", "asked"), [*product(Scope, Scope)])
    def test_covers_itself_and_what_it_includes(self, held: Scope, asked: Scope) -> None:
        assert through_key(held).grant is not None
        covers = Grant(an_api_key().id, frozenset({held})).covers(asked)
        assert covers is (held == asked or held == asked.replace(":read", ":write"))

    def test_covers_nothing_that_is_for_no_key(self) -> None:
        assert not Grant(an_api_key().id, frozenset(Scope)).covers(None)


HANGS_ON = {"time": "tickets", "complaints": "tickets", "reports": "tickets"}
"""What is no area of its own for keys."""


class TestMeaning:
    def test_is_known_of_every_permission(self) -> None:
        assert set(MEANINGS) == set(Permission)

    @pytest.mark.parametrize("permission", Permission)
    def test_is_of_the_area_that_the_permission_names(self, permission: Permission) -> None:
        """Reading permissions go with reading scopes, all others with writing ones, or with none."""
        named, _, verb = permission.partition(":")
        area = HANGS_ON.get(named, named)
        reads = verb.startswith("read")
        scope = MEANINGS[permission].scope
        for_no_key = permission in {Permission.USERS_MANAGE, Permission.USERS_INVITE}
        assert scope == f"{area}:{'read' if reads else 'write'}" or (scope is None and for_no_key)


class TestActor:
    @pytest.mark.parametrize("role", Role)
    def test_through_a_key_with_every_scope_can_what_the_role_may_but_about_accounts(self, role: Role) -> None:
        through = through_key(*Scope, role=role)
        can = {permission for permission in Permission if through.can(permission)}
        assert can == PERMISSIONS[role] - {Permission.USERS_MANAGE, Permission.USERS_INVITE}

    @pytest.mark.parametrize(("role", "scope"), [*product(Role, Scope)])
    def test_through_a_key_can_what_role_and_scope_both_allow(self, role: Role, scope: Scope) -> None:
        through = through_key(scope, role=role)
        for permission in Permission:
            needed = MEANINGS[permission].scope
            covered = needed is not None and needed in {scope, scope.replace(":write", ":read")}
            assert through.can(permission) is (permission in PERMISSIONS[role] and covered)

    def test_through_a_key_without_scopes_can_nothing(self) -> None:
        assert not any(through_key().can(permission) for permission in Permission)


class TestRequireScope:
    def test_holds_up_no_person(self) -> None:
        for scope in (*Scope, None):
            require_scope(an_actor(), scope)
        require_person(an_actor())

    def test_lets_a_key_through_that_has_it(self) -> None:
        require_scope(through_key(Scope.TICKETS_WRITE), Scope.TICKETS_READ)

    def test_names_the_scope_that_is_missing(self) -> None:
        with pytest.raises(ScopeMissing, match=r"^This takes an API key with the scope tickets:write\.$"):
            require_scope(through_key(Scope.TICKETS_READ), Scope.TICKETS_WRITE)

    def test_says_where_no_key_would_do(self) -> None:
        with pytest.raises(NotForApiKeys):
            require_scope(through_key(*Scope), None)
        with pytest.raises(NotForApiKeys):
            require_person(through_key(*Scope))
