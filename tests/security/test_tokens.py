"""Whatever is not exactly one good bearer token is answered the same."""

import pytest

from domain.shared.access import Role
from tests.security.world import World


class TestAuthorization:
    @pytest.mark.parametrize(
        "stated",
        [
            "{token}",
            "Bearer",
            "Bearer ",
            "Bearer  {token}",
            "Bearer {token} ",
            "Bearer {token}, Bearer {token}",
            "Bearer {token} {token}",
            "Basic {token}",
            "Token {token}",
            "Bearer {token}\u00fc",
            "Bearer " + "a" * 5_000,
            "Bearer null",
        ],
    )
    async def test_that_is_malformed_is_refused(self, world: World, stated: str) -> None:
        await world.settle(Role.ADMIN)
        header = stated.format(token=f"{world.actor.user_id}/1").encode("latin-1")
        response = await world.api.get("/users/me", headers={"Authorization": header})
        assert (response.status_code, response.json()["error"]["code"]) == (401, "IDENTITY_TOKEN_REFUSED")
        assert response.headers["www-authenticate"] == "Bearer"

    async def test_stated_twice_is_refused(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        good = ("Authorization", f"Bearer {world.actor.user_id}/1")
        response = await world.api.client.get("/api/v1/users/me", headers=[good, good])
        assert (response.status_code, response.json()["error"]["code"]) == (401, "IDENTITY_TOKEN_REFUSED")

    async def test_takes_the_scheme_in_any_case(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        response = await world.api.get("/users/me", headers={"Authorization": f"bEARER {world.actor.user_id}/1"})
        assert response.status_code == 200

    async def test_ends_with_the_access_it_was_given_for(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        victim = await world.api.house.person(Role.AGENT)
        for change in ({"role": "customer"}, {"password": "Correct-Horse-7"}, {"isActive": False}):
            answered = await world.api.patch(f"/users/{victim.user_id}", world.actor, change)
            version = answered.json()["data"]["version"]
            fresh = {"Authorization": f"Bearer {victim.user_id}/{version}"}
            assert (await world.api.get("/users/me", victim)).status_code == 401
            assert (await world.api.get("/users/me", headers=fresh)).status_code == (
                200 if "isActive" not in change else 401
            )

    async def test_is_not_asked_for_where_nobody_needs_it(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        for path in ("//health/live", "//openapi.json", "//api-docs"):
            assert (await world.api.get(path, headers={"Authorization": "Bearer stale"})).status_code == 200
