import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.audit.queries import AuditFilter
from application.identity.create_api_key import CreateApiKey, CreateApiKeyCommand
from application.identity.ports import ApiKeyState
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.identity.api_key import AT_MOST, ApiKey, ApiKeyNotFound, TooManyApiKeys, prefix_of
from domain.identity.events import ApiKeyCreated, ApiKeyRevoked
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.grants import Scope
from tests.support.builders import MONDAY, a_team, a_user, acting, an_actor, an_api_key
from tests.support.doubles import NumberedSecrets, SteppingClock
from tests.support.shelves import GivingWay, stock, unstated

PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)
ADMIN = an_actor(Role.ADMIN)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def owner(shelf: Shelf) -> User:
    user = a_user(role=Role.AGENT)
    await stock(shelf, user)
    return user


async def a_stored_key(shelf: Shelf, owner: User, **what_matters: Any) -> ApiKey:
    key = an_api_key(user_id=owner.id, **what_matters)
    await stock(shelf, key)
    return key


async def found(shelf: Shelf, key: ApiKey) -> ApiKey | None:
    async with shelf.identity_work() as work:
        return await work.api_keys.find(key.id)


async def last_used(shelf: Shelf, key: ApiKey) -> datetime | None:
    """What is kept once nothing is on its way any more."""
    seen = (await shelf.api_keys.row(ADMIN, key.id)).last_used_at
    for _ in range(20):
        await asyncio.sleep(0.01)
        before, seen = seen, (await shelf.api_keys.row(ADMIN, key.id)).last_used_at
        if seen != before:
            break
    return seen


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf, owner: User) -> None:
        key = await a_stored_key(
            shelf,
            owner,
            name="Nightly \N{SNOWMAN}",
            scopes=tuple(Scope),
            digest=bytes(range(32)),
            expires_at=MONDAY + timedelta(microseconds=1),
            last_used_at=MONDAY,
        )
        assert unstated(key) == []
        stored = await found(shelf, key)
        assert stored == key
        assert all(isinstance(scope, Scope) for scope in stored.scopes)

    async def test_knows_nothing_of_an_unknown_id(self, shelf: Shelf) -> None:
        assert await found(shelf, an_api_key()) is None


class TestRepository:
    async def test_finds_all_of_a_user_expired_or_not(self, shelf: Shelf, owner: User) -> None:
        other = a_user()
        await stock(shelf, other)
        keys = [await a_stored_key(shelf, owner, expires_at=MONDAY), await a_stored_key(shelf, owner)]
        await a_stored_key(shelf, other)
        async with shelf.identity_work() as work:
            assert sorted(await work.api_keys.of_user(owner.id), key=lambda key: key.id) == keys

    async def test_removes_and_records(self, shelf: Shelf, owner: User) -> None:
        key, spared = await a_stored_key(shelf, owner), await a_stored_key(shelf, owner)
        async with shelf.identity_work() as work:
            loaded = await work.api_keys.find(key.id)
            assert loaded
            await work.api_keys.remove(key.id, loaded.revoke(at=MONDAY))
        assert (await found(shelf, key), await found(shelf, spared)) == (None, spared)
        [entry] = (await shelf.audit.list(ADMIN, AuditFilter(entity_id=key.id), PAGE)).items
        assert (entry.action, entry.old_values["name"]) == (ApiKeyRevoked.name, key.name)

    async def test_holds_no_more_than_it_may_when_many_are_made_at_once(self, shelf: Shelf, owner: User) -> None:
        for _ in range(AT_MOST - 1):
            await a_stored_key(shelf, owner)
        clock = SteppingClock(step=timedelta(0))
        ids = (key.id for key in iter(an_api_key, None))
        create = CreateApiKey(
            GivingWay(shelf.identity_work), clock, _Ids(ids), NumberedSecrets(), longest=timedelta(days=1)
        )
        command = CreateApiKeyCommand(name="Report", scopes=(Scope.DESK_READ,))
        made = await asyncio.gather(*(create(acting(owner), command) for _ in range(10)), return_exceptions=True)
        assert sum(isinstance(one, TooManyApiKeys) for one in made) == 9
        entries = await shelf.audit.list(ADMIN, AuditFilter(action=ApiKeyCreated.name), PAGE)
        assert entries.total == 1


