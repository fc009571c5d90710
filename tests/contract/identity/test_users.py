import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from application.audit.queries import AuditFilter
from application.identity.errors import TeamUnknown
from application.identity.register_user import RegisterUser, RegisterUserCommand
from application.identity.start_session import StartSession
from application.identity.token_pairs import LoggedIn, TokenPairs
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.identity.credentials import PasswordPolicy, canonical_email
from domain.identity.session import SessionPolicy
from domain.identity.user import EmailTaken, User, UserNotFound
from domain.shared.access import Actor, Role
from domain.shared.ids import UserId
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_team, a_user
from tests.support.doubles import (
    FewCommonPasswords,
    PlainEmailAddresses,
    PlainPasswordHasher,
    ReadableRefreshTokens,
    ReadableTokens,
)
from tests.support.shelves import GivingWay, stock, unstated

ALL = PageRequest(sort=(Sort("createdAt"),), limit=1_000)
SPELLINGS = [
    "josé@example.com",
    "JOSÉ@EXAMPLE.COM",
    "José@Example.com",
    "jose\N{COMBINING ACUTE ACCENT}@example.com",
    "JOSE\N{COMBINING ACUTE ACCENT}@example.com",
    "JOSE\N{COMBINING ACUTE ACCENT}@EXAMPLE.COM",
    "  josé@example.com ",
    "\N{FULLWIDTH LATIN SMALL LETTER J}osé@example.com",
    "\N{FULLWIDTH LATIN CAPITAL LETTER J}OSÉ@example.com",
    "josé@EXAMPLE.com",
]


async def find(shelf: Shelf, user_id: UserId) -> User:
    async with shelf.identity_work() as work:
        return await work.users.get(user_id)


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        team = a_team()
        user = a_user(
            email="Some.One@example.com",
            password_hash="$argon2id$…",
            first_name="Some",
            last_name="One\N{SNOWMAN}",
            phone="+49 30 1234",
            role=Role.DEVELOPER,
            tier=Tier.PREMIUM,
            is_active=False,
            team_id=team.id,
            last_login_at=MONDAY + timedelta(microseconds=1),
            email_verified_at=MONDAY + timedelta(hours=1),
            pending_email="New.One@example.com",
            second_factor_at=MONDAY + timedelta(hours=3),
            suspended_because="Spam.",
            anonymised_at=MONDAY + timedelta(days=1),
            access_version=3,
            version=7,
            updated_at=MONDAY + timedelta(hours=2),
        )
        assert unstated(user) == []
        await stock(shelf, team, user)
        assert await find(shelf, user.id) == user

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        async with shelf.identity_work() as work:
            edited, event = (await work.users.get(user.id)).edit(at=MONDAY, first_name="New", role=Role.AGENT)
            await work.users.save(edited, event)
        assert await find(shelf, user.id) == edited

    async def test_refuses_an_unknown_id(self, shelf: Shelf) -> None:
        with pytest.raises(UserNotFound):
            await find(shelf, a_user().id)

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("tier", Tier)
    async def test_keeps_every_role_and_tier(self, shelf: Shelf, role: Role, tier: Tier) -> None:
        user = a_user(role=role, tier=tier)
        await stock(shelf, user)
        assert await find(shelf, user.id) == user


