"""Every route through keys of every scope: what a key does not let through is refused, whatever its owner may."""

from collections.abc import Collection, Mapping
from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler

from domain.identity.api_key import ApiKey, spelled
from domain.shared.access import PERMISSIONS, Permission, Role
from domain.shared.grants import Scope
from entrypoints.http.policy import policy_of, scope_for
from tests.security.test_matrix import GUARDED, outcome
from tests.security.world import Ids, World
from tests.support.builders import an_api_key, text_of
from tests.support.shelves import stock

ROUTES: Mapping[Any, Any] = {param.id: param.values[:2] for param in GUARDED}
UNSCOPED = {
    name
    for name, (method, path) in ROUTES.items()
    if path.startswith("/api/v1/auth/")
    or (path.startswith(("/api/v1/users", "/api/v2/users")) and method != "GET")
    or "/invitations" in path
    or path.endswith("/users/me/export")
}
"""What concerns accounts themselves, or shows everything at once: no scope leads there."""


async def through(world: World, scopes: Collection[Scope], asked: tuple[str, str, str], ids: Ids) -> Any:
    """The operation, asked by a key of the actor's that has these scopes."""
    key = await a_key(world, scopes)
    return await world.ask(*asked, ids, None, authorization=f"Bearer {text_of(key)}")


async def a_key(world: World, scopes: Collection[Scope]) -> ApiKey:
    key = an_api_key(user_id=world.actor.user_id, scopes=tuple(scopes))
    await stock(world.api.house.shelf, key)
    return key


async def refused(world: World, key: ApiKey, asked: tuple[str, str, str], ids: Ids) -> Any:
    """A refusal, which has left everything as it was but that the key was used."""
    text = text_of(key)
    await world.ask(*asked, ids, None, authorization=f"Bearer {text}")  # from now on its use is noted
    before = await world.api.house.everything()
    answered = outcome(await world.ask(*asked, ids, None, authorization=f"Bearer {text}"))
    assert await world.api.house.everything() == before
    return answered


@pytest.mark.parametrize(("method", "path", "handler"), GUARDED)
class TestRoute:
    async def test_is_open_to_keys_with_its_scope_alone(
        self, world: World, method: str, path: str, handler: HTTPRouteHandler
    ) -> None:
        await world.settle(Role.ADMIN)
        asked, wanted = (method, path, handler.fn.__name__), scope_for(method, path)
        code = "API_KEY_SCOPE_MISSING" if wanted else "API_KEY_NOT_ADMITTED"
        enough = {wanted, str(wanted).replace(":read", ":write")}
        for scopes in ((), *((scope,) for scope in Scope)):
            ids = await world.own(asked[-1])
            if enough.isdisjoint(scopes):
                assert (await refused(world, await a_key(world, scopes), asked, ids))[:2] == (403, code)
            else:
                answered = await through(world, scopes, asked, ids)
                assert answered.status_code < 300, answered.text

    @pytest.mark.parametrize("role", Role)
    async def test_gives_a_key_with_every_scope_no_more_than_its_owner(
        self, world: World, method: str, path: str, handler: HTTPRouteHandler, role: Role
    ) -> None:
        await world.settle(role)
        asked, policy = (method, path, handler.fn.__name__), policy_of(handler)
        own, foreign = await world.own(asked[-1]), await world.foreign(asked[-1])
        if scope_for(method, path) is None:
            answered = await through(world, [*Scope], asked, own)
            assert (answered.status_code, answered.json()["error"]["code"]) == (403, "API_KEY_NOT_ADMITTED")
        elif isinstance(policy, Permission) and policy not in PERMISSIONS[role]:
            answered = await through(world, [*Scope], asked, own)
            assert (answered.status_code, answered.json()["error"]["code"]) == (403, "FORBIDDEN")
        else:
            assert (await through(world, [*Scope], asked, own)).status_code < 300
            if "{" in path:
                by_key = outcome(await through(world, [*Scope], asked, foreign))
                assert by_key == outcome(await world.ask(*asked, await world.foreign(asked[-1]), world.actor))


def test_no_key_reaches_accounts_themselves() -> None:
    """What is added below /auth, or changes accounts, is out of reach until somebody decides otherwise."""
    assert {name for name, route in ROUTES.items() if scope_for(*route) is None} == UNSCOPED


class TestKey:
    @pytest.mark.parametrize("change", ["cut", "misspelled", "unknown", "forged", "expired", "twice", "tix_", "basic"])
    async def test_that_is_none_is_answered_like_any_other(self, world: World, change: str) -> None:
        await world.settle(Role.ADMIN)
        house = world.api.house
        key = an_api_key(user_id=world.actor.user_id)
        expired = an_api_key(user_id=world.actor.user_id, expires_at=house.clock.time)
        await stock(house.shelf, key, expired)
        text = text_of(key)
        stated = {
            "cut": text[:-1],
            "misspelled": text.replace("x", "X", 1),
            "unknown": text_of(an_api_key()),
            "forged": spelled(key.id, "y" * 43),
            "expired": text_of(expired),
            "twice": f"{text} {text}",
            "tix_": "tix_",
            "basic": text,
        }[change]
        header = {"Authorization": f"{'Basic' if change == 'basic' else 'Bearer'} {stated}"}
        answered = await world.api.get("/teams", headers=header)
        assert (answered.status_code, answered.json()["error"]["code"]) == (401, "IDENTITY_TOKEN_REFUSED")
        assert answered.headers["www-authenticate"] == "Bearer"
        assert (await world.api.get("/teams", headers={"Authorization": f"Bearer {text}"})).status_code == 200

    async def test_leaves_its_id_with_what_it_did(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        key = await a_key(world, [Scope.DESK_WRITE])
        header = {"Authorization": f"Bearer {text_of(key)}"}
        team = (await world.api.post("/teams", json={"name": "By a program"}, headers=header)).json()["data"]
        [entry] = await world.api.house.record(api_key_id=key.id)
        assert (entry.action, str(entry.entity_id)) == ("desk.team_created", team["id"])
        assert (entry.actor_id, entry.api_key_id) == (world.actor.user_id, key.id)
