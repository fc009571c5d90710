from datetime import timedelta
from typing import Any

import msgspec
import pytest

from application.identity.begin_sign_in import BeginSignInCommand
from application.identity.delete_user import DeleteUserCommand
from application.identity.errors import (
    CodeRefused,
    IssuerMismatch,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnavailable,
    SignInNotBegun,
    SignInUsed,
    StateMismatch,
)
from application.identity.sign_in_flow import LIFETIME, OwnPath
from application.identity.unlink_identity import UnlinkIdentityCommand
from domain.identity.credentials import WrongCredentials
from domain.identity.external_identity import EmailNotVouchedFor, LinkingNeeded
from domain.shared.access import Actor, Role
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_user, an_identity
from tests.support.house import SmallHouse
from tests.support.shelves import stock
from tests.unit.application.identity.signed_in import EMAIL, answer, begun, signed_in

VOUCHED: dict[str, Any] = {"email": EMAIL, "email_verified": True}


async def customer(house: SmallHouse, **what_matters: Any) -> Actor:
    usual = {"email": EMAIL, "password_hash": "1:secret", "email_verified_at": MONDAY}
    return await house.settle(a_user(**{**usual, **what_matters}))


async def known(house: SmallHouse, **what_matters: Any) -> Actor:
    """Somebody who linked the provider before."""
    actor = await customer(house, **what_matters)
    await stock(house.shelf, an_identity(subject="1", user_id=actor.user_id))
    return actor


class TestBeginSignIn:
    async def test_sends_the_browser_to_the_provider_with_secrets_of_its_own(self, house: SmallHouse) -> None:
        first, second = await begun(house), await begun(house)
        one, other = house.provider.challenges
        assert first.address == f"https://id.example.com/authorize?state={one.state}"
        assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6
        assert first.sealed != second.sealed
        assert one.verifier not in first.sealed

    async def test_knows_its_providers(self, house: SmallHouse) -> None:
        async with house.refuses(ProviderNotFound):
            await house.identity.begin_sign_in(BeginSignInCommand(provider="another"))

    async def test_hears_when_the_provider_is_away(self, house: SmallHouse) -> None:
        house.provider.away = True
        async with house.refuses(ProviderUnavailable):
            await begun(house)


class TestReturn:
    @pytest.mark.parametrize("path", ["/", "/desk?open=true#top", "/a//b"])
    def test_leads_to_pages_of_ours(self, path: str) -> None:
        assert msgspec.convert(path, OwnPath) == path

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "",
            "desk",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: a=b",
            "/\t/a",
            "/é",
            "/a\n",
            "javascript:alert(1)",
        ],
    )
    def test_leads_nowhere_else(self, elsewhere: str) -> None:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(elsewhere, OwnPath)


