"""What HTTP adds to counted failures: 429 with the time to wait, the same for everybody, and no way around by a key."""

from typing import Any

import httpx2
import pytest

from domain.shared.access import Actor, Role
from tests.support.api import Api

EMAIL, PASSWORD = "known@example.com", "Long enough 1"


async def log_in(api: Api, password: str = "wrong", email: str = EMAIL) -> httpx2.Response:
    body = {"email": email, "password": password}
    return await api.post("/auth/login", json=body, headers={"X-Request-Id": "same"})


@pytest.fixture
async def somebody(api: Api) -> Actor:
    return await api.house.person(Role.CUSTOMER, email=EMAIL, password_hash=f"1:{PASSWORD}")


@pytest.mark.usefixtures("somebody")
class TestLogin:
    async def test_is_refused_alike_whoever_it_is(self, api: Api) -> None:
        api.house.clock.step *= 0
        answers: list[list[Any]] = []
        for email in (EMAIL, "nobody@example.com"):
            responses = [await log_in(api, email=email) for _ in range(5)] + [await log_in(api, PASSWORD, email)]
            answers.append([(one.status_code, one.headers, one.content) for one in responses])
        assert answers[0] == answers[1]
        assert [status for status, _, _ in answers[0]] == [401] * 5 + [429]
        assert answers[0][-1][1]["retry-after"] == str(15 * 60)

    async def test_says_its_code(self, api: Api) -> None:
        for _ in range(5):
            await log_in(api)
        assert (await log_in(api, PASSWORD)).json()["error"]["code"] == "IDENTITY_TOO_MANY_FAILURES"


class TestChange:
    async def test_counts_failures_under_a_key_too(self, api: Api, somebody: Actor) -> None:
        body = {"currentPassword": "wrong", "newPassword": "Longer still 2"}
        statuses = [
            (await api.post("/auth/password/change", somebody, body, headers={"Idempotency-Key": str(n)})).status_code
            for n in range(6)
        ]
        assert statuses == [422] * 5 + [429]
        assert (await log_in(api, PASSWORD)).status_code == 429
