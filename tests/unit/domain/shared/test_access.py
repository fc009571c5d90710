from uuid import UUID

import pytest

from domain.shared.access import HOUSE, PERMISSIONS, Actor, Permission, Role, require
from domain.shared.errors import Forbidden
from tests.support.builders import an_actor

DEVELOPERS = {"tickets:open", "tickets:read_internal", "tickets:work", "desk:read"}
AGENTS = DEVELOPERS | {"tickets:read_all", "tickets:assign"}
MANAGERS = AGENTS | {
    "tickets:discard",
    "tickets:moderate",
    "desk:configure",
    "users:read",
    "users:invite",
    "audit:read",
    "time:manage",
    "complaints:read",
    "complaints:handle",
    "reports:read",
}
GRANTED = {
    "customer": {"tickets:open"},
    "viewer": {"tickets:open"},
    "editor": {"tickets:open"},
    "developer": DEVELOPERS,
    "agent": AGENTS,
    "manager": MANAGERS,
    "admin": MANAGERS | {"users:manage"},
}


class TestPermissions:
    @pytest.mark.parametrize("role", Role)
    def test_are_granted_by_role_and_no_further(self, role: Role) -> None:
        assert {str(permission) for permission in PERMISSIONS[role]} == GRANTED[role]

    def test_are_all_granted_to_somebody(self) -> None:
        assert set().union(*PERMISSIONS.values()) == set(Permission)


class TestActor:
    @pytest.mark.parametrize("role", Role)
    def test_can_what_the_role_permits(self, role: Role) -> None:
        assert {permission for permission in Permission if an_actor(role).can(permission)} == PERMISSIONS[role]

    def test_of_the_house_can_everything(self) -> None:
        assert Actor.house().user_id == HOUSE == UUID("00000000-0000-0000-0000-000000000000")
        assert all(Actor.house().can(permission) for permission in Permission)


class TestRequire:
    def test_lets_the_permitted_pass(self) -> None:
        require(True, "close tickets")  # noqa: FBT003 - as everywhere it is used

    def test_refuses_and_says_what(self) -> None:
        with pytest.raises(Forbidden, match=r"^You may not close tickets\.$"):
            require(False, "close tickets")  # noqa: FBT003 - as everywhere it is used
