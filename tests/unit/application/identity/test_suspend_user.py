from uuid import UUID

import pytest

from application.identity.reinstate_user import ReinstateUserCommand
from application.identity.suspend_user import SuspendUserCommand
from application.shared.ports import Happened
from domain.identity.events import RoleChanged, UserReinstated, UserSuspended
from domain.identity.user import AlreadySuspended, LastAdmin, NotSuspended, UserDeleted, UserNotFound
from domain.shared.access import HOUSE, Actor, Role
from domain.shared.errors import Forbidden
from tests.support.builders import MONDAY, a_user
from tests.support.house import SmallHouse

OTHERS = [role for role in Role if role is not Role.ADMIN]


async def suspend(house: SmallHouse, actor: Actor, whom: Actor, reason: str = "Spam.") -> None:
    await house.identity.suspend_user(actor, SuspendUserCommand(user_id=whom.user_id, reason=reason))


async def reinstate(house: SmallHouse, actor: Actor, whom: Actor) -> None:
    await house.identity.reinstate_user(actor, ReinstateUserCommand(user_id=whom.user_id))


class TestSuspendUser:
    async def test_shuts_out_with_a_reason_that_is_kept_and_told(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, email="one@example.com")
        await suspend(house, admin, whom, " Spam. ")
        user = await house.user(whom.user_id)
        assert (user.is_active, user.suspended_because, user.access_version) == (False, "Spam.", 2)
        [entry] = await house.record()
        assert entry.action == "identity.user_suspended"
        assert entry.new_values == {"isActive": False, "suspendedBecause": "Spam."}
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == ("one@example.com", "Your account is suspended")
        assert "\nReason given: Spam.\n" in mail.text

    @pytest.mark.parametrize("role", OTHERS)
    async def test_is_for_admins(self, house: SmallHouse, role: Role) -> None:
        actor, whom = await house.person(role), await house.person(Role.CUSTOMER)
        async with house.refuses(Forbidden):
            await suspend(house, actor, whom)

    async def test_is_not_for_oneself(self, house: SmallHouse) -> None:
        admin, _ = await house.person(Role.ADMIN), await house.person(Role.ADMIN)
        async with house.refuses(Forbidden):
            await suspend(house, admin, admin)

    async def test_keeps_the_last_active_admin(self, house: SmallHouse) -> None:
        admin, _ = await house.person(Role.ADMIN), await house.person(Role.ADMIN, is_active=False)
        async with house.refuses(LastAdmin):
            await suspend(house, Actor.house(), admin)

    async def test_lets_an_admin_go_while_another_stays(self, house: SmallHouse) -> None:
        admin, other = await house.person(Role.ADMIN), await house.person(Role.ADMIN)
        await suspend(house, admin, other)
        assert not (await house.user(other.user_id)).is_active

    async def test_refuses_the_suspended_the_deleted_and_the_unknown(self, house: SmallHouse) -> None:
        admin, suspended = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, is_active=False)
        async with house.refuses(AlreadySuspended):
            await suspend(house, admin, suspended)
        deleted = await house.settle(a_user().anonymise(at=house.clock.now())[0])
        async with house.refuses(UserDeleted):
            await suspend(house, admin, deleted)
        async with house.refuses(UserNotFound):
            await suspend(house, admin, Actor(a_user().id, Role.CUSTOMER))


class TestReinstateUser:
    async def test_lets_in_again_and_says_so(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        await suspend(house, admin, whom)
        await reinstate(house, admin, whom)
        user = await house.user(whom.user_id)
        assert (user.is_active, user.suspended_because, user.access_version) == (True, None, 3)
        assert house.happened == ["identity.user_suspended", "identity.user_reinstated"]
        assert house.mailer.sent[-1].subject == "Your account is open again"

    @pytest.mark.parametrize("role", OTHERS)
    async def test_is_for_admins(self, house: SmallHouse, role: Role) -> None:
        actor, whom = await house.person(role), await house.person(Role.CUSTOMER, is_active=False)
        async with house.refuses(Forbidden):
            await reinstate(house, actor, whom)

    async def test_refuses_whom_nobody_suspended(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        async with house.refuses(NotSuspended):
            await reinstate(house, admin, whom)


class TestNotices:
    async def test_are_not_for_those_who_were_deleted_since(self, house: SmallHouse) -> None:
        deleted = await house.settle(a_user().anonymise(at=house.clock.now())[0])
        for event in (
            RoleChanged(user_id=deleted.user_id, old_role=Role.AGENT, new_role=Role.ADMIN, at=MONDAY),
            UserSuspended(user_id=deleted.user_id, reason=None, at=MONDAY),
            UserReinstated(user_id=deleted.user_id, at=MONDAY),
        ):
            for reaction in house.reactions.to(event.name):
                await house.reactions._reactions[event.name][reaction](Happened(UUID(int=1), event, HOUSE))  # noqa: SLF001
        assert house.mailer.sent == []