class TestKnownIdentity:
    async def test_logs_its_owner_in(self, house: SmallHouse) -> None:
        actor = await known(house)
        done = await signed_in(house, house.provider.knows("code"), "/desk")
        assert done.logged_in
        assert (done.logged_in.user_id, done.return_to) == (actor.user_id, "/desk")
        assert await house.identity.authenticate(done.logged_in.access_token) == actor
        assert house.happened == [
            "identity.external_identity_used",
            "identity.user_logged_in",
            "identity.session_started",
        ]
        [identity] = await house.identities(actor.user_id)
        assert identity.last_used_at > identity.created_at

    async def test_needs_no_address_any_more(self, house: SmallHouse) -> None:
        actor = await known(house, email_verified_at=None)
        done = await signed_in(house, house.provider.knows("code", email="other@example.com"))
        assert done.logged_in
        assert done.logged_in.user_id == actor.user_id

    async def test_of_a_suspended_account_is_refused_as_wrong_credentials(self, house: SmallHouse) -> None:
        await known(house, is_active=False)
        house.provider.knows("code", **VOUCHED)
        async with house.refuses(WrongCredentials):
            await signed_in(house, "code")

    async def test_is_one_subject_of_one_issuer(self, house: SmallHouse) -> None:
        await known(house)
        house.provider.knows("code", subject="2")
        async with house.refuses(EmailNotVouchedFor):
            await signed_in(house, "code")
        house.provider.issuer = "https://other.example.com"
        house.provider.knows("code", subject="1")
        async with house.refuses(EmailNotVouchedFor):
            await signed_in(house, "code")

    async def test_goes_with_the_person(self, house: SmallHouse) -> None:
        actor, admin = await known(house), await house.person(Role.ADMIN)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))
        assert await house.identities(actor.user_id) == []
        house.provider.knows("code", **VOUCHED)
        done = await signed_in(house, "code")
        assert done.logged_in
        assert done.logged_in.user_id != actor.user_id

    async def test_that_is_unlinked_meanwhile_logs_nobody_in(
        self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actor = await known(house)
        [identity] = await house.identities(actor.user_id)
        house.provider.knows("code")
        begin = await begun(house)
        users = type((await _work(house)).users)
        get = users.get

        async def unlinked_before(self: Any, user_id: UserId) -> Any:
            monkeypatch.setattr(users, "get", get)
            await house.identity.unlink_identity(actor, UnlinkIdentityCommand(identity_id=identity.id))
            return await get(self, user_id)

        monkeypatch.setattr(users, "get", unlinked_before)
        with pytest.raises(WrongCredentials):
            await house.identity.finish_sign_in(answer(house, begin, "code"))
        assert "identity.session_started" not in house.happened


async def _work(house: SmallHouse) -> Any:
    async with house.shelf.identity_work() as work:
        return work


class TestUnknownIdentity:
    async def test_is_linked_by_an_address_that_both_verified(self, house: SmallHouse) -> None:
        actor = await customer(house)
        done = await signed_in(house, house.provider.knows("code", email="Customer@EXAMPLE.com", email_verified=True))
        assert done.logged_in
        assert done.logged_in.user_id == actor.user_id
        [identity] = await house.identities(actor.user_id)
        assert (identity.issuer, identity.subject) == ("https://id.example.com", "1")
        assert house.happened[0] == "identity.external_identity_linked"
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == (EMAIL, "A sign-in provider was linked")
        assert "https://id.example.com" in mail.text

    async def test_leaves_no_address_in_the_record(self, house: SmallHouse) -> None:
        await customer(house)
        await signed_in(house, house.provider.knows("code", subject="somebody", **VOUCHED))
        shown = msgspec.json.encode([await house.record(), house.recorded])
        assert EMAIL.encode() not in shown
        assert b"somebody" not in shown

    async def test_takes_a_login_where_the_account_is_unverified(self, house: SmallHouse) -> None:
        await customer(house, email_verified_at=None)
        house.provider.knows("code", **VOUCHED)
        async with house.refuses(LinkingNeeded):
            await signed_in(house, "code")

    @pytest.mark.parametrize("lack", [{"email_verified": False}, {"email": None}, {"email": "nothing"}], ids=str)
    @pytest.mark.parametrize("account", ["known", "unknown"])
    async def test_is_refused_alike_where_the_issuer_does_not_vouch(
        self, house: SmallHouse, lack: dict[str, Any], account: str
    ) -> None:
        if account == "known":
            await customer(house)
        house.provider.knows("code", **VOUCHED | lack)
        async with house.refuses(EmailNotVouchedFor) as refused:
            await signed_in(house, "code")
        assert refused.value.details == {}

    async def test_is_refused_as_wrong_credentials_where_the_account_is_suspended(self, house: SmallHouse) -> None:
        await customer(house, is_active=False, email_verified_at=None)
        house.provider.knows("code", **VOUCHED)
        async with house.refuses(WrongCredentials):
            await signed_in(house, "code")

    async def test_becomes_a_customer_with_a_verified_address_and_no_password(self, house: SmallHouse) -> None:
        done = await signed_in(
            house, house.provider.knows("code", first_name="Ada", last_name="Lovelace", **VOUCHED), None
        )
        assert done.logged_in
        user = await house.user(done.logged_in.user_id)
        assert (user.email, user.name, user.role, user.password_hash) == (EMAIL, "Ada Lovelace", Role.CUSTOMER, None)
        assert user.email_verified_at == user.created_at
        assert house.happened[:2] == ["identity.user_registered", "identity.external_identity_linked"]
        assert [mail.subject for mail in house.mailer.sent] == ["A sign-in provider was linked"]
        again = await signed_in(house, "code")
        assert again.logged_in
        assert again.logged_in.user_id == user.id


class TestAnswer:
    async def test_is_taken_once(self, house: SmallHouse) -> None:
        await known(house)
        house.provider.knows("code")
        brought = answer(house, await begun(house), "code")
        await house.identity.finish_sign_in(brought)
        async with house.refuses(SignInUsed):
            await house.identity.finish_sign_in(brought)
        assert len(house.provider.redeemed) == 1

    async def test_is_used_up_by_a_code_that_the_provider_refuses(self, house: SmallHouse) -> None:
        begin = await begun(house)
        async with house.refuses(CodeRefused):
            await house.identity.finish_sign_in(answer(house, begin, "made up"))
        async with house.refuses(SignInUsed):
            await house.identity.finish_sign_in(answer(house, begin, house.provider.knows("code", **VOUCHED)))

    async def test_is_redeemed_with_the_secrets_of_its_own_sign_in(self, house: SmallHouse) -> None:
        await known(house)
        await begun(house)
        await signed_in(house, house.provider.knows("code"))
        assert house.provider.redeemed == [("code", house.provider.challenges[-1])]

    @pytest.mark.parametrize("state", ["", "secret", "seit\udc80"])
    async def test_to_another_sign_in_is_refused(self, house: SmallHouse, state: str) -> None:
        house.provider.knows("code", **VOUCHED)
        async with house.refuses(StateMismatch):
            await house.identity.finish_sign_in(answer(house, await begun(house), "code", state=state))
        assert house.provider.redeemed == []

    async def test_to_the_sign_in_before_is_refused(self, house: SmallHouse) -> None:
        first, _ = await begun(house), await begun(house)
        house.provider.knows("code", **VOUCHED)
        async with house.refuses(StateMismatch):
            await house.identity.finish_sign_in(answer(house, first, "code"))

    async def test_by_way_of_another_provider_is_refused(self, house: SmallHouse) -> None:
        providers: Any = house.identity.providers
        providers["other"] = house.provider
        async with house.refuses(StateMismatch):
            await house.identity.finish_sign_in(answer(house, await begun(house), "code", provider="other"))

    @pytest.mark.parametrize("sealed", [None, "", "made up"])
    async def test_in_another_browser_is_refused(self, house: SmallHouse, sealed: str | None) -> None:
        async with house.refuses(SignInNotBegun):
            await house.identity.finish_sign_in(answer(house, await begun(house), "code", sealed=sealed))

    async def test_that_comes_too_late_is_refused(self, house: SmallHouse) -> None:
        begin = await begun(house)
        house.clock.skip(LIFETIME + timedelta(seconds=1))
        async with house.refuses(SignInNotBegun):
            await house.identity.finish_sign_in(answer(house, begin, "code"))

    @pytest.mark.parametrize(
        ("said", "shown"),
        [
            ("access_denied", "It said: access_denied."),
            ("<b>", "It said: something else."),
            ("", "It said: something else."),
        ],
    )
    async def test_of_a_provider_that_refuses_is_passed_on(self, house: SmallHouse, said: str, shown: str) -> None:
        async with house.refuses(ProviderRefused) as refused:
            await house.identity.finish_sign_in(answer(house, await begun(house), "code", error=said))
        assert refused.value.details == {"error": shown}

    async def test_without_a_code_is_none(self, house: SmallHouse) -> None:
        async with house.refuses(ProviderRefused):
            await house.identity.finish_sign_in(answer(house, await begun(house), ""))

    async def test_in_the_name_of_another_issuer_is_refused(self, house: SmallHouse) -> None:
        house.provider.knows("code", **VOUCHED)
        async with house.refuses(IssuerMismatch):
            await house.identity.finish_sign_in(
                answer(house, await begun(house), "code", issuer="https://other.example.com")
            )

    async def test_while_the_provider_is_away_leaves_nothing_behind(self, house: SmallHouse) -> None:
        begin = await begun(house)
        house.provider.away = True
        async with house.refuses(ProviderUnavailable):
            await house.identity.finish_sign_in(answer(house, begin, "code"))


async def test_who_was_deleted_since_gets_no_notice(house: SmallHouse) -> None:
    actor, admin = await customer(house), await house.person(Role.ADMIN)
    await signed_in(house, house.provider.knows("code", **VOUCHED))
    await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))
    told = len(house.mailer.sent)
    linked = next(event for event in house.recorded if event.name == "identity.external_identity_linked")
    for reaction in house.reactions.to(linked.name):
        await house.reactions.run(reaction, linked)
    assert len(house.mailer.sent) == told
