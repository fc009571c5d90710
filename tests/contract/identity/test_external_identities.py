import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.fernet.seal import FernetSeal
from application.identity.finish_sign_in import FinishSignIn, FinishSignInCommand
from application.identity.link_identity import LinkIdentity
from application.identity.log_in_by_identity import LogInByIdentity
from application.identity.sign_in_flow import SignInFlows
from application.identity.start_session import StartSession
from application.identity.token_pairs import TokenPairs
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.identity.external_identity import ExternalIdentity, ExternalIdentityTaken
from domain.identity.one_time_token import digest_of
from domain.identity.session import SessionPolicy
from domain.identity.user import User
from tests.support.builders import MONDAY, a_user, acting, an_identity
from tests.support.doubles import (
    NumberedSecrets,
    PlainEmailAddresses,
    ReadableProvider,
    ReadableRefreshTokens,
    ReadableTokens,
)
from tests.support.shelves import GivingWay, stock
from tests.unit.application.identity.signed_in import EMAIL

LATER = MONDAY + timedelta(minutes=10)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=10)


async def linked(shelf: Shelf, user: User) -> ExternalIdentity:
    identity = an_identity(user_id=user.id)
    await stock(shelf, identity)
    return identity


async def of(shelf: Shelf, user: User) -> list[ExternalIdentity]:
    async with shelf.identity_work() as work:
        return list(await work.external_identities.of_user(user.id))


