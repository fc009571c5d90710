import asyncio

from application.identity.edit_user import EditUser, EditUserCommand
from application.identity.suspend_user import SuspendUser, SuspendUserCommand
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.identity.credentials import PasswordPolicy
from domain.identity.user import LastAdmin
from domain.shared.access import Role
from tests.support.builders import a_user, acting
from tests.support.doubles import FewCommonPasswords, PlainEmailAddresses, PlainPasswordHasher
from tests.support.shelves import GivingWay, stock


async def test_of_two_admins_who_dismiss_each_other_at_once_one_stays(shelf: Shelf, clock: Clock) -> None:
    one, other = a_user(role=Role.ADMIN), a_user(role=Role.ADMIN)
    await stock(shelf, one, other)
    edit = EditUser(
        uow=GivingWay(shelf.identity_work),
        clock=clock,
        hasher=PlainPasswordHasher(),
        policy=PasswordPolicy(),
        common_passwords=FewCommonPasswords(),
        addresses=PlainEmailAddresses(),
    )
    outcomes = await asyncio.gather(
        edit(acting(one), EditUserCommand(user_id=other.id, role=Role.AGENT)),
        edit(acting(other), EditUserCommand(user_id=one.id, role=Role.AGENT)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [LastAdmin.__name__, "NoneType"]


async def test_of_two_admins_who_suspend_each_other_at_once_one_stays(shelf: Shelf, clock: Clock) -> None:
    one, other = a_user(role=Role.ADMIN), a_user(role=Role.ADMIN)
    await stock(shelf, one, other)
    suspend = SuspendUser(GivingWay(shelf.identity_work), clock)
    outcomes = await asyncio.gather(
        suspend(acting(one), SuspendUserCommand(user_id=other.id, reason="Mine.")),
        suspend(acting(other), SuspendUserCommand(user_id=one.id, reason="Mine.")),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [LastAdmin.__name__, "NoneType"]
