from datetime import timedelta
from typing import Any

import pytest

from application.identity.log_in import LogInCommand
from application.shared.origin import Origin, origin
from domain.identity.credentials import LONGEST_PASSWORD, WrongCredentials
from domain.shared.access import Actor, Role
from tests.support.builders import MONDAY, a_session, a_user
from tests.support.house import SmallHouse
from tests.support.shelves import stock

EMAIL, PASSWORD = "customer@example.com", "Long enough 1"


async def customer(house: SmallHouse, **what_matters: Any) -> Actor:
    usual: dict[str, Any] = {"email": EMAIL, "password_hash": f"1:{PASSWORD}"}
    return await house.settle(a_user(**usual | what_matters))


def wish(email: str = EMAIL, password: str = PASSWORD) -> LogInCommand:
    return LogInCommand(email=email, password=password)


class TestLogIn:
    async def test_answers_with_a_token_that_is_theirs(self, house: SmallHouse) -> None:
        actor = await customer(house)
        answer = await house.identity.log_in(wish())
        assert (answer.user_id, answer.expires_in) == (actor.user_id, 15 * 60)
        assert await house.identity.authenticate(answer.access_token) == actor

    async def test_starts_a_session_and_notes_from_where(self, house: SmallHouse) -> None:
        actor = await customer(house)
        cause = origin.set(Origin(ip="203.0.113.7", user_agent="curl/8.5.0"))
        answer = await house.identity.log_in(wish())
        origin.reset(cause)
        told = await house.identity.authenticate(answer.access_token)
        assert told.session_id is not None
        session = await house.session(told.session_id)
        assert session is not None
        assert (session.user_id, session.ip, session.user_agent) == (actor.user_id, "203.0.113.7", "curl/8.5.0")
        assert answer.refresh_token == f"{session.id}/0"

    async def test_sweeps_sessions_that_expired(self, house: SmallHouse) -> None:
        actor = await customer(house)
        old = a_session(user_id=actor.user_id, expires_at=MONDAY)
        await stock(house.shelf, old)
        await house.identity.log_in(wish())
        assert await house.session(old.id) is None

    @pytest.mark.parametrize("spelling", ["Customer@Example.com", " customer@example.com "])
    async def test_knows_the_address_in_any_spelling(self, house: SmallHouse, spelling: str) -> None:
        actor = await customer(house)
        assert (await house.identity.log_in(wish(email=spelling))).user_id == actor.user_id

    async def test_is_noted_and_recorded(self, house: SmallHouse) -> None:
        actor = await customer(house)
        before = house.clock.time
        await house.identity.log_in(wish())
        user = await house.user(actor.user_id)
        assert user.last_login_at is not None
        assert before < user.last_login_at <= before + timedelta(minutes=1)
        assert (user.version, user.access_version) == (1, 1)
        assert house.happened == ["identity.user_logged_in", "identity.session_started"]
        entry, _ = await house.record()
        assert list(entry.new_values) == ["lastLoginAt"]

    async def test_hashes_nothing_anew_without_need(self, house: SmallHouse) -> None:
        await customer(house)
        await house.identity.log_in(wish())
        assert house.hasher.hashed == []

    async def test_strengthens_an_outdated_hash_and_keeps_tokens(self, house: SmallHouse) -> None:
        actor = await customer(house)
        house.hasher.generation = 2
        await house.identity.log_in(wish())
        user = await house.user(actor.user_id)
        assert (user.password_hash, user.access_version) == (f"2:{PASSWORD}", 1)

    @pytest.mark.parametrize("login", [wish(password="wrong"), wish(email="nobody@example.com"), wish(password="")])
    async def test_answers_alike_whatever_was_wrong(self, house: SmallHouse, login: LogInCommand) -> None:
        await customer(house)
        async with house.refuses(WrongCredentials) as refused:
            await house.identity.log_in(login)
        assert str(refused.value) == "Unknown address or wrong password."
        assert refused.value.details == {}

    async def test_takes_as_long_for_nobody_as_for_somebody(self, house: SmallHouse) -> None:
        with pytest.raises(WrongCredentials):
            await house.identity.log_in(wish())
        assert house.hasher.verified == [(PASSWORD, None)]

    @pytest.mark.parametrize("state", [{"is_active": False}, {"password_hash": None}], ids=str)
    async def test_refuses_accounts_that_may_not_log_in(self, house: SmallHouse, state: dict[str, Any]) -> None:
        await customer(house, **state)
        async with house.refuses(WrongCredentials):
            await house.identity.log_in(wish())
        assert len(house.hasher.verified) == 1

    async def test_compares_no_more_than_a_password_can_be_long(self, house: SmallHouse) -> None:
        await customer(house, password_hash="1:" + "x" * LONGEST_PASSWORD)
        async with house.refuses(WrongCredentials):
            await house.identity.log_in(wish(password="x" * 2_000))
        [(compared, _)] = house.hasher.verified
        assert len(compared) == LONGEST_PASSWORD + 1

    @pytest.mark.parametrize("change", [{"is_active": False}, {"password_hash": "1:another"}], ids=str)
    async def test_refuses_who_was_changed_meanwhile(self, house: SmallHouse, change: dict[str, Any]) -> None:
        actor = await customer(house)
        user = await house.user(actor.user_id)
        changed, _ = user.edit(at=house.clock.now(), **change)

        async def edit() -> None:
            await house.settle(changed)

        house.hasher.meanwhile = edit
        with pytest.raises(WrongCredentials):
            await house.identity.log_in(wish())
        assert await house.user(actor.user_id) == changed
        assert house.happened == []

    async def test_is_for_people_of_every_role(self, house: SmallHouse) -> None:
        for role in Role:
            actor = await customer(house, email=f"{role}@example.com", role=role)
            assert (await house.identity.log_in(wish(email=f"{role}@example.com"))).user_id == actor.user_id
