"""The matrix once more where scopes are SQL, for the roles that see a part only, and one that sees all."""

import pytest
from litestar.handlers import HTTPRouteHandler

from domain.shared.access import Role
from tests.security.test_matrix import GUARDED, require_matrix
from tests.security.world import World


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER, Role.AGENT])
@pytest.mark.parametrize(("method", "path", "handler"), GUARDED)
async def test_does_what_the_role_may_and_tells_nothing_else(
    stored_world: World, method: str, path: str, handler: HTTPRouteHandler, role: Role
) -> None:
    await require_matrix(stored_world, method, path, handler, role)