class _Ids:
    def __init__(self, ids: Any) -> None:
        self._ids = ids

    def new(self) -> Any:
        return next(self._ids)


class TestStates:
    async def test_tell_key_and_owner(self, shelf: Shelf) -> None:
        team = a_team()
        owner = a_user(role=Role.DEVELOPER, team_id=team.id)
        await stock(shelf, team, owner)
        key = await a_stored_key(shelf, owner)
        assert await shelf.api_key_states.of(key.id) == ApiKeyState(
            user_id=owner.id,
            role=Role.DEVELOPER,
            team_id=team.id,
            is_active=True,
            digest=key.digest,
            scopes=key.scopes,
            expires_at=key.expires_at,
        )

    async def test_tell_nothing_of_what_there_is_not(self, shelf: Shelf, owner: User) -> None:
        assert await shelf.api_key_states.of(owner.id) is None


class TestQueries:
    async def test_list_what_is_somebodys(self, shelf: Shelf, owner: User) -> None:
        other = a_user()
        await stock(shelf, other)
        key = await a_stored_key(shelf, owner, last_used_at=MONDAY + MINUTE)
        await a_stored_key(shelf, other)
        for actor in (acting(owner), ADMIN, Actor.house()):
            [row] = (await shelf.api_keys.list(actor, owner.id, PAGE)).items
            assert row == await shelf.api_keys.row(actor, key.id)
            assert (row.id, row.name, row.prefix) == (key.id, key.name, prefix_of(key.id))
            assert (row.scopes, row.created_at, row.expires_at) == ([*key.scopes], key.created_at, key.expires_at)
            assert row.last_used_at == MONDAY + MINUTE

    async def test_show_nobody_elses(self, shelf: Shelf, owner: User) -> None:
        key = await a_stored_key(shelf, owner)
        stranger = an_actor(Role.MANAGER)
        with pytest.raises(Forbidden):
            await shelf.api_keys.list(stranger, owner.id, PAGE)
        with pytest.raises(ApiKeyNotFound):
            await shelf.api_keys.row(stranger, key.id)
        with pytest.raises(ApiKeyNotFound):
            await shelf.api_keys.row(ADMIN, an_api_key().id)


class TestUses:
    async def test_are_kept_to_the_minute(self, shelf: Shelf, owner: User) -> None:
        key = await a_stored_key(shelf, owner)
        shelf.api_key_uses.note(key.id, MONDAY)
        assert await last_used(shelf, key) == MONDAY
        shelf.api_key_uses.note(key.id, MONDAY + MINUTE - timedelta(microseconds=1))
        assert await last_used(shelf, key) == MONDAY
        shelf.api_key_uses.note(key.id, MONDAY + MINUTE)
        assert await last_used(shelf, key) == MONDAY + MINUTE

    async def test_noted_by_another_process_a_moment_ago_change_nothing(self, shelf: Shelf, owner: User) -> None:
        key = await a_stored_key(shelf, owner, last_used_at=MONDAY)
        shelf.api_key_uses.note(key.id, MONDAY + MINUTE / 2)
        assert await last_used(shelf, key) == MONDAY

    async def test_of_what_was_revoked_are_forgotten(self, shelf: Shelf, owner: User) -> None:
        gone, key = an_api_key(), await a_stored_key(shelf, owner)
        shelf.api_key_uses.note(gone.id, MONDAY)
        shelf.api_key_uses.note(key.id, MONDAY)
        assert await last_used(shelf, key) == MONDAY
        assert await found(shelf, replace(key, id=gone.id)) is None
