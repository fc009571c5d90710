import pytest

from application.desk.errors import PersonUnknown
from application.shelf import Shelf
from domain.identity.user import User
from tests.support.builders import MONDAY, a_user
from tests.support.shelves import stock


async def require(shelf: Shelf, user: User) -> None:
    async with shelf.desk_work() as work:
        await work.people.require(user.id, field="leadId")


async def test_an_active_user_will_do(shelf: Shelf) -> None:
    user = a_user()
    await stock(shelf, user)
    await require(shelf, user)


async def test_nobody_is_refused_by_the_name_of_the_field(shelf: Shelf) -> None:
    with pytest.raises(PersonUnknown) as refused:
        await require(shelf, a_user())
    assert refused.value.details.keys() == {"leadId"}


@pytest.mark.parametrize("gone", [a_user(is_active=False), a_user().anonymise(at=MONDAY)[0]])
async def test_somebody_who_is_not_active_is_refused(shelf: Shelf, gone: User) -> None:
    await stock(shelf, gone)
    with pytest.raises(PersonUnknown):
        await require(shelf, gone)
