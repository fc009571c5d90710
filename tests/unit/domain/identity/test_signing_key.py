from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from domain.identity.signing_key import KeyPolicy, KeyState, RotationUnderWay, SigningKey, SigningKeys
from domain.shared.ids import SigningKeyId
from tests.support.builders import MONDAY, a_signing_key

SECOND = timedelta(seconds=1)
POLICY = KeyPolicy(lifetime=timedelta(minutes=15), propagation=timedelta(seconds=60))


def keys(*ones: SigningKey) -> SigningKeys:
    return SigningKeys.of(ones, POLICY)


def added(to: SigningKeys, at: datetime) -> SigningKey:
    return to.add(id=SigningKeyId(uuid4()), salt="random", at=at)[0]


class TestAdd:
    def test_has_the_first_key_sign_at_once(self) -> None:
        key_id = SigningKeyId(uuid4())
        key, event = keys().add(id=key_id, salt="random", at=MONDAY)
        assert key == SigningKey(id=key_id, salt="random", created_at=MONDAY, signs_from=MONDAY)
        assert (event.entity_id, event.at, event.signs_from) == (key_id, MONDAY, MONDAY)

    def test_has_the_next_sign_when_all_know_it(self) -> None:
        now = MONDAY + timedelta(days=30)
        assert added(keys(a_signing_key()), now).signs_from == now + POLICY.propagation

    def test_refuses_a_third_while_two_are_accepted(self) -> None:
        first, now = a_signing_key(), MONDAY + timedelta(days=30)
        both = keys(first, added(keys(first), now))
        ended = now + POLICY.propagation + POLICY.lifetime
        for at in (now, now + POLICY.propagation, ended - SECOND):
            with pytest.raises(RotationUnderWay, match="until 2026-04-01 09:16:00 UTC"):
                added(both, at)
        assert added(both, ended).created_at == ended


class TestKeys:
    def test_take_turns_without_a_gap(self) -> None:
        first, now = a_signing_key(), MONDAY + timedelta(days=30)
        second = added(keys(first), now)
        both, turn = keys(second, first), now + POLICY.propagation
        assert [both.signing(at) for at in (now, turn - SECOND, turn, turn + timedelta(days=99))] == [
            first,
            first,
            second,
            second,
        ]

    def test_are_accepted_as_long_as_tokens_of_them_live(self) -> None:
        first, now = a_signing_key(), MONDAY + timedelta(days=30)
        second = added(keys(first), now)
        both, last = keys(first, second), now + POLICY.propagation + POLICY.lifetime
        assert (both.accepted_until(first), both.accepted_until(second)) == (last, None)
        assert [both.accepted(at) for at in (now, last - SECOND, last)] == [(first, second), (first, second), (second,)]

    def test_sign_by_clocks_that_are_behind_too(self) -> None:
        only = a_signing_key()
        assert keys(only).signing(MONDAY - SECOND) == only

    def test_have_a_state(self) -> None:
        first, now = a_signing_key(), MONDAY + timedelta(days=30)
        second = added(keys(first), now)
        both, turn = keys(first, second), now + POLICY.propagation
        states = [tuple(both.state(key, at) for key in both.keys) for at in (now, turn, turn + POLICY.lifetime)]
        assert states == [
            (KeyState.SIGNS, KeyState.NEXT),
            (KeyState.ACCEPTED, KeyState.SIGNS),
            (KeyState.FORGOTTEN, KeyState.SIGNS),
        ]
