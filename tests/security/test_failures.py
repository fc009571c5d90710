"""What nobody foresaw is told to the log, and to nobody else."""

from dataclasses import replace
from typing import Any, NoReturn

import pytest
from structlog.testing import capture_logs

from domain.shared.access import Role
from tests.security.world import World
from tests.support.api import Api

SECRET = "the row with the secret in it"
TICKET = {"title": "It fails", "description": "Every time."}
INTERNAL = {
    "code": "INTERNAL_ERROR",
    "message": "Something went wrong here. The request id tells us what.",
    "details": {},
}


def failing(monkeypatch: pytest.MonkeyPatch, api: Api, face: str, part: str, error: Exception) -> None:
    """Have one part of a face raise whatever is asked of it."""

    class Broken:
        async def __call__(self, *_: object, **__: object) -> NoReturn:
            raise error

        def __getattr__(self, name: str) -> Any:
            return self

    house = api.app.state.house
    broken = replace(getattr(house, face), **{part: Broken()})
    monkeypatch.setattr(api.app.state, "house", replace(house, **{face: broken}))


LAYERS = [
    pytest.param("identity", "authenticate", id="in front of the route"),
    pytest.param("desk", "open_ticket", id="in the use case"),
    pytest.param("desk", "tickets", id="in the storage, after the effect"),
]


class TestFailure:
    @pytest.mark.parametrize(("face", "part"), LAYERS)
    @pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "key"}], ids=["plain", "keyed"])
    async def test_is_answered_with_a_request_id_and_logged_with_all_there_is(
        self, world: World, monkeypatch: pytest.MonkeyPatch, face: str, part: str, headers: dict[str, str]
    ) -> None:
        await world.settle(Role.CUSTOMER)
        api, sound = world.api, world.api.app.state.house
        failing(monkeypatch, api, face, part, RuntimeError(SECRET))
        with capture_logs() as logs:
            response = await api.post("/tickets", world.actor, TICKET, headers=headers)
        assert (response.status_code, response.json()["error"]) == (500, INTERNAL)
        assert SECRET not in response.text + str(response.headers)
        told = next(entry for entry in logs if entry["event"] == "request failed")
        assert told["request_id"] == response.json()["meta"]["requestId"]
        assert str(told["exc_info"]) == SECRET
        monkeypatch.setattr(api.app.state, "house", sound)
        again = await api.post("/tickets", world.actor, TICKET, headers=headers)
        assert again.status_code == 201

    async def test_after_a_keyed_effect_undoes_it(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        await world.settle(Role.CUSTOMER)
        before = await world.api.house._everything()  # noqa: SLF001 - what `refuses` compares
        failing(monkeypatch, world.api, "desk", "tickets", RuntimeError(SECRET))
        response = await world.api.post("/tickets", world.actor, TICKET, headers={"Idempotency-Key": "key"})
        assert response.status_code == 500
        assert await world.api.house._everything() == before  # noqa: SLF001 - as above
