from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.events import (
    EmailChanged,
    EmailChangeRequested,
    EmailVerified,
    PasswordChanged,
    PasswordReset,
    PasswordSet,
    RoleChanged,
    TeamChanged,
    TierChanged,
    UserAnonymised,
    UserCreated,
    UserEdited,
    UserLoggedIn,
    UserRegistered,
    UserReinstated,
    UserSuspended,
)
from domain.identity.user import AlreadySuspended, NotSuspended, User, UserDeleted
from domain.shared.access import Role
from domain.shared.errors import StaleVersion
from domain.shared.ids import TeamId
from domain.shared.tier import Tier
from tests.support.builders import MONDAY, a_team, a_user

LATER = MONDAY + timedelta(hours=1)
ENDS_TOKENS: list[dict[str, Any]] = [
    {"role": Role.AGENT},
    {"password_hash": "another"},
    {"password_hash": None},
    {"email": "moved@example.com"},
    {"is_active": False},
    {"team_id": TeamId(UUID(int=1))},
]
LEAVES_TOKENS: list[dict[str, Any]] = [
    {"first_name": "New"},
    {"last_name": "New"},
    {"phone": "+1 555 0100"},
    {"tier": Tier.PREMIUM},
    {},
]


def registered() -> User:
    return a_user(password_hash="hash", first_name="First", last_name="Last", phone="+1 555 0199")


class TestRegister:
    def test_makes_an_active_customer(self) -> None:
        template = a_user()
        user, event = User.register(
            id=template.id,
            email="customer@example.com",
            password_hash="hash",
            first_name="First",
            last_name="Last",
            at=LATER,
        )
        assert user == replace(
            template,
            email="customer@example.com",
            password_hash="hash",
            first_name="First",
            last_name="Last",
            created_at=LATER,
            updated_at=LATER,
        )
        assert (user.role, user.tier, user.is_active) == (Role.CUSTOMER, Tier.GUEST, True)
        assert (user.version, user.access_version) == (1, 1)
        assert event == UserRegistered(user_id=user.id, at=LATER)


class TestCreate:
    def test_makes_what_was_asked_for(self) -> None:
        team_id = a_team().id
        user, event = User.create(
            id=a_user().id,
            at=LATER,
            role=Role.DEVELOPER,
            email="developer@example.com",
            password_hash=None,
            tier=Tier.REGULAR,
            team_id=team_id,
        )
        assert (user.role, user.tier, user.team_id) == (Role.DEVELOPER, Tier.REGULAR, team_id)
        assert (user.email, user.password_hash) == ("developer@example.com", None)
        assert user.created_at == user.updated_at == LATER
        assert event == UserCreated(user_id=user.id, role=Role.DEVELOPER, at=LATER)


class TestName:
    @pytest.mark.parametrize(
        ("first", "last", "name"),
        [("First", "Last", "First Last"), ("First", "", "First"), ("", "Last", "Last"), ("", "", "customer.one")],
    )
    def test_is_the_full_name_or_the_beginning_of_the_address(self, first: str, last: str, name: str) -> None:
        assert a_user(email="customer.one@example.com", first_name=first, last_name=last).name == name


class TestCanonicalEmail:
    def test_is_that_of_the_address(self) -> None:
        assert a_user(email="Customer@Example.com").canonical_email == "customer@example.com"


class TestIsActingAdmin:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("is_active", [True, False])
    def test_is_true_of_active_admins_only(self, role: Role, *, is_active: bool) -> None:
        assert a_user(role=role, is_active=is_active).is_acting_admin == (role == "admin" and is_active)


class TestRequireVersion:
    @pytest.mark.parametrize("expected", [None, 3])
    def test_accepts_the_current_one_and_none(self, expected: int | None) -> None:
        a_user(version=3).require_version(expected)

    @pytest.mark.parametrize("expected", [2, 4, 0])
    def test_refuses_any_other(self, expected: int) -> None:
        with pytest.raises(StaleVersion, match="at version 3, you changed version"):
            a_user(version=3).require_version(expected)


