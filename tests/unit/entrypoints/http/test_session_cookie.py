from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest

from domain.shared.access import Role
from entrypoints.settings import Environment, Settings
from tests.support.api import Api, opened
from tests.support.house import SmallHouse
from tests.unit.entrypoints.http.test_conventions import problem_of

MYSELF = {"email": "customer@example.com", "password": "Correct-Horse-7"}
A_WEEK = 7 * 24 * 3600


def set_by(response: Any) -> Any:
    """The one cookie that an answer sets."""
    [stated] = response.headers.get_list("set-cookie")
    [cookie] = SimpleCookie(stated).values()
    return cookie


async def registered(api: Api) -> Any:
    return await api.post("/auth/register?cookie=true", json=MYSELF)


async def logged_in(api: Api, **headers: str) -> Any:
    api.client.cookies.clear()
    return await api.post("/auth/login?cookie=true", json=MYSELF, headers=headers)


def by(response: Any) -> dict[str, str]:
    """What a page of our own sends from then on."""
    cookie = set_by(response)
    return {"Cookie": f"{cookie.key}={cookie.value}", "X-CSRF-Token": response.json()["data"]["csrfToken"]}


async def is_alive(api: Api, response: Any) -> bool:
    api.client.cookies.clear()
    return (await api.get("/users/me", headers=by(response))).status_code == 200


class TestCookie:
    async def test_comes_with_registration_and_login_in_place_of_tokens(self, api: Api) -> None:
        for answered, status in ((await registered(api), 201), (await logged_in(api), 200)):
            assert answered.status_code == status
            assert set(answered.json()["data"]) == {"csrfToken", "expiresIn", "user"}
            assert answered.json()["data"]["expiresIn"] == A_WEEK
            assert "etag" not in answered.headers
            assert await is_alive(api, answered)
        assert "location" not in answered.headers

    @pytest.mark.parametrize("query", ["", "?cookie=false"])
    async def test_comes_only_when_asked_for(self, api: Api, query: str) -> None:
        await registered(api)
        answered = await api.post(f"/auth/login{query}", json=MYSELF)
        assert "set-cookie" not in answered.headers
        assert "accessToken" in answered.json()["data"]

    @pytest.mark.parametrize("query", ["cookie=1", "cookie", "cookie=true&cookie=true", "cookies=true"])
    async def test_is_asked_for_in_one_way(self, api: Api, query: str) -> None:
        for path in ("login", "register"):
            answered = await api.post(f"/auth/{path}?{query}", json=MYSELF)
            assert problem_of(answered) == (400, "QUERY_INVALID")
            assert list(answered.json()["error"]["details"]) == [query.partition("=")[0]]
        assert api.house.happened == []

    async def test_is_for_this_host_https_and_no_script(self) -> None:
        """Everywhere but on a developer's machine without HTTPS."""
        for settings in (
            {"environment": Environment.PRODUCTION},
            {"environment": Environment.PRODUCTION, "public_url": "http://localhost:8000"},
            {"environment": Environment.STAGING},
            {"public_url": "https://desk.example.com"},
        ):
            async with opened(**settings) as api:
                cookie = set_by(await registered(api))
                assert (cookie.key, cookie["secure"], cookie["httponly"]) == ("__Host-session", True, True), settings
                assert (cookie["samesite"].lower(), cookie["path"], cookie["domain"]) == ("lax", "/", "")
                assert cookie["max-age"] == str(A_WEEK)
                assert len(cookie.value) < 200

    async def test_is_kept_without_https_on_a_developers_machine(self, api: Api) -> None:
        cookie = set_by(await registered(api))
        assert (cookie.key, cookie["secure"], cookie["httponly"]) == ("session", "", True)
        assert (cookie["samesite"].lower(), cookie["path"], cookie["domain"]) == ("lax", "/", "")

    async def test_lasts_as_long_as_the_session_may_be_unused(self) -> None:
        house = SmallHouse(settings=Settings(shelf="memory", session_idle_days=2))
        async with opened(house) as api:
            answered = await registered(api)
            assert set_by(answered)["max-age"] == str(2 * 24 * 3600)
            assert await is_alive(api, answered)
            api.house.clock.skip(timedelta(days=2))
            assert not await is_alive(api, answered)

    async def test_is_stored_nowhere(self, api: Api) -> None:
        value = set_by(await registered(api)).value
        [entry] = [one for one in await api.house.record() if one.action == "identity.session_started"]
        session = await api.house.session(entry.entity_id)
        assert value not in f"{await api.house.record()} {session}"


