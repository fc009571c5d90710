from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from application.identity.confirm_second_factor import ConfirmSecondFactorCommand
from application.identity.create_api_key import CreateApiKeyCommand
from application.identity.delete_user import DeleteUserCommand
from application.identity.errors import TokenRefused
from application.identity.log_in import LogInCommand
from application.identity.offer_second_factor import OfferSecondFactorCommand
from application.identity.queries import SecondFactorCard
from application.identity.remove_lost_second_factor import RemoveLostSecondFactorCommand
from application.identity.remove_second_factor import RemoveSecondFactorCommand
from application.identity.renew_recovery_codes import RenewRecoveryCodesCommand
from application.identity.reset_password import ResetPasswordCommand
from application.identity.token_pairs import LoggedIn
from domain.identity.credentials import WrongCredentials, WrongPassword
from domain.identity.failures import TooManyFailures
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.identity.second_factor import (
    NoSecondFactor,
    NothingToConfirm,
    RoleKeepsSecondFactor,
    SecondFactorRefused,
    SecondFactorRequired,
    SecondFactorRequiredForRole,
    WrongCode,
)
from domain.identity.user import UserNotFound
from domain.shared.access import PERMISSIONS, Actor, NotForApiKeys, Permission, Role
from domain.shared.errors import Forbidden
from domain.shared.grants import Grant, Scope
from domain.shared.ids import ApiKeyId, SessionId
from entrypoints.settings import Roles, Settings
from tests.support.builders import MONDAY, a_session
from tests.support.house import SmallHouse
from tests.support.second_factor import App, enrolled
from tests.support.shelves import stock
from tests.unit.application.identity.mailed import EMAIL, NEW, OLD, customer, forget, token_in_mail


async def log_in(house: SmallHouse, code: str | None = None, password: str = OLD) -> LoggedIn:
    return await house.identity.log_in(LogInCommand(email=EMAIL, password=password, code=code))


async def offer(house: SmallHouse, actor: Actor, password: str = OLD, code: str | None = None) -> App:
    wish = OfferSecondFactorCommand(current_password=password, code=code)
    return App((await house.identity.offer_second_factor(actor, wish)).secret)


async def confirm(house: SmallHouse, actor: Actor, code: str) -> list[str]:
    return (await house.identity.confirm_second_factor(actor, ConfirmSecondFactorCommand(code=code))).recovery_codes


async def remove(house: SmallHouse, actor: Actor, code: str, password: str = OLD) -> None:
    await house.identity.remove_second_factor(actor, RemoveSecondFactorCommand(current_password=password, code=code))


async def renew(house: SmallHouse, actor: Actor, code: str, password: str = OLD) -> list[str]:
    wish = RenewRecoveryCodesCommand(current_password=password, code=code)
    return (await house.identity.renew_recovery_codes(actor, wish)).recovery_codes


async def protected(house: SmallHouse, **what_matters: Any) -> tuple[Actor, App, list[str]]:
    """Somebody with a second factor, whose app shows a code that was not used yet."""
    actor = await customer(house, **what_matters)
    app, recovery_codes = await enrolled(house, actor, OLD)
    house.clock.skip(timedelta(minutes=1))
    return actor, app, recovery_codes


def now_of(house: SmallHouse, app: App) -> str:
    return app.code(house.clock.time)


def subjects(house: SmallHouse) -> list[str]:
    return [mail.subject for mail in house.mailer.sent]


