from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from application.identity.queries import UserCard, UserFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.identity.user import User, UserNotFound
from domain.shared.access import Permission, Role
from domain.shared.errors import Forbidden
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_team, a_user, acting, an_actor
from tests.support.shelves import stock

PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)
MANAGER = an_actor(Role.MANAGER)
READERS = [role for role in Role if an_actor(role).can(Permission.USERS_READ)]
OTHERS = [role for role in Role if role not in READERS]


async def found(shelf: Shelf, **wanted: object) -> set[str]:
    page = await shelf.users.list(MANAGER, UserFilter(**wanted), PAGE)  # type: ignore[arg-type] # its fields
    return {card.last_name for card in page.items}


class TestCard:
    async def test_shows_what_is_stored(self, shelf: Shelf) -> None:
        team = a_team()
        user = a_user(first_name="Some", last_name="One", phone="+1", team_id=team.id, tier=Tier.REGULAR)
        await stock(shelf, team, user)
        assert await shelf.users.card(MANAGER, user.id) == _card(user)

    async def test_of_an_account_without_a_name_shows_the_beginning_of_the_address(self, shelf: Shelf) -> None:
        user = a_user(email="some.one@example.com")
        await stock(shelf, user)
        assert (await shelf.users.card(MANAGER, user.id)).name == "some.one"

    async def test_of_nobody_is_not_found(self, shelf: Shelf) -> None:
        with pytest.raises(UserNotFound):
            await shelf.users.card(MANAGER, a_user().id)

    @pytest.mark.parametrize("role", Role)
    async def test_of_oneself_is_for_everybody(self, shelf: Shelf, role: Role) -> None:
        user = a_user(role=role)
        await stock(shelf, user)
        assert (await shelf.users.card(acting(user), user.id)).id == user.id

    @pytest.mark.parametrize("role", OTHERS)
    async def test_of_others_is_not_found_without_the_permission(self, shelf: Shelf, role: Role) -> None:
        user = a_user()
        await stock(shelf, user)
        with pytest.raises(UserNotFound) as hidden:
            await shelf.users.card(an_actor(role), user.id)
        with pytest.raises(UserNotFound) as absent:
            await shelf.users.card(an_actor(role), a_user().id)
        assert (hidden.value.message, hidden.value.details) == (absent.value.message, absent.value.details)


class TestList:
    @pytest.mark.parametrize("role", READERS)
    async def test_is_for_readers(self, shelf: Shelf, role: Role) -> None:
        user = a_user()
        await stock(shelf, user)
        assert (await shelf.users.list(an_actor(role), UserFilter(), PAGE)).items == [_card(user)]

    @pytest.mark.parametrize("role", OTHERS)
    async def test_is_forbidden_to_others(self, shelf: Shelf, role: Role) -> None:
        with pytest.raises(Forbidden):
            await shelf.users.list(an_actor(role), UserFilter(), PAGE)

    async def test_filters(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(
            shelf,
            team,
            a_user(last_name="a", role=Role.AGENT, team_id=team.id),
            a_user(last_name="b", role=Role.DEVELOPER, tier=Tier.PREMIUM),
            a_user(last_name="c", role=Role.CUSTOMER, is_active=False, team_id=team.id),
        )
        assert await found(shelf) == {"a", "b", "c"}
        assert await found(shelf, role=(Role.AGENT,)) == {"a"}
        assert await found(shelf, role=(Role.AGENT, Role.CUSTOMER)) == {"a", "c"}
        assert await found(shelf, tier=Tier.PREMIUM) == {"b"}
        assert await found(shelf, is_active=True) == {"a", "b"}
        assert await found(shelf, is_active=False) == {"c"}
        assert await found(shelf, team_id=team.id) == {"a", "c"}
        assert await found(shelf, team_id=team.id, is_active=True) == {"a"}
        assert await found(shelf, team_id=a_team().id) == set()

    async def test_filters_by_what_may_be_missing(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(
            shelf,
            team,
            a_user(last_name="a", team_id=team.id, email_verified_at=MONDAY),
            a_user(last_name="b", last_login_at=MONDAY),
            a_user(last_name="c", last_login_at=MONDAY + timedelta(hours=1), created_at=MONDAY - timedelta(hours=1)),
        )
        assert await found(shelf, team_id="none") == {"b", "c"}
        assert await found(shelf, email_verified=True) == {"a"}
        assert await found(shelf, email_verified=False) == {"b", "c"}
        assert await found(shelf, last_login_from=MONDAY) == {"b", "c"}
        assert await found(shelf, last_login_to=MONDAY + timedelta(hours=1)) == {"b"}
        assert await found(shelf, created_from=MONDAY) == {"a", "b"}
        assert await found(shelf, created_to=MONDAY) == {"c"}

    @pytest.mark.parametrize("is_full", [True, False])
    @pytest.mark.parametrize("descending", [True, False])
    async def test_sorts_those_who_never_logged_in_before_all_others(
        self, shelf: Shelf, *, descending: bool, is_full: bool
    ) -> None:
        times = [None, None, MONDAY, MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)]
        users = [a_user(last_login_at=time) for time in times]
        await stock(shelf, *users[::-1])
        expected = [user.id for user in users]
        page, seen = PageRequest(sort=(Sort("lastLoginAt", descending),), limit=2), []
        while True:
            ask = shelf.users.full_list if is_full else shelf.users.list
            portion: Any = await ask(MANAGER, UserFilter(), page)
            seen += [row.id for row in portion.items]
            if portion.last is None:
                break
            page = structs.replace(page, after=portion.last)
        assert seen == (expected[::-1] if descending else expected)

    @pytest.mark.parametrize("role", Role)
    async def test_is_the_same_with_all_there_is_to_say(self, shelf: Shelf, role: Role) -> None:
        team = a_team()
        await stock(shelf, team, a_user(team_id=team.id, password_hash="1:any"), a_user())
        if role in OTHERS:
            with pytest.raises(Forbidden):
                await shelf.users.full_list(an_actor(role), UserFilter(), PAGE)
            return
        rows = (await shelf.users.full_list(an_actor(role), UserFilter(), PAGE)).items
        assert rows == [await shelf.users.full(MANAGER, row.id) for row in rows]
        assert [row.has_password for row in rows] == [True, False]

    @pytest.mark.parametrize("part", ["lovel", "LOVEL", "ada love", "da.l@", "EXAMPLE.COM", "élan", "ÉLAN"])
    async def test_searches_for_part_of_a_name_or_address(self, shelf: Shelf, part: str) -> None:
        await stock(shelf, a_user(email="ada.l@example.com", first_name="Ada", last_name="Lovelace Élan"))
        await stock(shelf, a_user(email="someone@elsewhere.test", last_name="Nobody"))
        assert await found(shelf, search=part) == {"Lovelace Élan"}

    @pytest.mark.parametrize("odd", ["%", "_", "\\", "'", "%%", "a%e", "ada_l"])
    async def test_takes_every_character_of_a_search_as_it_is(self, shelf: Shelf, odd: str) -> None:
        await stock(shelf, a_user(last_name="Plain"), a_user(last_name=f"With {odd} in it"))
        assert await found(shelf, search=odd) == {f"With {odd} in it"}


def _card(user: User) -> UserCard:
    return UserCard(**{name: getattr(user, name) for name in UserCard.__struct_fields__})
