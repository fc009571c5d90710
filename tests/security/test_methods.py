"""Every path with every method: those it has not are 405 and say which there are, whatever else is claimed."""

import pytest

from domain.shared.access import Role
from entrypoints.http.app import create_app
from entrypoints.http.policy import methods_of
from tests.security.surface import OPERATIONS, Operation, named, say
from tests.security.world import World
from tests.support.api import as_house
from tests.support.house import SmallHouse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "QUERY", "NONSENSE")
PATHS = methods_of(create_app(as_house(SmallHouse())))
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
READING = [one for one in OPERATIONS if one.method == "GET" and "redirect" not in one.handler.opt]


@pytest.mark.parametrize(("path", "allowed"), PATHS.items(), ids=PATHS)
async def test_unlisted_methods_are_refused_and_listed_ones_named(world: World, path: str, allowed: str) -> None:
    await world.settle(Role.ADMIN)
    url = path.format(**world.missing(), name="nothing")
    before = list(world.api.house.happened)
    for method in METHODS:
        if method in allowed.split(", "):
            continue
        for by in (None, world.actor):
            headers = {"Authorization": f"Bearer {by.user_id}/1"} if by else {}
            response = await world.api.client.request(method, url, headers=headers)
            assert (response.status_code, response.headers["allow"]) == (405, allowed), method
            if method != "HEAD":
                assert response.json()["error"]["code"] == "METHOD_NOT_ALLOWED"
    options = await world.api.client.request("OPTIONS", url)
    assert (options.status_code, options.headers["allow"], options.content) == (204, allowed, b"")
    assert world.api.house.happened == before


@pytest.mark.parametrize("operation", named(READING))
async def test_a_header_makes_no_other_method_of_one(world: World, operation: Operation) -> None:
    await world.settle(Role.ADMIN)
    ids = await world.own(operation.name)
    before = list(world.api.house.happened)
    plain = await say(world, operation, ids)
    for header in OVERRIDES:
        for method in ("DELETE", "PATCH", "POST"):
            claimed = await say(world, operation, ids, headers={header: method})
            assert (claimed.status_code, claimed.json()["data"]) == (plain.status_code, plain.json()["data"])
    assert world.api.house.happened == before
