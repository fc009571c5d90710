import re
from typing import Any
from urllib.parse import quote

import pytest

from domain.shared.access import Actor, Role
from entrypoints.http.policy import routes_of
from entrypoints.http.routes import ROUTES
from entrypoints.provider_settings import RESERVED
from entrypoints.settings import Settings
from tests.support.api import Api, opened
from tests.support.builders import MONDAY, a_user, an_identity
from tests.support.house import PROVIDER
from tests.support.shelves import stock
from tests.unit.entrypoints.http.test_conventions import problem_of

EMAIL = "customer@example.com"
NOT_BEGUN = (400, "IDENTITY_SIGN_IN_NOT_BEGUN")


async def customer(api: Api, **what_matters: Any) -> Actor:
    usual = {"email": EMAIL, "password_hash": "1:secret", "email_verified_at": MONDAY}
    return await api.house.settle(a_user(**{**usual, **what_matters}))


async def sent_back(api: Api, query: str = "", **what_matters: Any) -> Any:
    """The last answer of a browser that begins, signs in at the provider, and comes back."""
    vouched: dict[str, Any] = {"email": EMAIL, "email_verified": True}
    code = api.house.provider.knows("code", **vouched | what_matters)
    await api.get(f"/auth/{PROVIDER}{query}")
    return await back(api, code)


async def back(api: Api, code: str = "code", **more: str) -> Any:
    stated = {"code": code, "state": api.house.provider.challenges[-1].state, **more}
    query = "&".join(f"{name}={quote(value)}" for name, value in stated.items())
    return await api.get(f"/auth/{PROVIDER}/callback?{query}")


class TestProviders:
    async def test_are_listed(self, api: Api) -> None:
        answered = await api.get("/auth/providers")
        assert answered.json()["data"] == {
            "providers": [{"name": PROVIDER, "issuer": "https://id.example.com", "address": f"/api/v1/auth/{PROVIDER}"}]
        }

    def test_have_names_that_lead_nowhere_else(self) -> None:
        taken = {
            rest
            for router in ROUTES
            for method, path, _ in routes_of(router)
            for place, _, rest in [path.partition("/api/v1/auth/")]
            if method == "GET" and not place and "/" not in rest and "{" not in rest
        }
        assert taken == RESERVED

    def test_send_browsers_back_to_where_the_answer_is_taken(self) -> None:
        [path] = {
            path for router in ROUTES for _, path, one in routes_of(router) if one.fn.__name__ == "finish_sign_in"
        }
        settings = Settings(public_url="https://desk.example.com")
        assert settings.callback_of("work") == f"https://desk.example.com{path.format(provider='work')}"

    async def test_that_are_none_are_not_found(self, api: Api) -> None:
        somebody = await customer(api)
        for method, path in (("GET", ""), ("GET", "/callback"), ("POST", "/link")):
            answered = await api.ask(method, f"/auth/another{path}", somebody)
            assert problem_of(answered) == (404, "IDENTITY_PROVIDER_NOT_FOUND")


class TestBegin:
    async def test_sends_the_browser_there_with_a_cookie_of_its_own(self, api: Api) -> None:
        answered = await api.get(f"/auth/{PROVIDER}")
        [challenge] = api.house.provider.challenges
        assert (answered.status_code, answered.content) == (302, b"")
        assert answered.headers["location"] == f"https://id.example.com/authorize?state={challenge.state}"
        name, _, attributes = answered.headers["set-cookie"].partition("=")
        assert name == "sign-in"
        assert re.fullmatch(r"[A-Za-z0-9_-]+", attributes.partition("; ")[0])
        assert attributes.partition("; ")[2] == "HttpOnly; Max-Age=600; Path=/; SameSite=lax"
        assert answered.headers["cache-control"] == "no-store"

    async def test_binds_it_to_the_host_where_there_is_https(self) -> None:
        async with opened(public_url="https://desk.example.com") as api:
            stated = (await api.get(f"/auth/{PROVIDER}")).headers["set-cookie"]
        assert stated.startswith("__Host-sign-in=")
        assert stated.endswith("HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure")

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("cookie=true&returnTo=//evil.example", "returnTo"),
            ("cookie=true&returnTo=https://evil.example", "returnTo"),
            ("cookie=true&returnTo=/%5Cevil.example", "returnTo"),
            ("cookie=true&returnTo=/a%0D%0ASet-Cookie:a=b", "returnTo"),
            ("returnTo=/desk", "returnTo"),
            ("cookie=1", "cookie"),
            ("next=/desk", "next"),
        ],
    )
    async def test_takes_a_way_back_to_our_own_pages_alone(self, api: Api, query: str, name: str) -> None:
        answered = await api.get(f"/auth/{PROVIDER}?{query}")
        assert (problem_of(answered), list(answered.json()["error"]["details"])) == ((400, "QUERY_INVALID"), [name])
        assert "set-cookie" not in answered.headers

    async def test_says_when_the_provider_is_away(self, api: Api) -> None:
        api.house.provider.away = True
        answered = await api.get(f"/auth/{PROVIDER}")
        assert problem_of(answered) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
        assert "retry-after" in answered.headers


