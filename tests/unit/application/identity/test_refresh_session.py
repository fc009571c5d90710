from dataclasses import replace
from datetime import timedelta

import pytest

from application.identity.errors import TokenRefused
from application.identity.log_in import LogInCommand
from application.identity.refresh_session import RefreshSessionCommand
from application.identity.token_pairs import LoggedIn
from domain.identity.session import RefreshTokenRefused
from domain.shared.access import Actor
from tests.support.builders import a_user
from tests.support.house import SmallHouse

REUSED = "identity.refresh_token_reused"
LATER = timedelta(minutes=10)


async def logged_in(house: SmallHouse) -> tuple[Actor, LoggedIn]:
    actor = await house.settle(a_user(email="customer@example.com", password_hash="1:Long enough 1"))
    command = LogInCommand(email="customer@example.com", password="Long enough 1")
    return actor, await house.identity.log_in(command)


async def refreshed(house: SmallHouse, token: str) -> LoggedIn:
    return await house.identity.refresh_session(RefreshSessionCommand(refresh_token=token))


class TestRefresh:
    async def test_gives_the_next_pair(self, house: SmallHouse) -> None:
        actor, first = await logged_in(house)
        following = await refreshed(house, first.refresh_token)
        assert following.refresh_token != first.refresh_token
        assert (following.user_id, following.expires_in) == (actor.user_id, 15 * 60)
        assert await house.identity.authenticate(following.access_token) == actor
        assert house.happened[-1] == "identity.session_refreshed"
        assert (await refreshed(house, following.refresh_token)).refresh_token not in {
            first.refresh_token,
            following.refresh_token,
        }

    async def test_gives_the_same_for_a_moment_and_changes_nothing(self, house: SmallHouse) -> None:
        _, first = await logged_in(house)
        following = await refreshed(house, first.refresh_token)
        happened = list(house.happened)
        assert await refreshed(house, first.refresh_token) == following
        assert house.happened == happened

    async def test_of_a_token_used_long_ago_ends_the_session_and_is_recorded(self, house: SmallHouse) -> None:
        actor, first = await logged_in(house)
        following = await refreshed(house, first.refresh_token)
        house.clock.skip(LATER)
        with pytest.raises(RefreshTokenRefused):
            await refreshed(house, first.refresh_token)
        assert house.happened[-1] == REUSED
        [entry] = await house.record(action=REUSED)
        assert (entry.entity_type, entry.new_values["endedBecause"]) == ("session", "refresh_token_reused")
        async with house.refuses(RefreshTokenRefused):
            await refreshed(house, following.refresh_token)
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(following.access_token)
        assert await house.identity.authenticate(f"{actor.user_id}/1") == actor, "their other session lives"

    async def test_is_refused_alike_whatever_was_wrong(self, house: SmallHouse) -> None:
        actor, first = await logged_in(house)
        said = set()
        for token in ("no token", f"{actor.user_id}/9/9", f"{a_user().id}/0"):
            async with house.refuses(RefreshTokenRefused) as refused:
                await refreshed(house, token)
            said.add((refused.value.code, str(refused.value)))
        user = await house.user(actor.user_id)
        for change in ({"is_active": False}, {"access_version": 2}):
            await house.settle(replace(user, **change))
            async with house.refuses(RefreshTokenRefused) as refused:
                await refreshed(house, first.refresh_token)
            said.add((refused.value.code, str(refused.value)))
        await house.settle(user)
        house.clock.skip(timedelta(days=7))
        async with house.refuses(RefreshTokenRefused) as refused:
            await refreshed(house, first.refresh_token)
        said.add((refused.value.code, str(refused.value)))
        assert len(said) == 1