class TestEdit:
    @pytest.mark.parametrize("changes", ENDS_TOKENS + LEAVES_TOKENS, ids=str)
    def test_changes_what_was_stated_and_raises_the_version(self, changes: dict[str, Any]) -> None:
        user = registered()
        edited, event = user.edit(at=LATER, **changes)
        basis = edited.access_version
        assert edited == replace(user, version=2, access_version=basis, updated_at=LATER, **changes)
        assert event == UserEdited(user_id=user.id, at=LATER)

    @pytest.mark.parametrize("changes", ENDS_TOKENS, ids=str)
    def test_ends_access_tokens_when_what_they_vouch_for_changes(self, changes: dict[str, Any]) -> None:
        assert registered().edit(at=LATER, **changes)[0].access_version == 2

    @pytest.mark.parametrize("changes", LEAVES_TOKENS, ids=str)
    def test_leaves_access_tokens_alone_otherwise(self, changes: dict[str, Any]) -> None:
        assert registered().edit(at=LATER, **changes)[0].access_version == 1

    def test_leaves_access_tokens_alone_when_the_role_was_that_before(self) -> None:
        assert registered().edit(at=LATER, role=Role.CUSTOMER)[0].access_version == 1

    def test_never_makes_somebody_else_of_the_deleted(self) -> None:
        deleted, _ = registered().anonymise(at=LATER)
        with pytest.raises(UserDeleted):
            deleted.edit(at=LATER, email="other@example.com", is_active=True)

    @given(st.lists(st.sampled_from(ENDS_TOKENS + LEAVES_TOKENS)))
    def test_never_lowers_a_version(self, edits: list[dict[str, Any]]) -> None:
        user = registered()
        for changes in edits:
            edited, _ = user.edit(at=LATER, **changes)
            assert edited.version == user.version + 1
            assert edited.access_version - user.access_version == (edited.access_basis != user.access_basis)
            user = edited


class TestChangesSince:
    @pytest.mark.parametrize("changes", [one for one in LEAVES_TOKENS if "tier" not in one], ids=str)
    def test_are_none_of_what_people_need_not_hear_of(self, changes: dict[str, Any]) -> None:
        user = registered()
        assert user.edit(at=LATER, **changes)[0].changes_since(user, at=LATER) == ()

    def test_are_another_tier_which_promises_go_by(self) -> None:
        user = registered()
        other, _ = user.edit(at=LATER, tier=Tier.PREMIUM)
        told = TierChanged(user_id=user.id, old_tier=user.tier, new_tier=Tier.PREMIUM, at=LATER)
        assert other.changes_since(user, at=LATER) == (told,)

    def test_are_a_password_that_another_set(self) -> None:
        user = registered()
        other, _ = user.edit(at=LATER, password_hash="another")
        assert other.changes_since(user, at=LATER) == (PasswordSet(user_id=user.id, at=LATER),)
        without, _ = user.edit(at=LATER, password_hash=None)
        assert without.changes_since(user, at=LATER) == ()

    def test_are_a_role_a_team_and_being_shut_out_or_let_in(self) -> None:
        user = registered()
        team_id = TeamId(UUID(int=1))
        other, _ = user.edit(at=LATER, role=Role.AGENT, team_id=team_id, is_active=False)
        joined: dict[str, Any] = {"old_team_id": None, "new_team_id": team_id}
        left: dict[str, Any] = {"old_team_id": team_id, "new_team_id": None}
        assert other.changes_since(user, at=LATER) == (
            RoleChanged(user_id=user.id, old_role=Role.CUSTOMER, new_role=Role.AGENT, at=LATER),
            TeamChanged(user_id=user.id, at=LATER, **joined),
            UserSuspended(user_id=user.id, reason=None, at=LATER),
        )
        assert user.changes_since(other, at=LATER) == (
            RoleChanged(user_id=user.id, old_role=Role.AGENT, new_role=Role.CUSTOMER, at=LATER),
            TeamChanged(user_id=user.id, at=LATER, **left),
            UserReinstated(user_id=user.id, at=LATER),
        )


class TestSuspend:
    def test_ends_access_and_keeps_the_reason(self) -> None:
        user = registered()
        shut_out, event = user.suspend("Spam.", at=LATER)
        assert shut_out == replace(
            user, is_active=False, suspended_because="Spam.", access_version=2, version=2, updated_at=LATER
        )
        assert event == UserSuspended(user_id=user.id, reason="Spam.", at=LATER)

    def test_happens_once(self) -> None:
        with pytest.raises(AlreadySuspended):
            registered().suspend("Spam.", at=LATER)[0].suspend("More spam.", at=LATER)

    def test_is_not_for_the_deleted(self) -> None:
        with pytest.raises(UserDeleted):
            registered().anonymise(at=LATER)[0].suspend("Spam.", at=LATER)


class TestReinstate:
    def test_lets_them_in_and_nothing_they_had_before(self) -> None:
        user = registered()
        let_in, event = user.suspend("Spam.", at=LATER)[0].reinstate(at=LATER)
        assert let_in == replace(user, access_version=3, version=3, updated_at=LATER)
        assert event == UserReinstated(user_id=user.id, at=LATER)

    def test_is_for_the_suspended(self) -> None:
        with pytest.raises(NotSuspended):
            registered().reinstate(at=LATER)

    def test_is_not_for_the_deleted(self) -> None:
        with pytest.raises(UserDeleted):
            registered().anonymise(at=LATER)[0].reinstate(at=LATER)