class TestEnrolment:
    async def test_takes_the_password_a_secret_and_a_first_code(self, house: SmallHouse) -> None:
        actor = await customer(house)
        app = await offer(house, actor)
        await log_in(house)
        assert len(await confirm(house, actor, now_of(house, app))) == 10
        assert await house.identity.second_factors.card(actor) == SecondFactorCard(
            (await house.user(actor.user_id)).second_factor_at, 10
        )
        with pytest.raises(SecondFactorRequired):
            await log_in(house)

    async def test_offers_what_apps_read(self, house: SmallHouse) -> None:
        actor = await customer(house)
        offered = await house.identity.offer_second_factor(actor, OfferSecondFactorCommand(current_password=OLD))
        assert offered.uri.startswith("otpauth://totp/TixGenius:customer%40example.com?")
        assert f"secret={offered.secret}&" in offered.uri
        assert timedelta(minutes=9) < offered.expires_at - house.clock.time <= timedelta(minutes=10)

    async def test_asks_for_the_password(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(WrongPassword) as refused:
            await offer(house, actor, "wrong")
        assert refused.value.details == {"currentPassword": "Wrong."}

    async def test_is_not_done_with_a_wrong_code(self, house: SmallHouse) -> None:
        actor = await customer(house)
        app = await offer(house, actor)
        async with house.refuses(WrongCode) as refused:
            await confirm(house, actor, app.wrong_code(house.clock.time))
        assert refused.value.details == {"code": "Wrong."}
        await log_in(house)

    async def test_ends_with_the_next(self, house: SmallHouse) -> None:
        actor = await customer(house)
        first, second = await offer(house, actor), await offer(house, actor)
        async with house.refuses(WrongCode):
            await confirm(house, actor, now_of(house, first))
        await confirm(house, actor, now_of(house, second))

    async def test_ends_after_ten_minutes(self, house: SmallHouse) -> None:
        actor = await customer(house)
        app = await offer(house, actor)
        house.clock.skip(timedelta(minutes=10))
        async with house.refuses(NothingToConfirm):
            await confirm(house, actor, now_of(house, app))

    async def test_is_begun_before_it_is_confirmed(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(NothingToConfirm):
            await confirm(house, actor, "123456")

    async def test_of_another_takes_a_code_of_the_first_which_works_until_then(self, house: SmallHouse) -> None:
        actor, old, codes = await protected(house)
        for code in (None, "000000"):
            with pytest.raises(WrongCode):
                await offer(house, actor, OLD, code)
        new = await offer(house, actor, OLD, now_of(house, old))
        house.clock.skip(timedelta(seconds=30))
        await log_in(house, now_of(house, old))
        assert set(await confirm(house, actor, now_of(house, new))).isdisjoint(codes)
        house.clock.skip(timedelta(seconds=90))
        for code in (now_of(house, old), codes[0]):
            async with house.refuses(SecondFactorRefused):
                await log_in(house, code)
        await log_in(house, now_of(house, new))

    async def test_leaves_no_secret_in_records_or_mails(self, house: SmallHouse) -> None:
        actor, app, codes = await protected(house)
        await log_in(house, codes[0])
        shown = msgspec.json.encode([house.recorded, await house.record(), house.mailer.sent]).decode()
        assert "second_factor_enabled" in shown
        assert "recovery_code_used" in shown
        assert not [secret for secret in (app.secret, "sealed", *codes) if secret in shown]
        async with house.shelf.identity_work() as work:
            factor = await work.second_factors.find(actor.user_id)
        assert app.secret not in repr(factor)


class TestLogin:
    async def test_takes_a_code_of_the_app(self, house: SmallHouse) -> None:
        actor, app, _ = await protected(house)
        assert (await log_in(house, now_of(house, app))).user_id == actor.user_id
        assert subjects(house) == ["A second factor was set up"]

    @pytest.mark.parametrize("ahead", [-1, 0, 1])
    async def test_takes_a_code_of_a_step_beside(self, house: SmallHouse, ahead: int) -> None:
        _, app, _ = await protected(house)
        await log_in(house, app.code(house.clock.time, ahead=ahead))

    @pytest.mark.parametrize("ahead", [-2, 2])
    async def test_takes_none_of_further_away(self, house: SmallHouse, ahead: int) -> None:
        _, app, _ = await protected(house)
        house.clock.skip(timedelta(minutes=1))
        house.clock.step = timedelta(0)
        async with house.refuses(SecondFactorRefused):
            await log_in(house, app.code(house.clock.time, ahead=ahead))

    async def test_takes_no_code_twice(self, house: SmallHouse) -> None:
        _, app, _ = await protected(house)
        code = now_of(house, app)
        await log_in(house, code)
        async with house.refuses(SecondFactorRefused):
            await log_in(house, code)

    async def test_takes_not_the_code_that_confirmed(self, house: SmallHouse) -> None:
        actor = await customer(house)
        app, _ = await enrolled(house, actor, OLD)
        async with house.refuses(SecondFactorRefused):
            await log_in(house, now_of(house, app))

    async def test_takes_each_recovery_code_once_and_tells_of_it(self, house: SmallHouse) -> None:
        actor, _, codes = await protected(house)
        await log_in(house, codes[3].lower().replace("-", " "))
        assert subjects(house)[-1] == "A recovery code was used"
        assert "You have 9 left." in house.mailer.sent[-1].text
        async with house.refuses(SecondFactorRefused):
            await log_in(house, codes[3])
        await log_in(house, codes[4])
        assert (await house.identity.second_factors.card(actor)).recovery_codes_left == 8

    @pytest.mark.parametrize(
        "code",
        ["", "000000", "\u0661\u0662\u0663\u0664\u0665\u0666", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "\udc00", "12345678"],
    )
    async def test_refuses_any_other(self, house: SmallHouse, code: str) -> None:
        await protected(house)
        async with house.refuses(SecondFactorRefused) as refused:
            await log_in(house, code)
        assert refused.value.details == {}

    async def test_takes_no_code_of_anybody_else(self, house: SmallHouse) -> None:
        other = await house.person(Role.CUSTOMER, password_hash=f"1:{OLD}")
        app, codes = await enrolled(house, other, OLD)
        await protected(house)
        for code in (now_of(house, app), codes[0]):
            async with house.refuses(SecondFactorRefused):
                await log_in(house, code)

    async def test_tells_of_it_only_to_who_knows_the_password(self, house: SmallHouse) -> None:
        _, app, codes = await protected(house)
        for code in (None, "000000", now_of(house, app), codes[0]):
            async with house.refuses(WrongCredentials) as refused:
                await log_in(house, code, "wrong")
            assert str(refused.value) == "Unknown address or wrong password."

    async def test_overlooks_a_code_where_none_is_asked_for(self, house: SmallHouse) -> None:
        await customer(house)
        await log_in(house, "123456")

    async def test_takes_recovery_codes_when_secrets_cannot_be_opened(self, house: SmallHouse) -> None:
        """As under another DATA_SECRET, or with a row of the table exchanged for another's."""
        actor, app, codes = await protected(house)
        other = await house.person(Role.CUSTOMER, password_hash=f"1:{OLD}")
        theirs, _ = await enrolled(house, other, OLD)
        async with house.shelf.identity_work() as work:
            factor = await work.second_factors.find(actor.user_id)
            foreign = await work.second_factors.find(other.user_id)
        assert factor
        assert foreign
        house.clock.skip(timedelta(minutes=1))
        for sealed in (foreign.sealed_secret, "nothing that was sealed"):
            async with house.shelf.identity_work() as work:
                await work.second_factors.save(replace(factor, sealed_secret=sealed))
            for one in (app, theirs):
                async with house.refuses(SecondFactorRefused):
                    await log_in(house, now_of(house, one))
        await log_in(house, codes[0])

    async def test_lets_nobody_in_whose_app_is_unknown(self, house: SmallHouse) -> None:
        await customer(house, second_factor_at=MONDAY)
        async with house.refuses(SecondFactorRefused):
            await log_in(house, "123456")

    async def test_still_takes_a_code_after_the_password_was_reset_by_mail(self, house: SmallHouse) -> None:
        _, app, _ = await protected(house)
        await forget(house)
        await house.identity.reset_password(ResetPasswordCommand(token=token_in_mail(house), password=NEW))
        async with house.refuses(SecondFactorRequired):
            await log_in(house, password=NEW)
        await log_in(house, now_of(house, app), NEW)


Show = Callable[[str], Awaitable[Any]]


class TestMeasure:
    """How often somebody may be wrong: all doors together, as often as about a password."""

    @pytest.mark.parametrize("door", ["log_in", "offer", "remove", "renew"])
    async def test_of_wrong_codes_is_that_of_wrong_passwords(self, house: SmallHouse, door: str) -> None:
        actor, app, codes = await protected(house)
        show: Show = {
            "log_in": lambda code: log_in(house, code),
            "offer": lambda code: offer(house, actor, OLD, code),
            "remove": lambda code: remove(house, actor, code),
            "renew": lambda code: renew(house, actor, code),
        }[door]
        for number in range(5):
            with pytest.raises((WrongCode, SecondFactorRefused)):
                await (show("000000") if number else log_in(house, "000000"))
        for code in (now_of(house, app), codes[0]):
            async with house.refuses(TooManyFailures):
                await show(code)
        house.clock.skip(timedelta(minutes=15))
        await show(codes[0])

    async def test_of_first_codes_is_the_same(self, house: SmallHouse) -> None:
        actor = await customer(house)
        app = await offer(house, actor)
        for _ in range(5):
            with pytest.raises(WrongCode):
                await confirm(house, actor, "000000")
        async with house.refuses(TooManyFailures):
            await confirm(house, actor, now_of(house, app))

    async def test_leaves_alone_who_is_yet_to_show_a_code_or_has_none_to_show(self, house: SmallHouse) -> None:
        actor, app, _ = await protected(house)
        for _ in range(9):
            with pytest.raises(SecondFactorRequired):
                await log_in(house)
        await remove(house, actor, now_of(house, app))
        for _ in range(9):
            with pytest.raises(NoSecondFactor):
                await remove(house, actor, "000000")
            with pytest.raises(NothingToConfirm):
                await confirm(house, actor, "000000")
        await log_in(house)


class TestOthers:
    """What else changes when a second factor comes or goes."""

    async def test_sessions_end_but_the_one_at_hand(self, house: SmallHouse) -> None:
        actor = await customer(house)
        elsewhere, here = await log_in(house), await log_in(house)
        asking = await house.identity.authenticate(here.access_token)
        app, codes = await enrolled(house, asking, OLD)
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(elsewhere.access_token)
        assert await house.identity.authenticate(here.access_token) == actor
        house.clock.skip(timedelta(minutes=1))
        elsewhere = await log_in(house, now_of(house, app))
        await remove(house, asking, codes[0])
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(elsewhere.access_token)
        await house.identity.authenticate(here.access_token)

    async def test_tokens_that_were_mailed_end(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await forget(house)
        before = token_in_mail(house)
        _, codes = await enrolled(house, actor, OLD)
        await forget(house)
        between = token_in_mail(house)
        await remove(house, actor, codes[0])
        for token in (before, between):
            async with house.refuses(OneTimeTokenRefused):
                await house.identity.reset_password(ResetPasswordCommand(token=token, password=NEW))

    async def test_nothing_is_kept_of_who_is_deleted(self, house: SmallHouse) -> None:
        actor, _, _ = await protected(house)
        admin = await house.person(Role.ADMIN)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))
        async with house.shelf.identity_work() as work:
            assert await work.second_factors.find(actor.user_id) is None
            assert await work.second_factors.recovery_codes_left(actor.user_id) == 0
        assert (await house.user(actor.user_id)).second_factor_at is None

    async def test_nobody_is_told_who_was_deleted(self, house: SmallHouse) -> None:
        actor, _, _ = await protected(house)
        admin = await house.person(Role.ADMIN)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))
        sent = len(house.mailer.sent)
        enabled = next(event for event in house.recorded if event.name == "identity.second_factor_enabled")
        [reaction] = house.reactions.to(enabled.name)
        await house.reactions.run(reaction, enabled)
        assert len(house.mailer.sent) == sent