class TestCallback:
    async def test_answers_tokens(self, api: Api) -> None:
        somebody = await customer(api)
        answered = await sent_back(api)
        tokens = answered.json()["data"]
        assert (answered.status_code, tokens["user"]["id"]) == (200, str(somebody.user_id))
        bearer = {"Authorization": f"Bearer {tokens['accessToken']}"}
        assert (await api.get("/users/me", headers=bearer)).status_code == 200
        assert answered.headers["set-cookie"].startswith('sign-in=""; HttpOnly; Max-Age=0;')
        assert "etag" not in answered.headers

    async def test_goes_on_to_a_page_with_a_session_cookie(self, api: Api) -> None:
        await customer(api)
        answered = await sent_back(api, "?cookie=true&returnTo=/desk%3Fopen%3Dtrue")
        assert (answered.status_code, answered.headers["location"]) == (303, "/desk?open=true")
        assert [line.partition("=")[0] for line in answered.headers.get_list("set-cookie")] == ["session", "sign-in"]
        assert (await api.get("/users/me")).json()["data"]["email"] == EMAIL

    async def test_goes_home_without_a_page(self, api: Api) -> None:
        assert (await sent_back(api, "?cookie=true")).headers["location"] == "/"

    async def test_is_taken_once_and_from_the_browser_that_began(self, api: Api) -> None:
        await sent_back(api)
        assert problem_of(await back(api)) == NOT_BEGUN
        await api.get(f"/auth/{PROVIDER}")
        kept = dict(api.client.cookies)
        assert (await back(api)).status_code == 200
        api.client.cookies.update(kept)
        assert problem_of(await back(api)) == (422, "IDENTITY_SIGN_IN_USED")

    async def test_of_a_browser_with_two_such_cookies_is_refused(self, api: Api) -> None:
        await api.get(f"/auth/{PROVIDER}")
        sealed = api.client.cookies["sign-in"]
        state = api.house.provider.challenges[-1].state
        api.client.cookies.clear()
        path = f"/auth/{PROVIDER}/callback?state={state}&code=code"
        for cookie in (f"sign-in={sealed}; sign-in=planted", "other=1", ""):
            assert problem_of(await api.get(path, headers={"Cookie": cookie})) == NOT_BEGUN

    @pytest.mark.parametrize("state", ["", "state=wrong&", "state=se%C3%AFt&"])
    async def test_takes_the_state_of_that_browser(self, api: Api, state: str) -> None:
        await api.get(f"/auth/{PROVIDER}")
        answered = await api.get(f"/auth/{PROVIDER}/callback?{state}code=code")
        assert problem_of(answered) == (400, "IDENTITY_STATE_MISMATCH")

    async def test_leaves_alone_what_it_does_not_know(self, api: Api) -> None:
        await customer(api)
        await api.get(f"/auth/{PROVIDER}")
        api.house.provider.knows("code", email=EMAIL, email_verified=True)
        more = {"scope": "openid email", "hd": "", "session_state": "%00", "iss": "https://id.example.com"}
        assert (await back(api, **more)).status_code == 200

    @pytest.mark.parametrize("query", ["state=a&state=b", "code=%00&state=a", "state=%FF", "error="])
    async def test_refuses_by_name_what_cannot_be_read(self, api: Api, query: str) -> None:
        answered = await api.get(f"/auth/{PROVIDER}/callback?{query}")
        assert problem_of(answered) == (400, "QUERY_INVALID")

    async def test_passes_a_refusal_of_the_provider_on(self, api: Api) -> None:
        await api.get(f"/auth/{PROVIDER}")
        answered = await back(api, error="access_denied")
        assert problem_of(answered) == (401, "IDENTITY_PROVIDER_REFUSED")
        assert answered.json()["error"]["details"] == {"error": "It said: access_denied."}

    async def test_refuses_a_code_of_nobody(self, api: Api) -> None:
        await api.get(f"/auth/{PROVIDER}")
        assert problem_of(await back(api, "made up")) == (401, "IDENTITY_CODE_REFUSED")

    async def test_tells_who_has_to_log_in_first(self, api: Api) -> None:
        await customer(api, email_verified_at=None)
        assert problem_of(await sent_back(api)) == (422, "IDENTITY_LINKING_NEEDED")
        assert problem_of(await sent_back(api, email_verified=False)) == (422, "IDENTITY_EMAIL_NOT_VOUCHED_FOR")


