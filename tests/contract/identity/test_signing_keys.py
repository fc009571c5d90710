import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, final

import pytest

from application.audit.queries import AuditFilter
from application.identity.hold_signing_keys import HoldSigningKeys
from application.identity.ports import KeyRing
from application.identity.rotate_signing_keys import RotateSigningKeys
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.identity.signing_key import KeyPolicy, SigningKey, SigningKeys
from domain.shared.access import Actor
from tests.support.builders import a_signing_key
from tests.support.doubles import NumberedSecrets
from tests.support.shelves import GivingWay, stock

POLICY = KeyPolicy()


@final
class NotedKeys(KeyRing):
    held: SigningKeys | None = None

    def hold(self, keys: SigningKeys) -> None:
        self.held = keys

    def public(self) -> Sequence[Mapping[str, str]]:
        return ()


@pytest.fixture
def parts(shelf: Shelf, clock: Clock, ids: Ids) -> dict[str, Any]:
    uow = GivingWay(shelf.identity_work)
    return {"uow": uow, "policy": POLICY, "clock": clock, "ids": ids, "secrets": NumberedSecrets()}


async def recorded(shelf: Shelf) -> list[str]:
    page = PageRequest(sort=(Sort("createdAt"),), limit=100)
    return [row.action for row in (await shelf.audit.list(Actor.house(), AuditFilter(), page)).items]


class TestKeys:
    async def test_come_back_as_they_were(self, shelf: Shelf) -> None:
        first, second = a_signing_key(), a_signing_key()
        await stock(shelf, first, second)
        async with shelf.identity_work() as work:
            assert set(await work.signing_keys.all()) == {first, second}
        assert set(await shelf.signing_keys.all()) == {first, second}

    async def test_are_gone_when_removed(self, shelf: Shelf) -> None:
        first, second = a_signing_key(), a_signing_key()
        await stock(shelf, first, second)
        async with shelf.identity_work() as work:
            await work.signing_keys.all()
            await work.signing_keys.remove(first.id)
        assert list(await shelf.signing_keys.all()) == [second]

    async def test_are_there_again_when_what_removed_them_fails(self, shelf: Shelf) -> None:
        await stock(shelf, key := a_signing_key())
        with pytest.raises(ZeroDivisionError):
            await _remove_and_fail(shelf, key)
        assert list(await shelf.signing_keys.all()) == [key]


class TestAtOnce:
    async def test_twenty_processes_that_start_together_have_one_first_key(
        self, shelf: Shelf, parts: dict[str, Any]
    ) -> None:
        rings = [NotedKeys() for _ in range(20)]
        holding = [HoldSigningKeys(kept=shelf.signing_keys, ring=ring, **parts) for ring in rings]
        await asyncio.gather(*(hold() for hold in holding))
        [key] = await shelf.signing_keys.all()
        assert {ring.held for ring in rings} == {SigningKeys.of([key], POLICY)}
        assert await recorded(shelf) == ["identity.signing_key_added"]

    async def test_of_twenty_rotations_one_wins(self, shelf: Shelf, parts: dict[str, Any]) -> None:
        await stock(shelf, a_signing_key())
        rotate = RotateSigningKeys(**parts)
        outcomes = await asyncio.gather(*(rotate(Actor.house()) for _ in range(20)), return_exceptions=True)
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {"SigningKey": 1, "RotationUnderWay": 19}
        assert len(await shelf.signing_keys.all()) == 2
        assert await recorded(shelf) == ["identity.signing_key_added"]


async def _remove_and_fail(shelf: Shelf, key: SigningKey) -> None:
    async with shelf.identity_work() as work:
        await work.signing_keys.all()
        await work.signing_keys.remove(key.id)
        raise ZeroDivisionError