class TestWantEmail:
    def test_changes_nothing_that_counts(self) -> None:
        user = registered()
        wanting, event = user.want_email("new@example.com", at=LATER)
        assert wanting == replace(user, pending_email="new@example.com", version=2, updated_at=LATER)
        assert event == EmailChangeRequested(user_id=user.id, at=LATER)

    @pytest.mark.parametrize("changes", [{"password_hash": "another"}, {"email": "moved@example.com"}], ids=str)
    def test_is_over_with_other_credentials(self, changes: dict[str, Any]) -> None:
        wanting, _ = registered().want_email("new@example.com", at=LATER)
        assert wanting.edit(at=LATER, **changes)[0].pending_email is None

    def test_stays_through_other_changes(self) -> None:
        wanting, _ = registered().want_email("new@example.com", at=LATER)
        assert wanting.edit(at=LATER, first_name="New")[0].pending_email == "new@example.com"


class TestTakeWantedEmail:
    @pytest.mark.parametrize("wanted", ["new@example.com", "FIRST@example.com"])
    def test_makes_it_theirs_and_verified_and_ends_access(self, wanted: str) -> None:
        user = replace(registered(), email="first@example.com", email_verified_at=MONDAY)
        moved, event = user.want_email(wanted, at=LATER)[0].take_wanted_email(at=LATER)
        assert moved == replace(
            user, email=wanted, email_verified_at=LATER, access_version=2, version=3, updated_at=LATER
        )
        assert event == EmailChanged(user_id=user.id, at=LATER)


class TestLogIn:
    def test_notes_the_time_and_nothing_else(self) -> None:
        user = registered()
        seen, event = user.log_in(at=LATER)
        assert seen == replace(user, last_login_at=LATER)
        assert event == UserLoggedIn(user_id=user.id, at=LATER)

    def test_keeps_a_stronger_hash_without_ending_tokens(self) -> None:
        user = registered()
        assert user.log_in(at=LATER, password_hash="stronger")[0] == replace(
            user, last_login_at=LATER, password_hash="stronger"
        )


class TestAnonymise:
    def test_forgets_the_person_and_keeps_the_account(self) -> None:
        user = replace(registered(), role=Role.AGENT, team_id=TeamId(a_team().id))
        nobody, event = user.anonymise(at=LATER)
        assert nobody == User(
            id=user.id,
            email=f"{user.id}@anonymised.invalid",
            password_hash=None,
            last_name="Deleted user",
            role=Role.AGENT,
            is_active=False,
            anonymised_at=LATER,
            access_version=2,
            version=2,
            created_at=MONDAY,
            updated_at=LATER,
        )
        assert event == UserAnonymised(user_id=user.id, at=LATER)

    def test_gives_everybody_an_address_of_their_own(self) -> None:
        first, second = (a_user().anonymise(at=LATER)[0] for _ in range(2))
        assert first.canonical_email != second.canonical_email


class TestPassword:
    def test_changed_is_another_and_ends_access(self) -> None:
        user = registered()
        changed, event = user.change_password("new", at=LATER)
        assert changed == user.edit(at=LATER, password_hash="new")[0]
        assert changed.access_version == user.access_version + 1
        assert event == PasswordChanged(user_id=user.id, at=LATER)

    def test_reset_is_another_and_ends_access(self) -> None:
        user = registered()
        changed, event = user.reset_password("new", at=LATER)
        assert changed == user.edit(at=LATER, password_hash="new")[0]
        assert event == PasswordReset(user_id=user.id, at=LATER)


class TestVerifyEmail:
    def test_notes_the_time_and_keeps_access(self) -> None:
        user = registered()
        verified, event = user.verify_email(at=LATER)
        assert verified == replace(user, email_verified_at=LATER, version=user.version + 1, updated_at=LATER)
        assert event == EmailVerified(user_id=user.id, at=LATER)

    def test_holds_for_the_address_in_any_spelling_and_for_no_other(self) -> None:
        verified, _ = registered().verify_email(at=LATER)
        assert verified.edit(at=LATER, email=verified.email.upper())[0].email_verified_at == LATER
        assert verified.edit(at=LATER, email="moved@example.com")[0].email_verified_at is None

    def test_ends_with_the_person(self) -> None:
        assert registered().verify_email(at=LATER)[0].anonymise(at=LATER)[0].email_verified_at is None