class TestLink:
    async def test_adds_a_way_in(self, api: Api) -> None:
        somebody = await customer(api)
        answered = await api.post(f"/auth/{PROVIDER}/link", somebody, json={"returnTo": "/account"})
        [challenge] = api.house.provider.challenges
        assert answered.json()["data"] == {"address": f"https://id.example.com/authorize?state={challenge.state}"}
        code = api.house.provider.knows("code", email="elsewhere@example.com")
        returned = await back(api, code)
        assert (returned.status_code, returned.headers["location"]) == (303, "/account")
        assert "session" not in api.client.cookies
        [row] = (await api.get("/auth/identities", somebody)).json()["data"]
        assert (row["issuer"], row["email"]) == ("https://id.example.com", "elsewhere@example.com")
        assert (await api.ask("DELETE", f"/auth/identities/{row['id']}", somebody)).status_code == 204
        assert (await api.get("/auth/identities", somebody)).json()["data"] == []

    async def test_needs_no_body(self, api: Api) -> None:
        somebody = await customer(api)
        assert (await api.post(f"/auth/{PROVIDER}/link", somebody)).status_code == 200
        api.house.provider.knows("code")
        assert (await back(api)).headers["location"] == "/"

    @pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", 7])
    async def test_leads_to_no_other_site(self, api: Api, elsewhere: Any) -> None:
        somebody = await customer(api)
        answered = await api.post(f"/auth/{PROVIDER}/link", somebody, json={"returnTo": elsewhere})
        assert problem_of(answered) == (400, "BODY_INVALID")
        assert list(answered.json()["error"]["details"]) == ["returnTo"]

    async def test_takes_no_identity_of_somebody_else(self, api: Api) -> None:
        somebody, other = await customer(api), await api.house.person(Role.CUSTOMER)
        await stock(api.house.shelf, an_identity(subject="1", user_id=other.user_id))
        await api.post(f"/auth/{PROVIDER}/link", somebody)
        api.house.provider.knows("code")
        assert problem_of(await back(api)) == (409, "IDENTITY_EXTERNAL_IDENTITY_TAKEN")

    async def test_takes_a_verified_account(self, api: Api) -> None:
        somebody = await customer(api, email_verified_at=None)
        await api.post(f"/auth/{PROVIDER}/link", somebody)
        api.house.provider.knows("code")
        assert problem_of(await back(api)) == (422, "IDENTITY_OWN_EMAIL_UNVERIFIED")


class TestIdentities:
    async def test_of_others_are_not_found_and_the_last_way_in_stays(self, api: Api) -> None:
        somebody, other = await customer(api, password_hash=None), await api.house.person(Role.ADMIN)
        only = an_identity(user_id=somebody.user_id)
        await stock(api.house.shelf, only)
        refused = await api.ask("DELETE", f"/auth/identities/{only.id}", other)
        assert problem_of(refused) == (404, "IDENTITY_EXTERNAL_IDENTITY_NOT_FOUND")
        refused = await api.ask("DELETE", f"/auth/identities/{only.id}", somebody)
        assert problem_of(refused) == (422, "IDENTITY_LAST_WAY_IN")
