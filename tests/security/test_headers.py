"""Headers of every answer, whatever its status: generated from one answer of each status there is."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar
from msgspec.structs import replace

from domain.shared.access import Role
from domain.shared.errors import Throttled, Unavailable
from entrypoints.http.app import create_app
from entrypoints.settings import Environment
from tests.security.surface import OPERATIONS, Operation, named, say
from tests.security.test_crowd import busy
from tests.security.test_failures import failing
from tests.security.world import World
from tests.support.api import Api, as_house, connected, move_in, opened
from tests.support.house import SmallHouse

OTHERS = ("HEAD", "OPTIONS", "TRACE", "NONSENSE")
TICKET = {"title": "It fails", "description": "Every time."}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def in_production() -> Litestar:
    house = SmallHouse()
    house.settings = replace(house.settings, environment=Environment.PRODUCTION)
    return create_app(as_house(house))


@pytest.fixture
async def at_home(in_production: Litestar) -> AsyncIterator[World]:
    """Where browsers come by HTTPS."""
    house = SmallHouse()
    move_in(in_production, house)
    async with connected(in_production) as client:
        yield World(Api(in_production, client, house))


async def one_of_each(api: Api, monkeypatch: pytest.MonkeyPatch) -> dict[int, Any]:
    """An answer of every status that the API has."""
    admin, customer = await api.house.person(Role.ADMIN), await api.house.person(Role.CUSTOMER)
    team = await api.house.team()
    created = await api.post("/tickets", customer, TICKET, headers={"Idempotency-Key": "one"})
    path = created.headers["location"].removeprefix("/api/v1")
    tag = {"If-None-Match": created.headers["etag"]}
    answers = [
        created,
        await api.get(path, customer),
        await api.ask("DELETE", f"/teams/{team.id}", admin),
        await api.get(path, customer, headers=tag),
        await api.post("/tickets", customer, {}),
        await api.get(path),
        await api.get("/users", customer),
        await api.get("/nowhere", customer),
        await api.ask("PUT", "/tickets", customer),
        await api.post(f"{path}/status", admin, {"status": "reopened"}),
        await api.patch(path, customer, TICKET, headers={"If-Match": '"9-0123456789abcdef"'}),
        await api.post("/tickets", customer, content=b" " * (api.house.settings.body_limit + 1), headers=JSON),
        await api.post("/tickets", customer, content=b"a=b", headers={"Content-Type": "text/plain"}),
        await api.post("/tickets", customer, TICKET | {"title": "?"}, headers={"Idempotency-Key": "one"}),
        await api.ask("PATCH", path, customer, json=TICKET),
    ]
    for refusal in (RuntimeError("A secret"), Unavailable("Down.", retry_after=7)):
        failing(monkeypatch, api, "desk", "open_ticket", refusal)
        answers.append(await api.post("/tickets", customer, TICKET))
    failing(monkeypatch, api, "desk", "open_ticket", Throttled("Slowly.", retry_after=9))
    answers.append(await api.client.post("/api/v1/tickets", headers=_bearer(customer), json=TICKET))
    return {answer.status_code: answer for answer in answers}


def _bearer(actor: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {actor.user_id}/1"}


KEPT = {"list_roles": "private, max-age=300"}
"""Operations whose answers browsers may keep, the same for everybody."""

EVERY_STATUS = {200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503}


def require_headers(answer: Any, what: object, *, kept: str | None = None) -> None:
    said = answer.headers
    assert said["strict-transport-security"] == "max-age=31536000; includeSubDomains", what
    assert said["x-content-type-options"] == "nosniff", what
    assert said["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'", what
    assert said["referrer-policy"] == "no-referrer", what
    assert said["x-frame-options"] == "DENY", what
    assert said["cache-control"] == (kept or "no-store"), what
    assert "server" not in said, what
    assert 16 <= len(said["x-request-id"]) <= 128, what


class TestEveryOperation:
    @pytest.mark.parametrize("operation", named(OPERATIONS))
    async def test_says_what_browsers_must_know_however_it_ends(self, at_home: World, operation: Operation) -> None:
        """Done, not found, refused for the body, for the query, for who asks, for the method; as HEAD, as OPTIONS."""
        world = at_home
        await world.settle(Role.ADMIN)
        body: dict[str, Any] = {"json": operation.good_body(world)} if operation.body else {}
        answers = [
            await say(world, operation, await world.own(operation.name), **body),
            await say(world, operation, world.missing(), **body),
            await say(world, operation, world.missing(), query="a=1", **body),
        ]
        if operation.body:
            answers.append(await say(world, operation, world.missing(), content=b"["))
        url = operation.path.format(**world.missing())
        answers += [await world.api.client.request(method, url) for method in (operation.method, *OTHERS)]
        for answer in answers:
            kept = KEPT.get(operation.name) if answer.status_code == 200 else None
            require_headers(answer, (answer.request.method, answer.status_code), kept=kept)

    @pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1", "/api/v1/nowhere", "/%00", "/api/v1/tickets/"])
    async def test_says_so_where_there_is_none(self, at_home: World, path: str) -> None:
        for method in ("GET", *OTHERS):
            answer = await at_home.api.client.request(method, path)
            require_headers(answer, (method, answer.status_code))

    async def test_says_so_when_it_is_too_full(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with (
            opened(max_in_flight=1, environment=Environment.PRODUCTION) as api,
            busy(api, monkeypatch, 1),
        ):
            for method in ("GET", *OTHERS):
                answer = await api.client.request(method, "/api/v1/tickets")
                assert answer.status_code == 503
                require_headers(answer, method)


class TestEveryStatus:
    async def test_says_what_browsers_must_know(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened(environment=Environment.PRODUCTION) as api:
            answers = await one_of_each(api, monkeypatch)
        assert set(answers) == EVERY_STATUS
        for status, answer in answers.items():
            require_headers(answer, status)

    async def test_is_in_the_envelope(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened() as api:
            answers = await one_of_each(api, monkeypatch)
        for status, answer in answers.items():
            if status in {204, 304}:
                assert answer.content == b""
                continue
            body = answer.json()
            assert list(body) == ["success", "data", "error", "meta"], status
            assert body["success"] is (status < 400), status
            assert body["meta"]["requestId"] == answer.headers["x-request-id"], status
            if status >= 400:
                assert body["data"] is None, status
                assert list(body["error"]) == ["code", "message", "details"], status
                assert body["error"]["code"].isupper(), status

    async def test_says_when_to_come_back_and_how_to_get_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened() as api:
            answers = await one_of_each(api, monkeypatch)
        assert answers[503].headers["retry-after"] == "7"
        assert answers[429].headers["retry-after"] == "9"
        assert answers[401].headers["www-authenticate"] == "Bearer"
        assert "allow" in answers[405].headers


class TestTransport:
    async def test_is_not_pinned_to_https_on_a_developers_machine(self) -> None:
        async with opened() as api:
            assert "strict-transport-security" not in (await api.get("//health/live")).headers
        async with opened(public_url="https://desk.example.com") as api:
            assert "strict-transport-security" in (await api.get("//health/live")).headers