class TestLogin:
    async def test_makes_a_new_session_and_ends_the_one_of_the_cookie_that_came_along(self, api: Api) -> None:
        first = await registered(api)
        second = await logged_in(api, Cookie=by(first)["Cookie"])
        assert set_by(second).value != set_by(first).value
        assert [await is_alive(api, one) for one in (first, second)] == [False, True]

    async def test_by_somebody_else_ends_the_session_of_who_was_there(self, api: Api) -> None:
        first = await registered(api)
        other = {"email": "other@example.com", "password": "Correct-Horse-7"}
        await api.post("/auth/register?cookie=true", json=other, headers={"Cookie": by(first)["Cookie"]})
        assert not await is_alive(api, first)

    async def test_never_takes_over_a_cookie_that_somebody_chose(self, api: Api) -> None:
        await registered(api)
        for chosen in ("attackerfixed", "A" * 64, "", "a; session=b"):
            answered = await logged_in(api, Cookie=f"session={chosen}")
            assert answered.status_code == 200
            assert set_by(answered).value not in {chosen, *chosen.split("; session=")}
            assert await is_alive(api, answered)

    async def test_that_fails_ends_nothing(self, api: Api) -> None:
        first = await registered(api)
        api.client.cookies.clear()
        wrong = await api.post(
            "/auth/login?cookie=true", json=MYSELF | {"password": "wrong"}, headers={"Cookie": by(first)["Cookie"]}
        )
        assert wrong.status_code == 401
        assert "set-cookie" not in wrong.headers
        assert await is_alive(api, first)

    @pytest.mark.parametrize("path", ["/auth/login", "/auth/register"])
    @pytest.mark.parametrize(
        "headers",
        [{"Origin": "https://attacker.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
        ids=str,
    )
    async def test_is_not_taken_from_pages_of_others(self, api: Api, path: str, headers: dict[str, str]) -> None:
        """Else they could have somebody work in an account of theirs."""
        answered = await api.post(f"{path}?cookie=true", json=MYSELF, headers=headers)
        assert problem_of(answered) == (403, "ORIGIN_REFUSED")
        assert list(answered.json()["error"]["details"]) == list(headers)
        assert api.house.happened == []


class TestSession:
    async def test_is_one_among_the_others(self, api: Api) -> None:
        here, phone = await registered(api), await logged_in(api)
        rows = (await api.get("/auth/sessions", headers=by(here))).json()["data"]
        assert [row["isCurrent"] for row in rows] == [False, True]
        ended = await api.ask("DELETE", f"/auth/sessions/{rows[0]['id']}", headers=by(here))
        assert ended.status_code == 204
        assert [await is_alive(api, one) for one in (here, phone)] == [True, False]

    async def test_ends_with_logging_out_and_takes_the_cookie_along(self, api: Api) -> None:
        here = await registered(api)
        answered = await api.ask("POST", "/auth/logout", headers=by(here))
        cookie = set_by(answered)
        assert (answered.status_code, cookie.key, cookie.value, cookie["max-age"]) == (204, "session", "", "0")
        assert not await is_alive(api, here)

    async def test_stays_when_somebody_logs_out_by_a_token(self, api: Api) -> None:
        here = await registered(api)
        tokens = (await api.post("/auth/login", json=MYSELF)).json()["data"]
        bearer = {"Authorization": f"Bearer {tokens['accessToken']}", "Cookie": by(here)["Cookie"]}
        answered = await api.ask("POST", "/auth/logout", headers=bearer)
        assert (answered.status_code, "set-cookie" in answered.headers) == (204, False)
        assert await is_alive(api, here)

    @pytest.mark.parametrize("change", [{"role": "agent"}, {"password": "Another-Horse-8"}, {"isActive": False}])
    async def test_ends_with_the_access_it_was_made_for(self, api: Api, change: Any) -> None:
        admin, here = await api.house.person(Role.ADMIN), await registered(api)
        user_id = here.json()["data"]["user"]["id"]
        assert (await api.ask("PATCH", f"/users/{user_id}", admin, json=change)).is_success
        assert not await is_alive(api, here)


class TestRefusal:
    async def test_is_the_same_whatever_was_wrong_and_takes_the_cookie_away(self, api: Api) -> None:
        good, over = await registered(api), await logged_in(api)
        await api.ask("POST", "/auth/logout", headers=by(over))
        value = set_by(good).value
        wrong = [
            "session=",
            "session=nonsense",
            f"session={value[:-1]}A" if value[-1] != "A" else f"session={value[:-1]}B",
            f'session="{value}"',
            f"session={value}; session={value}",
            f"session={value}; a=b; session=planted",
            by(over)["Cookie"],
        ]
        api.client.cookies.clear()
        answers = [await api.get("/users/me", headers={"Cookie": cookie}) for cookie in wrong]
        twice = [("Cookie", f"session={value}"), ("Cookie", f"session={value}")]
        answers.append(await api.client.get("/api/v1/users/me", headers=twice))
        for answered in answers:
            assert problem_of(answered) == (401, "IDENTITY_SESSION_REFUSED")
            assert (set_by(answered).value, set_by(answered)["max-age"]) == ("", "0")
        assert len({answer.json()["error"]["message"] for answer in answers}) == 1

    async def test_of_who_sends_none_takes_nothing_away(self, api: Api) -> None:
        await registered(api)
        api.client.cookies.clear()
        for cookie in ("", "a=b", "Session=x", "__Host-session=x", "sessions=x", "session"):
            answered = await api.get("/users/me", headers={"Cookie": cookie})
            assert problem_of(answered) == (401, "UNAUTHENTICATED"), cookie
            assert "set-cookie" not in answered.headers

    async def test_of_a_token_stands_although_there_is_a_good_cookie(self, api: Api) -> None:
        here = await registered(api)
        answered = await api.get("/users/me", headers=by(here) | {"Authorization": "Bearer nonsense"})
        assert problem_of(answered) == (401, "IDENTITY_TOKEN_REFUSED")
        assert "set-cookie" not in answered.headers

    async def test_takes_away_what_production_gave(self) -> None:
        async with opened(environment=Environment.PRODUCTION) as api:
            answered = await api.get("/users/me", headers={"Cookie": "__Host-session=nonsense"})
            cookie = set_by(answered)
            assert (cookie.key, cookie["secure"], cookie["path"], cookie["max-age"]) == (
                "__Host-session",
                True,
                "/",
                "0",
            )
            assert problem_of(await api.get("/users/me", headers={"Cookie": "session=x"})) == (401, "UNAUTHENTICATED")
