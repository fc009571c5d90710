import importlib.util
import pkgutil
import re
from dataclasses import fields
from uuid import UUID

import pytest

import domain
from domain.shared.events import Event
from tests.support.builders import MONDAY

WIRE = {
    "desk.assignment_moved": "assignment",
    "desk.calendar_created": "calendar",
    "desk.calendar_deleted": "calendar",
    "desk.calendar_edited": "calendar",
    "desk.sla_policy_created": "sla_policy",
    "desk.sla_policy_deleted": "sla_policy",
    "desk.sla_policy_edited": "sla_policy",
    "desk.ticket_merged": "ticket",
    "desk.ticket_unmerged": "ticket",
    "desk.ticket_unwatched": "ticket",
    "desk.ticket_watched": "ticket",
    "desk.sla_breach_withdrawn": "ticket",
    "desk.sla_breached": "ticket",
    "desk.sla_warned": "ticket",
    "identity.tier_changed": "user",
    "desk.complaint_moved": "complaint",
    "desk.complaint_submitted": "complaint",
    "desk.time_amended": "time_entry",
    "desk.time_logged": "time_entry",
    "desk.time_removed": "time_entry",
    "desk.status_created": "status",
    "desk.status_deleted": "status",
    "desk.status_edited": "status",
    "desk.ticket_status_named": "ticket",
    "desk.view_created": "view",
    "desk.view_deleted": "view",
    "desk.view_edited": "view",
    "desk.ticket_rated": "ticket",
    "desk.category_created": "category",
    "desk.category_deleted": "category",
    "desk.category_edited": "category",
    "desk.comment_edited": "ticket",
    "desk.comment_hidden": "ticket",
    "desk.comment_removed": "ticket",
    "desk.developer_profile_removed": "developer",
    "desk.developer_profile_set": "developer",
    "desk.macro_created": "macro",
    "desk.macro_deleted": "macro",
    "desk.macro_edited": "macro",
    "desk.people_mentioned": "ticket",
    "desk.team_created": "team",
    "desk.team_deleted": "team",
    "desk.team_edited": "team",
    "desk.ticket_assigned": "ticket",
    "desk.ticket_commented": "ticket",
    "desk.ticket_edited": "ticket",
    "desk.ticket_imported": "ticket",
    "desk.ticket_moved": "ticket",
    "desk.ticket_linked": "ticket",
    "desk.ticket_unlinked": "ticket",
    "desk.ticket_opened": "ticket",
    "desk.ticket_unassigned": "ticket",
    "identity.api_key_created": "api_key",
    "identity.api_key_revoked": "api_key",
    "identity.external_identity_linked": "external_identity",
    "identity.external_identity_unlinked": "external_identity",
    "identity.external_identity_used": "external_identity",
    "identity.refresh_token_reused": "session",
    "identity.session_ended": "session",
    "identity.session_refreshed": "session",
    "identity.session_started": "session",
    "identity.email_verification_requested": "user",
    "identity.email_verified": "user",
    "identity.one_time_token_issued": "user",
    "identity.password_changed": "user",
    "identity.password_reset": "user",
    "identity.password_set": "user",
    "identity.registered_again": "user",
    "identity.password_reset_requested": "user",
    "identity.user_anonymised": "user",
    "identity.user_created": "user",
    "identity.user_edited": "user",
    "identity.role_changed": "user",
    "identity.team_changed": "user",
    "identity.user_suspended": "user",
    "identity.user_reinstated": "user",
    "identity.email_change_requested": "user",
    "identity.email_changed": "user",
    "identity.invitation_created": "invitation",
    "identity.invitation_mailed": "invitation",
    "identity.invitation_revoked": "invitation",
    "identity.invitation_accepted": "invitation",
    "identity.second_factor_offered": "user",
    "identity.second_factor_enabled": "user",
    "identity.second_factor_disabled": "user",
    "identity.recovery_code_used": "user",
    "identity.recovery_codes_renewed": "user",
    "identity.user_logged_in": "user",
    "identity.user_registered": "user",
    "identity.signing_key_added": "signing_key",
}
"""Read by others: lines are added here, never changed."""


HAPPENING = [
    kind
    for context in pkgutil.iter_modules(domain.__path__, "domain.")
    if importlib.util.find_spec(f"{context.name}.events")
    for kind in vars(importlib.import_module(f"{context.name}.events")).values()
    if isinstance(kind, type) and issubclass(kind, Event) and "name" in vars(kind)
]
"""Every event there is, of whatever context: those with a name of their own."""


class TestEvents:
    def test_have_the_wire_names_they_always_had(self) -> None:
        assert {kind.name: kind.entity for kind in HAPPENING} == WIRE

    @pytest.mark.parametrize("kind", HAPPENING, ids=lambda kind: kind.name)
    def test_are_named_as_their_class(self, kind: type[Event]) -> None:
        snake = re.sub(r"(?<!^)([A-Z])", r"_\1", kind.__name__).lower()
        assert kind.name.partition(".")[2] == snake

    @pytest.mark.parametrize("kind", HAPPENING, ids=lambda kind: kind.name)
    def test_know_the_thing_they_happened_to(self, kind: type[Event]) -> None:
        identities = {field.name: UUID(int=number) for number, field in enumerate(fields(kind), start=1)}
        owner = {"developer": "user", "sla_policy": "policy", "time_entry": "entry"}.get(kind.entity, kind.entity)
        event = kind(**identities | {"at": MONDAY})  # type: ignore[arg-type] # any value will do
        assert event.entity_id == identities[f"{owner}_id"]

    def test_must_say_what_they_happened_to(self) -> None:
        with pytest.raises(NotImplementedError):
            _ = Event(at=MONDAY).entity_id

    @pytest.mark.parametrize("kind", HAPPENING, ids=lambda kind: kind.name)
    def test_carry_no_text_of_comments_and_no_secrets(self, kind: type[Event]) -> None:
        assert {field.name for field in fields(kind)}.isdisjoint({"body", "description", "password_hash", "email"})