class TestIdentity:
    @pytest.mark.parametrize("email", ["a@example.com", None])
    async def test_comes_back_as_it_was(self, shelf: Shelf, email: str | None) -> None:
        user = a_user()
        identity = an_identity(user_id=user.id, email=email, last_used_at=LATER)
        await stock(shelf, user, identity)
        async with shelf.identity_work() as work:
            assert await work.external_identities.find(identity.issuer, identity.subject) == identity
            assert await work.external_identities.find("https://other.example.com", identity.subject) is None
            assert await work.external_identities.find(identity.issuer, "another") is None

    async def test_is_found_with_others_of_its_owner(self, shelf: Shelf) -> None:
        user, other = a_user(), a_user()
        await stock(shelf, user, other)
        first, second, _ = await linked(shelf, user), await linked(shelf, user), await linked(shelf, other)
        assert await of(shelf, user) == [first, second]

    async def test_changes(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        identity = await linked(shelf, user)
        async with shelf.identity_work() as work:
            found = await work.external_identities.find(identity.issuer, identity.subject)
            assert found
            await work.external_identities.save(*found.use(at=LATER))
        assert await of(shelf, user) == [replace(identity, last_used_at=LATER)]

    async def test_opens_one_account(self, shelf: Shelf) -> None:
        user, other = a_user(), a_user()
        await stock(shelf, user, other)
        identity = await linked(shelf, user)
        with pytest.raises(ExternalIdentityTaken):
            await stock(shelf, an_identity(user_id=other.id, subject=identity.subject))

    async def test_is_removed(self, shelf: Shelf) -> None:
        user, other = a_user(), a_user()
        await stock(shelf, user, other)
        first, second, theirs = await linked(shelf, user), await linked(shelf, user), await linked(shelf, other)
        async with shelf.identity_work() as work:
            await work.external_identities.of_user(user.id)
            unlinked = first.unlink(user, others=1, at=LATER)
            await work.external_identities.remove(first.id, unlinked)
        assert await of(shelf, user) == [second]
        assert await of(shelf, other) == [theirs]

    async def test_is_listed_for_its_owner(self, shelf: Shelf) -> None:
        user, other = a_user(), a_user()
        await stock(shelf, user, other)
        identity, _ = await linked(shelf, user), await linked(shelf, other)
        [row] = (await shelf.external_identities.list(acting(user), PAGE)).items
        assert (row.id, row.issuer, row.email) == (identity.id, identity.issuer, identity.email)
        assert (row.created_at, row.last_used_at) == (identity.created_at, identity.last_used_at)


class TestClaim:
    async def test_is_made_once(self, shelf: Shelf) -> None:
        assert await claimed(shelf, "one")
        assert not await claimed(shelf, "one")
        assert await claimed(shelf, "another")

    async def test_is_undone_with_its_work(self, shelf: Shelf) -> None:
        with pytest.raises(ZeroDivisionError):
            await _claim_and_fail(shelf)
        assert await claimed(shelf, "one")

    async def test_makes_way_when_it_is_too_late_anyway(self, shelf: Shelf) -> None:
        assert await claimed(shelf, "one")
        async with shelf.identity_work() as work:
            assert await work.sign_ins.claim(digest_of("another"), at=LATER, until=LATER + timedelta(minutes=10))
        assert await claimed(shelf, "one")


async def claimed(shelf: Shelf, state: str) -> bool:
    async with shelf.identity_work() as work:
        return await work.sign_ins.claim(digest_of(state), at=MONDAY, until=LATER)


async def _claim_and_fail(shelf: Shelf) -> None:
    async with shelf.identity_work() as work:
        await work.sign_ins.claim(digest_of("one"), at=MONDAY, until=LATER)
        raise ZeroDivisionError


class _Browser:
    """Comes back from the provider, while others do."""

    def __init__(self, shelf: Shelf, clock: Clock, ids: Ids, provider: ReadableProvider) -> None:
        seal = FernetSeal(secret="for tests", clock=clock)
        self.flows = SignInFlows({"example": provider}, seal, NumberedSecrets())
        tokens = TokenPairs(ReadableTokens(), ReadableRefreshTokens())
        start_session = StartSession(clock, ids, SessionPolicy(), tokens)
        self.finish = FinishSignIn(
            GivingWay(shelf.identity_work),
            clock,
            self.flows,
            LinkIdentity(clock, ids),
            LogInByIdentity(clock, ids, PlainEmailAddresses(), start_session),
        )

    def answer(self, sealed: str, state: str) -> FinishSignInCommand:
        return FinishSignInCommand(provider="example", sealed=sealed, state=state, code="code")


class TestAtOnce:
    async def test_fifty_answers_of_one_sign_in_start_one_session(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        user = a_user(email=EMAIL, email_verified_at=MONDAY)
        await stock(shelf, user)
        provider = ReadableProvider()
        house = _Browser(shelf, clock, ids, provider)
        begun = await house.flows.begin("example", return_to=None)
        provider.knows("code", email=EMAIL, email_verified=True)
        brought = house.answer(begun.sealed, provider.challenges[-1].state)
        outcomes = await asyncio.gather(*(house.finish(brought) for _ in range(50)), return_exceptions=True)
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {"SignedIn": 1, "SignInUsed": 49}
        async with shelf.identity_work() as work:
            assert len(await work.sessions.of_user(user.id)) == 1
        assert (len(await of(shelf, user)), len(provider.redeemed)) == (1, 1)

    async def test_ten_sign_ins_of_a_newcomer_make_one_account(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        provider = ReadableProvider()
        house = _Browser(shelf, clock, ids, provider)
        provider.knows("code", email=EMAIL, email_verified=True)
        brought = []
        for _ in range(10):
            begun = await house.flows.begin("example", return_to=None)
            brought.append(house.answer(begun.sealed, provider.challenges[-1].state))
        outcomes = await asyncio.gather(*map(house.finish, brought), return_exceptions=True)
        kinds = Counter(type(outcome).__name__ for outcome in outcomes)
        assert kinds["SignedIn"] >= 1
        assert set(kinds) <= {"SignedIn", "EmailTaken", "ExternalIdentityTaken"}
        async with shelf.identity_work() as work:
            user = await work.users.find_by_email(EMAIL)
        assert user
        assert len(await of(shelf, user)) == 1
