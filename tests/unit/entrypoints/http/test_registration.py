"""Registration as HTTP answers it: with tokens, or, where nobody is to learn who has an account, with nothing."""

from collections.abc import AsyncIterator

import pytest

from entrypoints.settings import Settings
from tests.support.api import Api, opened
from tests.support.house import SmallHouse

EMAIL, PASSWORD = "known@example.com", "Long enough 1"
BODY = {"email": EMAIL, "password": PASSWORD}


class TestRegister:
    async def test_logs_in_whatever_others_got_wrong_before(self, api: Api) -> None:
        for _ in range(6):
            await api.post("/auth/login", json=BODY)
        registered = await api.post("/auth/register", json=BODY)
        assert registered.status_code == 201
        token = registered.json()["data"]["accessToken"]
        read = await api.get("/users/me", headers={"Authorization": f"Bearer {token}"})
        assert read.json()["data"]["email"] == EMAIL

    async def test_repeated_under_its_key_asks_for_the_password(self, api: Api) -> None:
        for _ in range(2):
            answer = await api.post("/auth/register", json=BODY, headers={"Idempotency-Key": "one"})
            assert answer.status_code == 201
        assert len(api.house.hasher.verified) == 1


class TestQuietly:
    @pytest.fixture
    async def api(self) -> AsyncIterator[Api]:
        house = SmallHouse(settings=Settings(shelf="memory", registration_discloses=False))
        async with opened(house) as api:
            yield api

    @pytest.mark.parametrize("query", ["", "?cookie=true"])
    async def test_answers_a_new_and_a_taken_address_alike(self, api: Api, query: str) -> None:
        answers = [
            await api.post(f"/auth/register{query}", json=BODY, headers={"X-Request-Id": "same"}) for _ in range(2)
        ]
        assert [(one.status_code, one.content) for one in answers] == [(202, b"")] * 2
        assert answers[0].headers == answers[1].headers
        assert "set-cookie" not in answers[0].headers
        assert [mail.subject for mail in api.house.mailer.sent] == [
            "Confirm your address",
            "You already have an account",
        ]
        assert (await api.post("/auth/login", json=BODY)).status_code == 200

    async def test_happens_once_under_a_key(self, api: Api) -> None:
        for _ in range(2):
            answer = await api.post("/auth/register", json=BODY, headers={"Idempotency-Key": "one"})
            assert (answer.status_code, answer.content) == (202, b"")
        assert len(api.house.mailer.sent) == 1