class TestAddress:
    @pytest.mark.parametrize("spelling", SPELLINGS)
    async def test_is_found_in_every_spelling(self, shelf: Shelf, spelling: str) -> None:
        user = a_user(email=SPELLINGS[0])
        await stock(shelf, user)
        async with shelf.identity_work() as work:
            assert await work.users.find_by_email(canonical_email(spelling)) == user

    async def test_of_nobody_is_not_found(self, shelf: Shelf) -> None:
        await stock(shelf, a_user())
        async with shelf.identity_work() as work:
            assert await work.users.find_by_email("nobody@example.com") is None

    @pytest.mark.parametrize("spelling", SPELLINGS)
    async def test_is_taken_in_every_spelling(self, shelf: Shelf, spelling: str) -> None:
        await stock(shelf, a_user(email=SPELLINGS[0]))
        with pytest.raises(EmailTaken) as refused:
            await stock(shelf, a_user(email=spelling))
        assert refused.value.details.keys() == {"email"}

    async def test_of_another_is_taken_when_edited(self, shelf: Shelf) -> None:
        one, other = a_user(), a_user()
        await stock(shelf, one, other)
        with pytest.raises(EmailTaken):
            await _edit(shelf, one.id, email=other.email.upper())
        assert await find(shelf, one.id) == one

    async def test_can_be_spelled_anew_by_its_owner(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        await _edit(shelf, user.id, email=user.email.upper())
        assert (await find(shelf, user.id)).email == user.email.upper()

    async def test_is_free_again_once_given_up(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        await _edit(shelf, user.id, email="another.address@example.com")
        await stock(shelf, heir := a_user(email=user.email))
        async with shelf.identity_work() as work:
            assert await work.users.find_by_email(canonical_email(user.email)) == heir

    @pytest.mark.parametrize("way", ["find_by_email", "look_up", "find_or_reserve"])
    async def test_is_found_in_each_way(self, shelf: Shelf, way: str) -> None:
        await stock(shelf, user := a_user(email=SPELLINGS[0]))
        async with shelf.identity_work() as work:
            find = getattr(work.users, way)
            assert await find(canonical_email(SPELLINGS[1])) == user
            assert await find("nobody@example.com") is None

    async def test_fifty_registrations_in_ten_spellings_make_one_account(
        self, shelf: Shelf, clock: Clock, ids: Ids
    ) -> None:
        outcomes = await fifty(register(shelf, clock, ids))
        [winner] = [outcome for outcome in outcomes if isinstance(outcome, LoggedIn)]
        assert [type(outcome) for outcome in outcomes if outcome != winner] == [EmailTaken] * 49
        async with shelf.identity_work() as work:
            found = await work.users.find_by_email(canonical_email(SPELLINGS[0]))
        assert found is not None
        assert found.id == winner.user_id

    async def test_fifty_registrations_that_are_answered_alike_make_one_account(
        self, shelf: Shelf, clock: Clock, ids: Ids
    ) -> None:
        assert await fifty(register(shelf, clock, ids, discloses=False)) == [None] * 50
        async with shelf.identity_work() as work:
            found = await work.users.find_by_email(canonical_email(SPELLINGS[0]))
        assert found is not None
        entries = (await shelf.audit.list(Actor.house(), AuditFilter(), ALL)).items
        told = Counter((entry.action, entry.entity_id == found.id) for entry in entries)
        assert told == {("identity.user_registered", True): 1, ("identity.registered_again", True): 49}


def register(shelf: Shelf, clock: Clock, ids: Ids, *, discloses: bool = True) -> RegisterUser:
    tokens = TokenPairs(ReadableTokens(), ReadableRefreshTokens())
    return RegisterUser(
        uow=GivingWay(shelf.identity_work),
        clock=clock,
        ids=ids,
        hasher=PlainPasswordHasher(),
        policy=PasswordPolicy(),
        common_passwords=FewCommonPasswords(),
        addresses=PlainEmailAddresses(),
        start_session=StartSession(clock=clock, ids=ids, policy=SessionPolicy(), tokens=tokens),
        discloses=discloses,
    )


async def fifty(register: RegisterUser) -> list[LoggedIn | BaseException | None]:
    commands = [RegisterUserCommand(email=spelling, password="Correct horse 7") for spelling in SPELLINGS * 5]
    return await asyncio.gather(*map(register, commands), return_exceptions=True)


class TestTeam:
    async def test_must_exist(self, shelf: Shelf) -> None:
        with pytest.raises(TeamUnknown) as refused:
            await stock(shelf, a_user(team_id=a_team().id))
        assert refused.value.details.keys() == {"teamId"}

    async def test_must_exist_when_edited(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        with pytest.raises(TeamUnknown):
            await _edit(shelf, user.id, team_id=a_team().id)
        assert await find(shelf, user.id) == user


class TestOtherAdmins:
    async def test_counts_the_active_ones_besides_oneself(self, shelf: Shelf) -> None:
        admin = a_user(role=Role.ADMIN)
        await stock(
            shelf,
            admin,
            a_user(role=Role.ADMIN),
            a_user(role=Role.ADMIN),
            a_user(role=Role.ADMIN, is_active=False),
            a_user(role=Role.MANAGER),
        )
        async with shelf.identity_work() as work:
            assert await work.users.other_admins(admin.id) == 2


async def _edit(shelf: Shelf, user_id: UserId, **changes: object) -> None:
    async with shelf.identity_work() as work:
        await work.users.save(replace(await work.users.get(user_id), **changes))  # type: ignore[arg-type] # its fields
