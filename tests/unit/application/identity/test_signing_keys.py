from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, final

import pytest

from application.identity.hold_signing_keys import HoldSigningKeys
from application.identity.list_signing_keys import ListSigningKeys
from application.identity.ports import KeyRing
from application.identity.rotate_signing_keys import RotateSigningKeys
from domain.identity.signing_key import KeyPolicy, KeyState, RotationUnderWay, SigningKey, SigningKeys
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.builders import MONDAY, a_signing_key
from tests.support.doubles import NumberedIds, NumberedSecrets
from tests.support.house import SmallHouse
from tests.support.shelves import stock

POLICY = KeyPolicy()
HOUSE = Actor.house()


@final
class NotedKeys(KeyRing):
    held: SigningKeys | None = None

    def hold(self, keys: SigningKeys) -> None:
        self.held = keys

    def public(self) -> Sequence[Mapping[str, str]]:
        return ()


def over(house: SmallHouse) -> dict[str, Any]:
    parts = {"uow": house.shelf.identity_work, "clock": house.clock, "policy": POLICY}
    return parts | {"ids": NumberedIds(), "secrets": NumberedSecrets()}


def held_by(house: SmallHouse) -> tuple[HoldSigningKeys, NotedKeys]:
    ring = NotedKeys()
    return HoldSigningKeys(kept=house.shelf.signing_keys, ring=ring, **over(house)), ring


async def kept_by(house: SmallHouse) -> list[SigningKey]:
    return list(SigningKeys.of(await house.shelf.signing_keys.all(), POLICY).keys)


class TestHold:
    async def test_makes_the_first_key(self, house: SmallHouse) -> None:
        hold, ring = held_by(house)
        await hold()
        [key] = await kept_by(house)
        assert ring.held == SigningKeys.of([key], POLICY)
        assert key.salt == "secret-1"
        [entry] = await house.record(action="identity.signing_key_added")
        assert (entry.entity_type, entry.entity_id) == ("signing_key", key.id)
        assert entry.new_values["salt"] == "•••"

    async def test_takes_the_keys_there_are_and_says_nothing(self, house: SmallHouse) -> None:
        await stock(house.shelf, first := a_signing_key(), second := a_signing_key())
        hold, ring = held_by(house)
        await hold()
        assert ring.held == SigningKeys.of([first, second], POLICY)
        assert house.happened == []

    async def test_takes_the_key_that_another_process_made_meanwhile(self, house: SmallHouse) -> None:
        class Late:
            """Looks before the other has stored it."""

            async def all(self) -> Sequence[SigningKey]:
                return []

        await stock(house.shelf, first := a_signing_key())
        ring = NotedKeys()
        await HoldSigningKeys(kept=Late(), ring=ring, **over(house))()
        assert ring.held == SigningKeys.of([first], POLICY)


class TestRotate:
    async def test_adds_the_key_that_signs_next(self, house: SmallHouse) -> None:
        await stock(house.shelf, first := a_signing_key())
        next_ = await RotateSigningKeys(**over(house))(HOUSE)
        assert await kept_by(house) == [first, next_]
        assert next_.signs_from == next_.created_at + POLICY.propagation
        assert house.happened == ["identity.signing_key_added"]

    async def test_forgets_a_key_of_which_no_token_lives(self, house: SmallHouse) -> None:
        await stock(house.shelf, a_signing_key(), second := a_signing_key(signs_from=MONDAY + timedelta(hours=1)))
        house.clock.skip(timedelta(hours=1, minutes=15))
        third = await RotateSigningKeys(**over(house))(HOUSE)
        assert await kept_by(house) == [second, third]

    async def test_is_refused_while_two_keys_are_accepted(self, house: SmallHouse) -> None:
        await stock(house.shelf, a_signing_key())
        rotate = RotateSigningKeys(**over(house))
        await rotate(HOUSE)
        async with house.refuses(RotationUnderWay):
            await rotate(HOUSE)
        assert len(await kept_by(house)) == 2

    async def test_is_for_the_operator_and_no_account(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(Forbidden):
            await RotateSigningKeys(**over(house))(admin)


class TestList:
    async def test_says_what_each_key_is_to_the_tokens_of_today(self, house: SmallHouse) -> None:
        await stock(house.shelf, first := a_signing_key())
        second = await RotateSigningKeys(**over(house))(HOUSE)
        rows = await ListSigningKeys(house.shelf.signing_keys, POLICY, house.clock)(HOUSE)
        assert [(row.id, row.state, row.accepted_until) for row in rows] == [
            (first.id, KeyState.SIGNS, second.signs_from + POLICY.lifetime),
            (second.id, KeyState.NEXT, None),
        ]

    async def test_is_for_the_operator_and_no_account(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        with pytest.raises(Forbidden):
            await ListSigningKeys(house.shelf.signing_keys, POLICY, house.clock)(admin)
