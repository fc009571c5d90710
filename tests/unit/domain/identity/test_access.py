import pytest

from domain.identity.access import may_grant, may_invite, may_manage_users, may_read_user, may_suspend
from domain.shared.access import PERMISSIONS, Role
from tests.support.builders import a_user, acting, an_actor


class TestMayManageUsers:
    @pytest.mark.parametrize("role", Role)
    def test_is_for_admins(self, role: Role) -> None:
        assert may_manage_users(an_actor(role)) == (role == "admin")


class TestMaySuspend:
    @pytest.mark.parametrize("role", Role)
    def test_is_for_admins_and_never_themselves(self, role: Role) -> None:
        actor = an_actor(role)
        assert may_suspend(actor, a_user().id) == (role == "admin")
        assert not may_suspend(actor, actor.user_id)


BELOW_MANAGERS = {"agent", "developer", "editor", "viewer", "customer"}


class TestMayInvite:
    @pytest.mark.parametrize("role", Role)
    def test_is_for_admins_to_any_role_and_for_managers_below_their_own(self, role: Role) -> None:
        assert may_invite(an_actor(Role.ADMIN), role)
        assert may_invite(an_actor(Role.MANAGER), role) == (role in BELOW_MANAGERS)

    @pytest.mark.parametrize("own", [role for role in Role if role not in {Role.ADMIN, Role.MANAGER}])
    @pytest.mark.parametrize("role", Role)
    def test_is_not_for_others(self, own: Role, role: Role) -> None:
        assert not may_invite(an_actor(own), role)

    @pytest.mark.parametrize("own", Role)
    def test_never_goes_above_ones_own(self, own: Role) -> None:
        granted = {role for role in Role if may_grant(own, role)}
        assert all(PERMISSIONS[role] <= PERMISSIONS[own] for role in granted)
        assert own is Role.ADMIN or own not in granted


class TestMayReadUser:
    @pytest.mark.parametrize("role", Role)
    def test_is_for_admins_and_managers(self, role: Role) -> None:
        assert may_read_user(an_actor(role), a_user().id) == (role in {"admin", "manager"})

    @pytest.mark.parametrize("role", Role)
    def test_is_for_everybody_about_themselves(self, role: Role) -> None:
        user = a_user(role=role)
        assert may_read_user(acting(user), user.id)
