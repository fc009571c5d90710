"""Every operation by a session cookie: what a page of another site has the browser send changes nothing."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from domain.shared.access import PERMISSIONS, Permission, Role
from domain.shared.ids import SessionId
from entrypoints.http.policy import PUBLIC, policy_of
from tests.security.surface import OPERATIONS, Operation, named
from tests.security.test_matrix import outcome
from tests.security.world import Ids, World
from tests.support.api import move_in

OURS: Final = "https://desk.example.com"

GUARDED = [operation for operation in OPERATIONS if policy_of(operation.handler) is not PUBLIC]
SAFE = [operation for operation in GUARDED if operation.method == "GET"]
UNSAFE = [operation for operation in GUARDED if operation.method != "GET"]

ELSEWHERE: Final = (
    "https://attacker.example",
    "null",
    "",
    "https://evil.desk.example.com",
    "https://example.com",
    "https://desk.example.com.attacker.example",
    "https://attacker.example/https://desk.example.com",
    "https://desk.example.com@attacker.example",
    "https://deskXexample.com",
    "https://desk.example.co",
    "https://xdesk.example.com",
    "https://desk.example.com:8443",
    "http://desk.example.com",
    "http://127.0.0.1:8000",
    "desk.example.com",
)
BY_OTHERS: Final = [
    *({"Origin": origin} for origin in ELSEWHERE),
    *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "", "nonsense")),
    {"Origin": OURS, "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://attacker.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://attacker.example", "Host": "attacker.example", "X-Forwarded-Host": "attacker.example"},
]


class Browser:
    """Has the actor's cookie, and sends it whoever asks."""

    def __init__(self, world: World) -> None:
        self._world = world
        tokens, session_id = world.api.house.identity.session_tokens, SessionId(world.actor.user_id)
        self.cookie = {"Cookie": f"a=b; __Host-session={tokens.issue(session_id)}"}
        self.token = {"X-CSRF-Token": tokens.csrf_token(session_id)}
        self.token_of_another = {"X-CSRF-Token": tokens.csrf_token(SessionId(world.other.user_id))}

    async def send(self, operation: Operation, ids: Ids, headers: dict[str, str]) -> Any:
        body = self._world.body(operation.name)
        stated = operation.headers() | self.cookie | headers
        more: dict[str, Any] = {"json": body} if body else {}
        return await self._world.api.ask(operation.method, operation.url(ids), headers=stated, **more)


async def settled(world: World, operation: Operation, role: Role = Role.ADMIN) -> tuple[Browser, Ids]:
    house = world.api.house
    house.settings = replace(house.settings, public_url=OURS)
    move_in(world.api.app, house)
    await world.settle(role)
    ids = await world.own(operation.name)
    return Browser(world), ids


@pytest.mark.parametrize("operation", named(UNSAFE))
class TestUnsafeOperation:
    async def test_is_refused_to_pages_of_others(self, world: World, operation: Operation) -> None:
        browser, ids = await settled(world, operation)
        before = await world.api.house.everything()
        for headers in BY_OTHERS:
            answered = outcome(await browser.send(operation, ids, browser.token | headers))
            assert answered[:2] == (403, "ORIGIN_REFUSED"), headers
        assert await world.api.house.everything() == before

    async def test_is_refused_without_the_token_of_this_session(self, world: World, operation: Operation) -> None:
        browser, ids = await settled(world, operation)
        before = await world.api.house.everything()
        here = {"Origin": OURS, "Sec-Fetch-Site": "same-origin"}
        assert outcome(await browser.send(operation, ids, here))[:2] == (403, "CSRF_TOKEN_MISSING")
        for wrong in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": "nonsense"}, browser.token_of_another):
            answered = outcome(await browser.send(operation, ids, here | wrong))
            assert answered[:2] == (403, "CSRF_TOKEN_REFUSED"), wrong
        assert await world.api.house.everything() == before


@pytest.mark.parametrize("operation", named(SAFE))
class TestSafeOperation:
    async def test_changes_nothing_whoever_has_it_sent(self, world: World, operation: Operation) -> None:
        """Links lead here from anywhere, and browsers send the cookie along."""
        browser, ids = await settled(world, operation)
        before = await world.api.house.everything()
        for headers in (*BY_OTHERS, {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "DELETE"}):
            assert (await browser.send(operation, ids, headers)).status_code == 200
        assert await world.api.house.everything() == before


@pytest.mark.parametrize("operation", named(GUARDED))
class TestOperation:
    @pytest.mark.parametrize("role", Role)
    async def test_does_by_cookie_what_the_role_may(self, world: World, operation: Operation, role: Role) -> None:
        browser, ids = await settled(world, operation, role)
        policy = policy_of(operation.handler)
        here = {"Origin": OURS, "Sec-Fetch-Site": "same-origin"} | browser.token
        answered = await browser.send(operation, ids, here)
        if isinstance(policy, Permission) and policy not in PERMISSIONS[role]:
            assert outcome(answered)[:2] == (403, "FORBIDDEN")
        else:
            assert answered.status_code < 300, answered.text

    async def test_is_refused_to_a_cookie_that_nobody_was_given(self, world: World, operation: Operation) -> None:
        browser, ids = await settled(world, operation)
        good = browser.cookie["Cookie"]
        before = await world.api.house.everything()
        for cookie in ("__Host-session=forged", f"{good}; __Host-session=planted", f"__Host-session=planted; {good}"):
            refused = await browser.send(operation, ids, browser.token | {"Cookie": cookie})
            assert outcome(refused)[:2] == (401, "IDENTITY_SESSION_REFUSED")
            [taken] = refused.headers.get_list("set-cookie")
            assert {"Max-Age=0", "Path=/", "Secure", "HttpOnly"} <= set(taken.split("; "))
        assert await world.api.house.everything() == before
