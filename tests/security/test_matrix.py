"""Every route, as every role, with one's own thing, another's, none and nonsense: all made from the router."""

from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler

from domain.desk.access import TicketScope
from domain.shared.access import PERMISSIONS, Permission, Role
from domain.shared.ids import TicketId
from entrypoints.http.policy import PUBLIC, policy_of, routes_of
from entrypoints.http.routes import ROUTES
from tests.security.world import World

GUARDED = [
    pytest.param(method, path, handler, id=handler.fn.__name__)
    for router in ROUTES
    for method, path, handler in routes_of(router)
    if policy_of(handler) is not PUBLIC
]
AUTHORS_ALONE = {"edit_comment"}
"""Operations that no role opens on what another said."""
SHOWN_ONCE = {"key"}
"""Members that stand in the answer to a creation alone."""

Answered = tuple[int, str | None, str | None]


def outcome(response: Any) -> Answered:
    """Status, code and message: what a caller could tell two refusals apart by."""
    error = response.json()["error"] if response.content else None
    return response.status_code, error and error["code"], error and error["message"]


async def refused(world: World, *request: Any) -> Answered:
    """A refusal, which has left everything as it was."""
    before = await world.api.house.everything()
    answered = outcome(await world.ask(*request))
    assert answered[0] >= 400
    assert await world.api.house.everything() == before
    return answered


@pytest.mark.parametrize(("method", "path", "handler"), GUARDED)
class TestRoute:
    async def test_asks_who_is_there(self, world: World, method: str, path: str, handler: HTTPRouteHandler) -> None:
        await world.settle(Role.ADMIN)
        operation = handler.fn.__name__
        for ids in (await world.own(operation), world.missing()):
            assert (await refused(world, method, path, operation, ids, None))[:2] == (401, "UNAUTHENTICATED")

    @pytest.mark.parametrize("role", Role)
    async def test_does_what_the_role_may_and_tells_nothing_else(
        self, world: World, method: str, path: str, handler: HTTPRouteHandler, role: Role
    ) -> None:
        await require_matrix(world, method, path, handler, role)


async def require_matrix(world: World, method: str, path: str, handler: HTTPRouteHandler, role: Role) -> None:
    """Permitted it succeeds, forbidden it is 403 for everything alike, and what is hidden is as good as missing."""
    await world.settle(role)
    operation, policy = handler.fn.__name__, policy_of(handler)
    own, foreign = await world.own(operation), await world.foreign(operation)
    unknown = [world.missing(), world.malformed()] if "{" in path else []
    asked = (method, path, operation)
    if isinstance(policy, Permission) and policy not in PERMISSIONS[role]:
        answers = {await refused(world, *asked, ids, world.actor) for ids in (own, foreign, *unknown)}
        assert [answer[:2] for answer in answers] == [(403, "FORBIDDEN")]
        return
    nothing_there = {await refused(world, *asked, ids, world.actor) for ids in unknown}
    assert all(status == 404 for status, *_ in nothing_there)
    assert len(nothing_there) == (1 if unknown else 0)
    ticket = await _ticket(world, foreign)
    if world.is_hidden(handler, path, ticket):
        assert {await refused(world, *asked, foreign, world.actor)} == nothing_there
    elif operation in AUTHORS_ALONE:
        assert (await refused(world, *asked, foreign, world.actor))[:2] == (403, "FORBIDDEN")
    elif "{" in path:
        assert outcome(await world.ask(*asked, foreign, world.actor))[0] < 300
    answered = await world.ask(*asked, own, world.actor)
    assert answered.status_code < 300, answered.text
    if answered.status_code == 201:
        created = await world.api.get(answered.headers["location"].removeprefix("/api/v1"), world.actor)
        shown = {name: value for name, value in answered.json()["data"].items() if name not in SHOWN_ONCE}
        assert created.json()["data"] | shown == created.json()["data"]


async def _ticket(world: World, ids: Any) -> Any:
    async with world.api.house.shelf.desk_work() as work:
        return await work.tickets.get(TicketId(ids["ticket_id"]), scope=TicketScope.all())
