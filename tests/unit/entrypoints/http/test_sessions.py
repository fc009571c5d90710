from datetime import timedelta
from typing import Any

import pytest

from domain.shared.access import Role
from tests.support.api import Api
from tests.unit.entrypoints.http.test_conventions import problem_of

MYSELF = {"email": "customer@example.com", "password": "Correct-Horse-7"}


async def registered(api: Api) -> Any:
    return (await api.post("/auth/register", json=MYSELF)).json()["data"]


async def logged_in(api: Api, agent: str = "curl/8.5.0") -> Any:
    return (await api.post("/auth/login", json=MYSELF, headers={"User-Agent": agent})).json()["data"]


def by(tokens: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


class TestTokens:
    async def test_come_with_registration_and_login(self, api: Api) -> None:
        for tokens in (await registered(api), await logged_in(api)):
            assert set(tokens) == {"accessToken", "refreshToken", "tokenType", "expiresIn", "user"}
            assert (await api.get("/users/me", headers=by(tokens))).json()["data"]["id"] == tokens["user"]["id"]

    async def test_are_fresh_when_a_registration_is_repeated(self, api: Api) -> None:
        key = {"Idempotency-Key": "one"}
        first, again = [(await api.post("/auth/register", json=MYSELF, headers=key)).json()["data"] for _ in "ab"]
        assert first["user"]["id"] == again["user"]["id"]
        assert first["refreshToken"] != again["refreshToken"]

    async def test_are_renewed(self, api: Api) -> None:
        tokens = await registered(api)
        answered = await api.post("/auth/refresh", json={"refreshToken": tokens["refreshToken"]})
        renewed = answered.json()["data"]
        assert (answered.status_code, set(renewed)) == (200, set(tokens))
        assert "etag" not in answered.headers
        assert renewed["refreshToken"] != tokens["refreshToken"]
        assert (await api.get("/users/me", headers=by(renewed))).status_code == 200

    async def test_used_again_much_later_are_refused_and_end_the_session(self, api: Api) -> None:
        tokens = await registered(api)
        renewed = (await api.post("/auth/refresh", json={"refreshToken": tokens["refreshToken"]})).json()["data"]
        api.house.clock.skip(timedelta(seconds=11))
        for token in (tokens["refreshToken"], renewed["refreshToken"]):
            answered = await api.post("/auth/refresh", json={"refreshToken": token})
            assert problem_of(answered) == (401, "IDENTITY_REFRESH_TOKEN_REFUSED")
            assert answered.json()["error"]["details"] == {}
        assert (await api.get("/users/me", headers=by(renewed))).status_code == 401


class TestLogout:
    async def test_ends_one_session_or_all(self, api: Api) -> None:
        first, second, third = await registered(api), await logged_in(api), await logged_in(api)
        assert (await api.ask("POST", "/auth/logout", headers=by(first))).status_code == 204
        assert await alive(api, first, second, third) == [False, True, True]
        everywhere = await api.post("/auth/logout", json={"everywhere": True}, headers=by(second))
        assert (everywhere.status_code, everywhere.content) == (204, b"")
        assert await alive(api, first, second, third) == [False, False, False]

    async def test_is_for_who_is_logged_in(self, api: Api) -> None:
        assert problem_of(await api.ask("POST", "/auth/logout")) == (401, "UNAUTHENTICATED")


class TestSessions:
    async def test_are_seen_and_ended_by_their_owner(self, api: Api) -> None:
        await registered(api)
        phone, here = await logged_in(api, "A phone"), await logged_in(api, "A laptop")
        rows = (await api.get("/auth/sessions", headers=by(here))).json()["data"]
        assert [(row["userAgent"], row["isCurrent"]) for row in rows[:2]] == [("A laptop", True), ("A phone", False)]
        ended = await api.ask("DELETE", f"/auth/sessions/{rows[1]['id']}", headers=by(here))
        assert ended.status_code == 204
        assert await alive(api, phone, here) == [False, True]
        assert len((await api.get("/auth/sessions", headers=by(here))).json()["data"]) == len(rows) - 1

    async def test_of_others_are_not_found(self, api: Api) -> None:
        here = await registered(api)
        [row] = (await api.get("/auth/sessions", headers=by(here))).json()["data"]
        admin = await api.house.person(Role.ADMIN)
        refused = await api.ask("DELETE", f"/auth/sessions/{row['id']}", admin)
        assert problem_of(refused) == (404, "IDENTITY_SESSION_NOT_FOUND")
        assert await alive(api, here) == [True]

    @pytest.mark.parametrize("change", [{"role": "agent"}, {"password": "Another-Horse-8"}, {"isActive": False}, None])
    async def test_end_with_the_access_they_were_made_for(self, api: Api, change: Any) -> None:
        admin = await api.house.person(Role.ADMIN)
        tokens = await registered(api)
        method = "PATCH" if change else "DELETE"
        stated = {"json": change} if change else {}
        assert (await api.ask(method, f"/users/{tokens['user']['id']}", admin, **stated)).is_success
        assert await alive(api, tokens) == [False]
        answered = await api.post("/auth/refresh", json={"refreshToken": tokens["refreshToken"]})
        assert problem_of(answered) == (401, "IDENTITY_REFRESH_TOKEN_REFUSED")


async def alive(api: Api, *tokens: Any) -> list[bool]:
    return [(await api.get("/users/me", headers=by(one))).status_code == 200 for one in tokens]
