from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from domain.shared.access import Actor, Role
from entrypoints.http.policy import ENROLLING, policy_of, routes_of
from entrypoints.http.routes import ROUTES
from entrypoints.settings import Roles, Settings
from tests.support.api import Api, opened
from tests.support.builders import a_user
from tests.support.house import SmallHouse
from tests.support.second_factor import App, enrolled

EMAIL, PASSWORD = "admin@example.com", "Long enough 1"
HOME = "/auth/second-factor"


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with opened() as api:
        yield api


@pytest.fixture
async def strict() -> AsyncIterator[Api]:
    """Where admins need a second factor."""
    house = SmallHouse(settings=Settings(shelf="memory", second_factor_roles=Roles("admin")))
    async with opened(house) as api:
        yield api


async def admin(api: Api) -> Actor:
    return await api.house.settle(a_user(email=EMAIL, role=Role.ADMIN, password_hash=f"1:{PASSWORD}"))


def told(response: Any) -> tuple[int, str | None]:
    error = response.json()["error"] if response.content else None
    return response.status_code, error["code"] if error else None


async def log_in(api: Api, **more: str) -> Any:
    return await api.post("/auth/login", json={"email": EMAIL, "password": PASSWORD, **more})


class TestSecondFactor:
    async def test_is_set_up_used_and_removed(self, api: Api) -> None:
        who = await admin(api)
        offered = await api.post(HOME, who, {"currentPassword": PASSWORD})
        assert offered.status_code == 200
        assert "etag" not in offered.headers
        app = App(offered.json()["data"]["secret"])
        confirmed = await api.post(f"{HOME}/confirm", who, {"code": app.code(api.house.clock.time)})
        [code, *others] = confirmed.json()["data"]["recoveryCodes"]
        assert len(others) == 9
        card = (await api.get(HOME, who)).json()["data"]
        assert (card["activeSince"] is not None, card["recoveryCodesLeft"]) == (True, 10)
        required = await log_in(api)
        assert told(required) == (401, "IDENTITY_SECOND_FACTOR_REQUIRED")
        assert told(await log_in(api, code="000000")) == (401, "IDENTITY_SECOND_FACTOR_REFUSED")
        api.house.clock.skip(timedelta(minutes=1))
        assert (await log_in(api, code=app.code(api.house.clock.time))).status_code == 200
        body = {"currentPassword": PASSWORD, "code": code}
        assert (await api.ask("DELETE", HOME, who, json=body)).status_code == 204
        assert (await log_in(api)).status_code == 200

    @pytest.mark.parametrize("path", [HOME, f"{HOME}/confirm", f"{HOME}/recovery-codes"])
    async def test_keeps_no_answer_with_a_secret_for_whoever_has_the_key(self, api: Api, path: str) -> None:
        who = await admin(api)
        app, [code, *_] = await enrolled(api.house, who, PASSWORD)
        api.house.clock.skip(timedelta(minutes=1))
        body: dict[str, str] = {"currentPassword": PASSWORD, "code": code}
        if path.endswith("confirm"):
            offered = await api.post(HOME, who, body)
            app = App(offered.json()["data"]["secret"])
            body = {"code": app.code(api.house.clock.time)}
        key = {"Idempotency-Key": "once"}
        first = await api.post(path, who, body, headers=key)
        again = await api.post(path, who, body, headers=key)
        assert (first.status_code, again.is_success) == (200, False)

    async def test_lost_is_removed_by_an_admin_but_not_their_own(self, api: Api) -> None:
        who = await admin(api)
        other = await api.house.person(Role.ADMIN)
        await enrolled(api.house, who, PASSWORD)
        path = f"/users/{who.user_id}/second-factor"
        assert told(await api.ask("DELETE", path, who)) == (403, "FORBIDDEN")
        assert (await api.ask("DELETE", path, other)).status_code == 204
        assert (await log_in(api)).status_code == 200


class TestRole:
    async def test_without_it_only_what_leads_to_it_is_open(self, strict: Api) -> None:
        who = await admin(strict)
        for router in ROUTES:
            for method, path, handler in routes_of(router):
                policy = policy_of(handler)
                if policy is ENROLLING or "{" in path:
                    continue
                answered = told(await strict.ask(method, path.removeprefix("/api/v1") or "/", who))
                is_refused = answered == (403, "IDENTITY_SECOND_FACTOR_REQUIRED_FOR_ROLE")
                assert is_refused == (policy is not None and policy.value != "public"), path

    async def test_leads_through_enrolment_to_everything(self, strict: Api) -> None:
        who = await admin(strict)
        assert (await strict.get("/users/me", who)).status_code == 200
        assert (await strict.get(HOME, who)).json()["data"]["activeSince"] is None
        assert told(await strict.get("/users", who))[0] == 403
        _, codes = await enrolled(strict.house, who, PASSWORD)
        assert (await strict.get("/users", who)).status_code == 200
        kept = await strict.ask("DELETE", HOME, who, json={"currentPassword": PASSWORD, "code": codes[0]})
        assert told(kept) == (422, "IDENTITY_ROLE_KEEPS_SECOND_FACTOR")

    async def test_lets_out_and_lets_change_the_password(self, strict: Api) -> None:
        who = await admin(strict)
        assert (await strict.post("/auth/logout", who)).status_code == 204
        change = {"currentPassword": PASSWORD, "newPassword": "Longer still 2"}
        assert (await strict.post("/auth/password/change", who, change)).status_code == 204


def test_open_to_who_has_yet_to_enrol_is_little() -> None:
    opened = {
        handler.fn.__name__
        for router in ROUTES
        for _, _, handler in routes_of(router)
        if policy_of(handler) is ENROLLING
    }
    assert opened == {
        "read_me",
        "log_out",
        "read_csrf_token",
        "change_password",
        "read_second_factor",
        "offer_second_factor",
        "confirm_second_factor",
    }
