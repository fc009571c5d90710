"""People who sign in at a real provider's page and come back; and answers that are not what they should be."""

import json
from typing import Any

import msgspec
import pytest
from playwright.async_api import Page

from adapters.fernet.seal import FernetSeal
from adapters.system.clock import SystemClock
from tests.e2e.browser.conftest import DATA_SECRET, Place

SEAL = FernetSeal(secret=DATA_SECRET, clock=SystemClock())
COOKIE = "?cookie=true&returnTo=/api/v1/users/me"


async def sign_in(page: Page, place: Place, name: str, *, by: str = "honest", query: str = COOKIE) -> Any:
    """Go to the provider, and say there who one is; what the browser shows in the end."""
    await page.goto(f"{place.house}/api/v1/auth/{by}{query}")
    assert page.url.startswith(place.issuer)
    return await say_who(page, name)


async def say_who(page: Page, name: str) -> Any:
    """What the provider's two pages ask: who it is, and whether we may know."""
    await page.fill("input[name=login]", name)
    await page.fill("input[name=password]", "whatever")
    await page.click("button[type=submit]")
    await page.click("button[type=submit]")
    await page.wait_for_url("**/api/v1/**")
    return await shown(page)


async def shown(page: Page) -> Any:
    return json.loads(await page.inner_text("body"))


async def reseal(page: Page, place: Place, **challenge: str) -> None:
    """Have the browser carry another challenge than the one it began with."""
    [kept] = [cookie for cookie in await page.context.cookies(place.house) if cookie.get("name") == "sign-in"]
    flow = json.loads(SEAL.open(kept.get("value", ""), purpose="sign_in"))
    flow["challenge"] |= challenge
    sealed = SEAL.close(msgspec.json.encode(flow).decode(), purpose="sign_in")
    await page.context.add_cookies([{"name": "sign-in", "value": sealed, "url": place.house}])


def code_of(answer: Any) -> str:
    return str(answer["error"]["code"])


class TestPerson:
    async def test_signs_in_there_and_is_logged_in_here(self, page: Page, place: Place) -> None:
        answer = await sign_in(page, place, "ada")
        assert page.url == f"{place.house}/api/v1/users/me"
        assert (answer["data"]["email"], answer["data"]["firstName"]) == ("ada@example.com", "Ada")
        assert answer["data"]["emailVerifiedAt"]
        [session] = [one for one in await page.context.cookies(place.house) if one.get("name") == "session"]
        assert (session.get("httpOnly"), session.get("sameSite")) == (True, "Lax")
        assert "sign-in" not in [one.get("name") for one in await page.context.cookies(place.house)]

        again = await page.goto(f"{place.house}/api/v1/auth/honest{COOKIE}")  # the provider knows the browser by now
        assert again
        assert (await shown(page))["data"]["id"] == answer["data"]["id"]
        await page.goto(f"{place.house}/api/v1/auth/identities")
        [identity] = (await shown(page))["data"]
        assert (identity["issuer"], identity["email"]) == (place.issuer, "ada@example.com")

    async def test_is_handed_tokens_where_no_cookie_was_asked_for(self, page: Page, place: Place) -> None:
        answer = await sign_in(page, place, "grace", query="")
        assert answer["data"]["tokenType"] == "Bearer"
        assert answer["data"]["user"]["email"] == "grace@example.com"

    async def test_may_change_their_mind(self, page: Page, place: Place) -> None:
        await page.goto(f"{place.house}/api/v1/auth/honest")
        await page.click("text=Cancel")
        await page.wait_for_url("**/callback?**")
        assert code_of(await shown(page)) == "IDENTITY_PROVIDER_REFUSED"


class TestAnswer:
    async def test_with_a_wrong_state_is_refused(self, page: Page, place: Place) -> None:
        await page.goto(f"{place.house}/api/v1/auth/honest")
        await page.goto(f"{place.house}/api/v1/auth/honest/callback?state=wrong&code=code")
        assert code_of(await shown(page)) == "IDENTITY_STATE_MISMATCH"

    async def test_that_is_brought_twice_is_refused(self, page: Page, place: Place) -> None:
        answers: list[str] = []
        page.on("request", lambda request: answers.append(request.url) if "/callback" in request.url else None)
        await page.goto(f"{place.house}/api/v1/auth/honest{COOKIE}")
        kept = [one for one in await page.context.cookies(place.house) if one.get("name") == "sign-in"]
        await say_who(page, "edsger")
        await page.goto(answers[0])
        assert code_of(await shown(page)) == "IDENTITY_SIGN_IN_NOT_BEGUN"
        await page.context.add_cookies([{"name": "sign-in", "value": kept[0].get("value", ""), "url": place.house}])
        await page.goto(answers[0])
        assert code_of(await shown(page)) == "IDENTITY_SIGN_IN_USED"

    @pytest.mark.parametrize(
        ("challenge", "code"),
        [({"nonce": "another"}, "IDENTITY_NONCE_MISMATCH"), ({"verifier": "v" * 43}, "IDENTITY_CODE_REFUSED")],
        ids=["nonce", "verifier"],
    )
    async def test_to_another_challenge_is_refused(
        self, page: Page, place: Place, challenge: dict[str, str], code: str
    ) -> None:
        await page.goto(f"{place.house}/api/v1/auth/honest")
        await reseal(page, place, **challenge)
        assert code_of(await say_who(page, "alan")) == code

    @pytest.mark.parametrize(
        ("by", "code"),
        [
            ("wrong-audience", "IDENTITY_AUDIENCE_MISMATCH"),
            ("wrong-issuer", "IDENTITY_ISSUER_MISMATCH"),
            ("wrong-signature", "IDENTITY_ID_TOKEN_FORGED"),
            ("expired", "IDENTITY_ID_TOKEN_EXPIRED"),
        ],
    )
    async def test_with_a_token_that_lies_is_refused(self, page: Page, place: Place, by: str, code: str) -> None:
        assert code_of(await sign_in(page, place, "mallory", by=by)) == code
        assert "session" not in [one.get("name") for one in await page.context.cookies(place.house)]
