"""What nobody foresaw is told to the log, and to nobody else."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NoReturn

import psycopg
import pytest
from structlog.testing import capture_logs

from domain.desk.comment import Comment
from domain.shared.access import Role
from entrypoints.http import authentication, body
from entrypoints.http.crowd import Crowd
from entrypoints.http.rest.desk import comments as comments_routes
from tests.security.world import Ids, World
from tests.support.api import Api

SECRET = "the row with the secret in it"
COMMENT = {"body": "For me too."}
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


async def commented(world: World, ids: Ids, headers: Mapping[str, str] = MappingProxyType({})) -> Any:
    """An effect, of which the answer is read from the store afterwards."""
    return await world.api.post(f"/tickets/{ids['ticket_id']}/comments", world.actor, COMMENT, headers=headers)


LAYERS = [
    pytest.param("identity", "authenticate", id="in front of the route"),
    pytest.param("desk", "add_comment", id="in the use case"),
    pytest.param("desk", "conversation", id="behind the use case, after the effect"),
]


async def failing_entity(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The domain itself, in the middle of a rule."""
    del world
    monkeypatch.setattr(Comment, "write", staticmethod(broken))


async def failing_repository(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world.api.house.shelf.desk_work() as work:
        monkeypatch.setattr(type(work.comments), "save", broken)


async def failing_storage(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a statement does not fit the schema: what the server says names tables and columns."""
    said = psycopg.errors.UndefinedColumn(f"column users.password_hash does not exist: {SECRET}")
    monkeypatch.setattr(type(world.api.house.shelf.tickets), "comment", raising(said))


async def failing_handler(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    del world
    monkeypatch.setattr(comments_routes, "command", broken)


async def failing_serialisation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unwritable(*_: object) -> object:
        return Unwritable()

    monkeypatch.setattr(type(world.api.house.shelf.tickets), "comment", unwritable)


async def failing_gate(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    del world
    monkeypatch.setattr(authentication, "policy_of", broken)


async def failing_idempotency(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(world.api.house.shelf.answers), "attempt", broken)


async def failing_body(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    del world
    monkeypatch.setattr(body, "read_object", broken)


class Unwritable:
    """Nothing that JSON knows."""

    def __repr__(self) -> str:
        return SECRET


def broken(*_: object, **__: object) -> NoReturn:
    raise RuntimeError(SECRET)


def raising(error: Exception) -> Any:
    async def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


PLACES = [
    failing_gate,
    failing_idempotency,
    failing_body,
    failing_handler,
    failing_entity,
    failing_repository,
    failing_storage,
    failing_serialisation,
]


class TestEveryLayer:
    @pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__.removeprefix("failing_"))
    async def test_fails_without_a_word_and_serves_the_next(
        self, world: World, monkeypatch: pytest.MonkeyPatch, place: Any
    ) -> None:
        await world.settle(Role.CUSTOMER)
        ids = await world.own("add_comment")
        with monkeypatch.context() as patched:
            await place(world, patched)
            response = await commented(world, ids, {"Idempotency-Key": "key"})
        assert (response.status_code, response.json()["error"]) == (500, INTERNAL)
        assert set(response.json()) == {"success", "data", "error", "meta"}
        assert response.json()["meta"] == {"requestId": response.headers["x-request-id"]}
        said = response.text + str(response.headers)
        assert not [word for word in (SECRET, "Error", "Traceback", ".py", "password", "column") if word in said]
        again = await commented(world, ids, {"Idempotency-Key": "key"})
        assert again.status_code == 201

    @pytest.mark.parametrize(
        "error",
        [KeyError(SECRET), MemoryError(SECRET), RecursionError(SECRET), ExceptionGroup(SECRET, [ValueError(SECRET)])],
        ids=lambda error: type(error).__name__,
    )
    async def test_fails_alike_whatever_was_raised(
        self, world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        await world.settle(Role.CUSTOMER)
        ids = await world.own("add_comment")
        failing(monkeypatch, world.api, "desk", "add_comment", error)
        response = await commented(world, ids)
        assert (response.status_code, response.json()["error"]) == (500, INTERNAL)
        assert SECRET not in response.text


class TestWhatIsAroundTheApplication:
    async def test_fails_alike(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Crowd, "__call__", broken)
        response = await world.api.client.get("/health/live")
        assert (response.status_code, response.json()["error"]) == (500, INTERNAL)
        assert response.json()["meta"] == {"requestId": response.headers["x-request-id"]}
        assert response.headers["x-content-type-options"] == "nosniff"


class TestFailure:
    @pytest.mark.parametrize(("face", "part"), LAYERS)
    @pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "key"}], ids=["plain", "keyed"])
    async def test_is_answered_with_a_request_id_and_logged_with_all_there_is(
        self, world: World, monkeypatch: pytest.MonkeyPatch, face: str, part: str, headers: dict[str, str]
    ) -> None:
        await world.settle(Role.CUSTOMER)
        ids = await world.own("add_comment")
        api, sound = world.api, world.api.app.state.house
        failing(monkeypatch, api, face, part, RuntimeError(SECRET))
        with capture_logs() as logs:
            response = await commented(world, ids, headers)
        assert (response.status_code, response.json()["error"]) == (500, INTERNAL)
        assert SECRET not in response.text + str(response.headers)
        told = next(entry for entry in logs if entry["event"] == "request failed")
        assert told["request_id"] == response.json()["meta"]["requestId"]
        assert str(told["exc_info"]) == SECRET
        monkeypatch.setattr(api.app.state, "house", sound)
        again = await commented(world, ids, headers)
        assert again.status_code == 201

    async def test_after_a_keyed_effect_undoes_it(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        await world.settle(Role.CUSTOMER)
        ids = await world.own("add_comment")
        before = await world.api.house.everything()
        failing(monkeypatch, world.api, "desk", "conversation", RuntimeError(SECRET))
        response = await commented(world, ids, {"Idempotency-Key": "key"})
        assert response.status_code == 500
        assert await world.api.house.everything() == before
