from datetime import timedelta
from typing import Any

import pytest

from domain.identity.credentials import WrongCredentials
from domain.identity.external_identity import (
    Assertion,
    EmailNotVouchedFor,
    ExternalIdentity,
    LastWayIn,
    LinkingNeeded,
    OwnEmailUnverified,
    require_account_open,
    require_may_link,
    require_may_link_by_email,
)
from domain.shared.ids import ExternalIdentityId
from tests.support.builders import MONDAY, a_user, an_identity

LATER = MONDAY + timedelta(days=1)


def asserted(**what_matters: Any) -> Assertion:
    usual = {"issuer": "https://id.example.com", "subject": "1", "email": "a@example.com", "email_verified": True}
    return Assertion(**{**usual, **what_matters})


class TestAssertion:
    def test_has_an_address_that_the_issuer_vouches_for(self) -> None:
        assert asserted().verified_email == "a@example.com"

    @pytest.mark.parametrize("lack", [{"email_verified": False}, {"email": None}], ids=str)
    def test_proves_no_address_otherwise(self, lack: dict[str, Any]) -> None:
        with pytest.raises(EmailNotVouchedFor):
            _ = asserted(**lack).verified_email


class TestExternalIdentity:
    def test_is_linked_to_an_account(self) -> None:
        user, identity_id = a_user(), ExternalIdentityId(an_identity().id)
        identity, linked = ExternalIdentity.link(asserted(), user, id=identity_id, at=MONDAY, by_email=True)
        assert (identity.issuer, identity.subject, identity.user_id) == ("https://id.example.com", "1", user.id)
        assert (identity.email, identity.created_at, identity.last_used_at) == ("a@example.com", MONDAY, MONDAY)
        assert (linked.entity_id, linked.user_id, linked.by_email, linked.at) == (identity.id, user.id, True, MONDAY)

    def test_is_used(self) -> None:
        identity = an_identity()
        used, event = identity.use(at=LATER)
        assert (used.last_used_at, used.created_at) == (LATER, MONDAY)
        assert (event.entity_id, event.user_id, event.at) == (identity.id, identity.user_id, LATER)

    @pytest.mark.parametrize(("password_hash", "others"), [("1:secret", 0), (None, 1)])
    def test_is_unlinked_where_there_is_another_way_in(self, password_hash: str | None, others: int) -> None:
        identity = an_identity()
        unlinked = identity.unlink(a_user(password_hash=password_hash), others=others, at=LATER)
        assert (unlinked.entity_id, unlinked.at) == (identity.id, LATER)

    def test_stays_where_it_is_the_last_way_in(self) -> None:
        with pytest.raises(LastWayIn):
            an_identity().unlink(a_user(password_hash=None), others=0, at=LATER)


class TestAccount:
    def test_that_is_suspended_is_refused_as_an_unknown_one(self) -> None:
        require_account_open(a_user())
        with pytest.raises(WrongCredentials):
            require_account_open(a_user(is_active=False))

    def test_is_linked_by_email_when_its_owner_verified_it(self) -> None:
        require_may_link_by_email(a_user(email_verified_at=MONDAY))
        with pytest.raises(LinkingNeeded):
            require_may_link_by_email(a_user(email_verified_at=None))

    def test_is_not_linked_by_email_where_a_second_factor_is_asked_for(self) -> None:
        with pytest.raises(LinkingNeeded):
            require_may_link_by_email(a_user(email_verified_at=MONDAY, second_factor_at=MONDAY))

    def test_that_verified_its_address_links_whatever_its_owner_has(self) -> None:
        require_may_link(asserted(email="b@example.com", email_verified=False), a_user(email_verified_at=MONDAY))

    def test_that_did_not_links_what_vouches_for_that_address(self) -> None:
        require_may_link(asserted(email="A@Example.com"), a_user(email="a@example.com"))

    @pytest.mark.parametrize("other", [{"email": "b@example.com"}, {"email_verified": False}, {"email": None}], ids=str)
    def test_that_did_not_links_nothing_else(self, other: dict[str, Any]) -> None:
        with pytest.raises(OwnEmailUnverified):
            require_may_link(asserted(**other), a_user(email="a@example.com"))
