"""Access tokens that were forged, ten thousand ways of it: all are refused, in one way, and nothing else happens."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import httpx2
import pytest
from dependency_injector import providers

from adapters.jwt.tokens import JwtAccessTokens
from application.identity.errors import TokenRefused
from domain.shared.access import Role
from entrypoints.container.adapters import Adapters
from entrypoints.container.house import furnish
from tests.fuzz.amounts import SEED, TOKENS
from tests.fuzz.forgery import claims, headers, signatures, spellings
from tests.fuzz.forgery.mint import Mint
from tests.support.api import Api, as_house, opened
from tests.support.builders import a_user, first_session
from tests.support.doubles import ReadableRefreshTokens
from tests.support.house import SmallHouse
from tests.support.tokens import ALGORITHMS, tokens

WAYS: Final = (*headers.FORGED, *claims.FORGED, *signatures.FORGED, *spellings.FORGED)
LARGE_EVERY: Final = 200
OVER_HTTP: Final = 300
SHOWN: Final = 5

TAKEN: Final = "taken"
REFUSED: Final = repr(TokenRefused("The access token is not valid."))


@dataclass(frozen=True)
class Forged:
    """`number` makes it once more, with the same `FUZZ_SEED`."""

    number: int
    way: str
    token: str

    def __str__(self) -> str:
        return f"FUZZ_SEED={SEED}, number {self.number} ({self.way}): {self.token[:1_000]!r}"


def forged(mint: Mint, count: int) -> Iterator[Forged]:
    for number in range(count):
        mint.chance.seed(f"{SEED}/{mint.algorithm}/{number}")
        forge = spellings.RARE if number % LARGE_EVERY == 0 else WAYS[number % len(WAYS)]
        yield Forged(number, f"{forge.__module__.rpartition('.')[2]}{forge.__name__}", forge(mint))


def outcome(reader: JwtAccessTokens, token: str) -> str:
    try:
        reader.read(token)
    except Exception as error:  # noqa: BLE001 - whatever else it is, it is a finding
        return repr(error)
    return TAKEN


@pytest.fixture(params=ALGORITHMS)
def mint(request: pytest.FixtureRequest) -> Mint:
    return Mint(Random(SEED), request.param)  # noqa: S311 - to be foreseen


@pytest.mark.timeout(3600)
def test_are_refused_and_nothing_else(mint: Mint) -> None:
    reader, wrong, times = tokens(mint.ring), list[str](), list[float]()
    for one in forged(mint, TOKENS // len(ALGORITHMS)):
        began = time.process_time()
        became = outcome(reader, one.token)
        times.append(time.process_time() - began)
        if became != REFUSED:
            wrong.append(f"{became}: {one}")
    mean, most = sum(times) / len(times) * 1e6, max(times) * 1e3
    print(f"{mint.algorithm}: a refusal takes {mean:.0f} µs of a processor, {most:.2f} ms at most")  # noqa: T201 - with -s
    assert not wrong, "\n".join([f"{len(wrong)} of {len(times)}", *wrong[:SHOWN]])
    assert not mint.ring.verified


def test_that_are_not_forged_are_taken(mint: Mint) -> None:
    """Made as the forged ones are, of the key that signs and of the one before it."""
    user = a_user()
    good = [mint.signed(), *(tokens(ring).issue(user, first_session(user).id) for ring in (mint.before, mint.ring))]
    assert [outcome(tokens(mint.ring), token) for token in good] == [TAKEN] * 3


async def test_are_answered_with_one_401_by_the_whole_application(mint: Mint) -> None:
    async with _api(mint) as (api, good):
        expected = await _answer(api, b"nonsense")
        assert expected == (401, ("IDENTITY_TOKEN_REFUSED", {}), "Bearer")
        wrong = []
        for one in forged(mint, OVER_HTTP // len(ALGORITHMS)):
            answer = await _answer(api, one.token.encode("utf-8", "surrogatepass"))
            if answer != expected:
                wrong.append(f"{answer}: {one}")
        assert not wrong, "\n".join([f"{len(wrong)}", *wrong[:SHOWN]])
        assert (await _answer(api, good.encode()))[0] == 200


@asynccontextmanager
async def _api(mint: Mint) -> AsyncIterator[tuple[Api, str]]:
    """The application over a house that knows the keys of the mint, and a token of somebody in it."""
    house = SmallHouse()
    adapters = Adapters(settings=providers.Object(house.settings))
    reader = tokens(mint.ring)
    doubles = {"clock": house.clock, "tokens": reader, "refresh_tokens": ReadableRefreshTokens()}
    for name, double in doubles.items():
        getattr(adapters, name).override(providers.Object(double))
    house.identity = furnish(house.settings, house.shelf, adapters, as_house(house).engine).identity
    person = await house.person(Role.AGENT)
    user = await house.user(person.user_id)
    async with opened(house) as api:
        yield api, reader.issue(user, first_session(user).id)


async def _answer(api: Api, token: bytes) -> tuple[int, Any, Any]:
    """Status, error and challenge of a route for everybody who is logged in. The words differ for API keys."""
    headers = [(b"Authorization", b"Bearer " + token)]
    response: httpx2.Response = await api.client.get("/api/v1/users/me", headers=headers)
    error = response.json()["error"] or {}
    return response.status_code, (error.get("code"), error.get("details")), response.headers.get("www-authenticate")