class TestRemoval:
    async def test_takes_password_and_code(self, house: SmallHouse) -> None:
        actor, app, _ = await protected(house)
        await remove(house, actor, now_of(house, app))
        await log_in(house)
        assert await house.identity.second_factors.card(actor) == SecondFactorCard(None, 0)
        assert subjects(house) == ["A second factor was set up", "Your second factor was removed"]

    async def test_takes_a_recovery_code_too(self, house: SmallHouse) -> None:
        actor, _, codes = await protected(house)
        await remove(house, actor, codes[0])
        await log_in(house)

    async def test_takes_nothing_less(self, house: SmallHouse) -> None:
        actor, app, codes = await protected(house)
        async with house.refuses(WrongPassword):
            await remove(house, actor, now_of(house, app), "wrong")
        async with house.refuses(WrongCode):
            await remove(house, actor, "000000")
        async with house.refuses(WrongPassword):
            await remove(house, actor, codes[0], "wrong")
        await log_in(house, codes[0])

    async def test_needs_one(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(NoSecondFactor):
            await remove(house, actor, "123456")

    @pytest.mark.parametrize("change", [{"is_active": False}, {"password_hash": "1:another"}], ids=str)
    async def test_is_not_for_who_was_changed_meanwhile(self, house: SmallHouse, change: dict[str, Any]) -> None:
        actor, _, codes = await protected(house)
        changed, _ = (await house.user(actor.user_id)).edit(at=house.clock.now(), **change)

        async def edit() -> None:
            await house.settle(changed)

        house.hasher.meanwhile = edit
        with pytest.raises(WrongPassword):
            await remove(house, actor, codes[0])
        assert (await house.identity.second_factors.card(actor)).recovery_codes_left == 10

    async def test_is_refused_where_the_role_asks_for_one(self) -> None:
        house = strict_house()
        actor, _, codes = await protected(house, role=Role.ADMIN)
        async with house.refuses(RoleKeepsSecondFactor):
            await remove(house, actor, codes[0])


class TestRenewal:
    async def test_gives_new_codes_for_the_old(self, house: SmallHouse) -> None:
        actor, app, old = await protected(house)
        new = await renew(house, actor, now_of(house, app))
        assert len({*old, *new}) == 20
        async with house.refuses(SecondFactorRefused):
            await log_in(house, old[0])
        await log_in(house, new[0])
        assert "Your recovery codes were renewed" in subjects(house)

    async def test_takes_password_and_code(self, house: SmallHouse) -> None:
        actor, _, codes = await protected(house)
        async with house.refuses(WrongPassword):
            await renew(house, actor, codes[0], "wrong")
        async with house.refuses(WrongCode):
            await renew(house, actor, "000000")

    async def test_needs_a_second_factor(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(NoSecondFactor):
            await renew(house, actor, "123456")


class TestLoss:
    async def test_is_mended_by_an_admin(self, house: SmallHouse) -> None:
        admin, (actor, _, codes) = await house.person(Role.ADMIN), await protected(house)
        session = a_session(user_id=actor.user_id)
        await stock(house.shelf, session)
        await house.identity.remove_lost_second_factor(admin, RemoveLostSecondFactorCommand(user_id=actor.user_id))
        await log_in(house)
        ended = await house.session(SessionId(session.id))
        assert ended
        assert ended.ended_because == "ended_by_admin"
        assert await house.identity.second_factors.card(actor) == SecondFactorCard(None, 0)
        assert subjects(house)[-1] == "Your second factor was removed"
        assert codes

    async def test_of_what_is_not_there_changes_nothing(self, house: SmallHouse) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        before = house.happened
        await house.identity.remove_lost_second_factor(admin, RemoveLostSecondFactorCommand(user_id=actor.user_id))
        assert house.happened == before

    async def test_of_ones_own_takes_the_other_way(self, house: SmallHouse) -> None:
        admin, _, _ = await protected(house, role=Role.ADMIN)
        async with house.refuses(Forbidden):
            await house.identity.remove_lost_second_factor(admin, RemoveLostSecondFactorCommand(user_id=admin.user_id))

    async def test_is_for_admins_alone(self, house: SmallHouse) -> None:
        actor, _, _ = await protected(house)
        for role in set(Role) - {Role.ADMIN}:
            asking = await house.person(role)
            async with house.refuses(Forbidden):
                await house.identity.remove_lost_second_factor(
                    asking, RemoveLostSecondFactorCommand(user_id=actor.user_id)
                )

    async def test_of_nobody(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        nobody = RemoveLostSecondFactorCommand(user_id=a_session().user_id)
        async with house.refuses(UserNotFound):
            await house.identity.remove_lost_second_factor(admin, nobody)


def strict_house() -> SmallHouse:
    return SmallHouse(settings=Settings(shelf="memory", second_factor_roles=Roles("admin,manager")))


class TestRole:
    """Where a role asks for a second factor."""

    async def test_whoever_lacks_it_is_let_in_to_enrol_and_may_do_nothing_else(self) -> None:
        house = strict_house()
        await customer(house, role=Role.ADMIN)
        token = (await log_in(house)).access_token
        async with house.refuses(SecondFactorRequiredForRole):
            await house.identity.authenticate(token)
        asking = await house.identity.authenticate(token, enrolling=True)
        assert asking.must_enrol
        assert not [permission for permission in PERMISSIONS[Role.ADMIN] if asking.can(permission)]

    async def test_who_has_it_may_do_what_the_role_may(self) -> None:
        house = strict_house()
        actor = await customer(house, role=Role.ADMIN)
        token = (await log_in(house)).access_token
        await enrolled(house, await house.identity.authenticate(token, enrolling=True), OLD)
        asking = await house.identity.authenticate(token)
        assert asking == actor
        assert all(map(asking.can, PERMISSIONS[Role.ADMIN]))

    async def test_it_is_asked_of_no_other(self) -> None:
        house = strict_house()
        actor = await customer(house, role=Role.AGENT)
        assert await house.identity.authenticate((await log_in(house)).access_token) == actor

    async def test_it_is_asked_of_cookies_too(self) -> None:
        house = strict_house()
        await customer(house, role=Role.MANAGER)
        asking = await house.identity.authenticate((await log_in(house)).access_token, enrolling=True)
        assert asking.session_id
        token = house.identity.session_tokens.issue(asking.session_id)
        async with house.refuses(SecondFactorRequiredForRole):
            await house.identity.authenticate_session(token)
        assert (await house.identity.authenticate_session(token, enrolling=True)).must_enrol

    async def test_it_is_asked_of_keys_too(self) -> None:
        house = strict_house()
        actor = await customer(house, role=Role.MANAGER)
        wish = CreateApiKeyCommand(name="Report", scopes=(Scope.USERS_READ,))
        key = (await house.identity.create_api_key(actor, wish)).text
        async with house.refuses(SecondFactorRequiredForRole):
            await house.identity.authenticate(key)
        assert not (await house.identity.authenticate(key, enrolling=True)).can(Permission.USERS_READ)
        await enrolled(house, actor, OLD)
        assert (await house.identity.authenticate(key)).can(Permission.USERS_READ)


class TestKey:
    async def test_of_a_program_sets_up_no_second_factor(self, house: SmallHouse) -> None:
        actor = await customer(house)
        program = replace(actor, grant=Grant(ApiKeyId(uuid4()), frozenset(Scope)))
        async with house.refuses(NotForApiKeys):
            await offer(house, program)
        async with house.refuses(NotForApiKeys):
            await confirm(house, program, "123456")
