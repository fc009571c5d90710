import pytest

from domain.identity.access import may_manage_users, may_read_user
from domain.shared.access import Role
from tests.support.builders import a_user, acting, an_actor


class TestMayManageUsers:
    @pytest.mark.parametrize("role", Role)
    def test_is_for_admins(self, role: Role) -> None:
        assert may_manage_users(an_actor(role)) == (role == "admin")


class TestMayReadUser:
    @pytest.mark.parametrize("role", Role)
    def test_is_for_admins_and_managers(self, role: Role) -> None:
        assert may_read_user(an_actor(role), a_user().id) == (role in {"admin", "manager"})

    @pytest.mark.parametrize("role", Role)
    def test_is_for_everybody_about_themselves(self, role: Role) -> None:
        user = a_user(role=role)
        assert may_read_user(acting(user), user.id)
