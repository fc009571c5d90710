"""What HTTP adds to passwords by mail: statuses, empty answers, and nothing that tells accounts apart."""

import re

import pytest

from domain.shared.access import Role
from tests.support.api import Api

OLD, NEW = "Long enough 1", "Longer still 2"


class TestForgot:
    @pytest.mark.parametrize(
        "email", ["known@example.com", "unknown@example.com", "suspended@example.com", "imported@example.com", "", "?"]
    )
    async def test_is_answered_alike_whoever_it_is(self, api: Api, email: str) -> None:
        await api.house.person(Role.CUSTOMER, email="known@example.com", password_hash=f"1:{OLD}")
        await api.house.person(Role.CUSTOMER, email="suspended@example.com", password_hash=f"1:{OLD}", is_active=False)
        await api.house.person(Role.CUSTOMER, email="imported@example.com")
        headers = {"X-Request-Id": "same"}
        response = await api.post("/auth/password/forgot", json={"email": email}, headers=headers)
        other = await api.post("/auth/password/forgot", json={"email": "nobody@example.com"}, headers=headers)
        assert (response.status_code, response.content) == (202, b"")
        assert response.headers == other.headers


class TestReset:
    async def test_lets_the_new_password_in_and_the_old_one_out(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER, email="known@example.com", password_hash=f"1:{OLD}")
        await api.post("/auth/password/forgot", json={"email": "known@example.com"})
        found = re.search("#token=(.+)", api.house.mailer.sent[-1].text)
        assert found
        body = {"token": found[1], "password": NEW}
        assert (await api.post("/auth/password/reset", json=body)).status_code == 204
        assert (await api.get("/users/me", somebody)).status_code == 401
        for password, status in ((OLD, 401), (NEW, 200)):
            login = {"email": "known@example.com", "password": password}
            assert (await api.post("/auth/login", json=login)).status_code == status
        again = await api.post("/auth/password/reset", json=body)
        unknown = await api.post("/auth/password/reset", json=body | {"token": "made up"})
        assert (again.status_code, again.json()["error"]["code"]) == (422, "IDENTITY_ONE_TIME_TOKEN_REFUSED")
        assert again.json()["error"] == unknown.json()["error"]


class TestChange:
    async def test_takes_the_current_one(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER, password_hash=f"1:{OLD}")
        body = {"currentPassword": "wrong", "newPassword": NEW}
        refused = await api.post("/auth/password/change", somebody, body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "IDENTITY_WRONG_PASSWORD")
        changed = await api.post("/auth/password/change", somebody, body | {"currentPassword": OLD})
        assert (changed.status_code, changed.content) == (204, b"")


class TestVerification:
    async def test_shows_on_the_account(self, api: Api) -> None:
        body = {"email": "known@example.com", "password": NEW}
        registered = (await api.post("/auth/register", json=body)).json()["data"]
        assert registered["user"]["emailVerifiedAt"] is None
        found = re.search("#token=(.+)", api.house.mailer.sent[-1].text)
        assert found
        assert (await api.post("/auth/email/verify", json={"token": found[1]})).status_code == 204
        bearer = {"Authorization": f"Bearer {registered['accessToken']}"}
        assert (await api.get("/users/me", headers=bearer)).json()["data"]["emailVerifiedAt"]
        asked = await api.post("/auth/email/verification", headers=bearer)
        assert (asked.status_code, len(api.house.mailer.sent)) == (202, 1)
