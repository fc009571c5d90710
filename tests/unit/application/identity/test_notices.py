"""What people are told by mail because it may not have been them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from application.identity.delete_user import DeleteUserCommand
from application.identity.edit_user import EditUserCommand
from application.identity.letters import LONGEST_PROGRAM
from application.identity.log_in import LogInCommand
from application.identity.refresh_session import RefreshSessionCommand
from application.shared.origin import Origin, origin
from domain.identity.session import RefreshTokenRefused
from domain.shared.access import Actor, Role
from tests.support.builders import NEVER
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, NEW, OLD, customer


@contextmanager
def somewhere(ip: str, user_agent: str | None = "curl/8.5.0") -> Iterator[None]:
    cause = origin.set(Origin(ip=ip, user_agent=user_agent))
    yield
    origin.reset(cause)


async def log_in(house: SmallHouse, ip: str = "203.0.113.7", user_agent: str | None = "curl/8.5.0") -> str:
    with somewhere(ip, user_agent):
        return (await house.identity.log_in(LogInCommand(email=EMAIL, password=OLD))).refresh_token


async def again(house: SmallHouse, name: str) -> None:
    """Run the last such event's reactions once more, as after a crash."""
    event = [event for event in house.recorded if event.name == name][-1]
    for reaction in house.reactions.to(name):
        await house.reactions.run(reaction, event)


async def delete(house: SmallHouse, actor: Actor) -> None:
    admin = await house.person(Role.ADMIN)
    await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))


class TestNewDevice:
    async def test_is_told_with_time_and_place(self, house: SmallHouse) -> None:
        await customer(house)
        await log_in(house)
        await log_in(house, "203.0.113.8", "Mozilla/5.0")
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == (EMAIL, "Login from a new device")
        for told in ("2026-03-02 09:00 UTC", "203.0.113.8", "Mozilla/5.0", "/forgot-password"):
            assert told in mail.text

    async def test_is_not_the_first_nor_one_known_from_before(self, house: SmallHouse) -> None:
        await customer(house)
        for _ in range(2):
            await log_in(house)
            assert house.mailer.sent == []
        for _ in range(2):
            await log_in(house, "203.0.113.8")
        assert len(house.mailer.sent) == 1

    @pytest.mark.parametrize("user_agent", [None, "", "\u200b\x00\x1b"])
    async def test_may_say_nothing_of_itself(self, house: SmallHouse, user_agent: str | None) -> None:
        await customer(house)
        await log_in(house)
        await log_in(house, user_agent=user_agent)
        assert "Program: unknown\n" in house.mailer.sent[0].text

    async def test_cannot_write_the_mail(self, house: SmallHouse) -> None:
        await customer(house)
        await log_in(house)
        await log_in(house, user_agent="fine\r\n\nDo not worry.\u2028" + "x" * 300)
        [line] = [line for line in house.mailer.sent[0].text.splitlines() if line.startswith("Program")]
        assert line.startswith("Program: fineDo not worry.x")
        assert len(line) == len("Program: ") + LONGEST_PROGRAM

    async def test_is_told_to_nobody_who_was_deleted(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await log_in(house)
        await log_in(house, "203.0.113.8")
        await delete(house, actor)
        await again(house, "identity.session_started")
        assert len(house.mailer.sent) == 1

    async def test_is_not_told_of_a_session_that_was_swept_since(self, house: SmallHouse) -> None:
        await customer(house)
        await log_in(house)
        await log_in(house, "203.0.113.8")
        async with house.shelf.identity_work() as work:
            await work.sessions.forget_expired(NEVER)
        await again(house, "identity.session_started")
        assert len(house.mailer.sent) == 1


class TestReuse:
    async def test_is_told(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await steal(house)
        assert (house.mailer.sent[-1].to, house.mailer.sent[-1].subject) == (EMAIL, "A session of yours was ended")
        await delete(house, actor)
        sent = len(house.mailer.sent)
        await again(house, "identity.refresh_token_reused")
        assert len(house.mailer.sent) == sent


async def steal(house: SmallHouse) -> None:
    command = RefreshSessionCommand(refresh_token=await log_in(house))
    await house.identity.refresh_session(command)
    house.clock.skip(house.clock.step * 60)
    with pytest.raises(RefreshTokenRefused):
        await house.identity.refresh_session(command)


class TestPasswordOfAnothersMaking:
    async def test_is_told(self, house: SmallHouse) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        await house.identity.edit_user(admin, EditUserCommand(user_id=actor.user_id, password=NEW))
        assert [(mail.to, mail.subject) for mail in house.mailer.sent] == [(EMAIL, "Your password was changed")]
