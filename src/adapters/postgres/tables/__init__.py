"""Every table of the house, as SQL is built from them; a test holds them equal to what the migrations make.

`name_key` and `search_key` are case-folded by us: what the server takes for lower case depends on its locale.
"""

from adapters.postgres.tables.audit import PERSON, TICKET, audit_seals, events
from adapters.postgres.tables.columns import ROLE, TransactionId, metadata
from adapters.postgres.tables.comments import comment_revisions, ticket_drafts
from adapters.postgres.tables.desk import categories, developer_profiles, teams
from adapters.postgres.tables.feedback import complaints, ratings
from adapters.postgres.tables.identity import (
    SESSION_END,
    TIER,
    api_keys,
    external_identities,
    failure_counts,
    invitations,
    one_time_tokens,
    recovery_codes,
    second_factors,
    sessions,
    sign_ins,
    signing_keys,
    users,
)
from adapters.postgres.tables.macros import macros
from adapters.postgres.tables.merges import merged_things, ticket_merges
from adapters.postgres.tables.notifications import notifications
from adapters.postgres.tables.shared import idempotency_keys
from adapters.postgres.tables.sla import calendars, sla_policies
from adapters.postgres.tables.statuses import statuses
from adapters.postgres.tables.tickets import (
    BY_THE_HOUSE,
    NO_TEAM,
    PRIORITY,
    SEARCHED_PART,
    STATUS,
    UNFINISHED,
    assignments,
    comments,
    due_never,
    due_rank,
    ticket_links,
    ticket_number,
    tickets,
    waits_with,
)
from adapters.postgres.tables.times import time_entries
from adapters.postgres.tables.views import saved_views
from adapters.postgres.tables.watchers import ticket_watchers

__all__ = [
    "BY_THE_HOUSE",
    "NO_TEAM",
    "PERSON",
    "PRIORITY",
    "ROLE",
    "SEARCHED_PART",
    "SESSION_END",
    "STATUS",
    "TICKET",
    "TIER",
    "UNFINISHED",
    "TransactionId",
    "api_keys",
    "assignments",
    "audit_seals",
    "calendars",
    "categories",
    "comment_revisions",
    "comments",
    "complaints",
    "developer_profiles",
    "due_never",
    "due_rank",
    "events",
    "external_identities",
    "failure_counts",
    "idempotency_keys",
    "invitations",
    "macros",
    "merged_things",
    "metadata",
    "notifications",
    "one_time_tokens",
    "ratings",
    "recovery_codes",
    "saved_views",
    "second_factors",
    "sessions",
    "sign_ins",
    "signing_keys",
    "sla_policies",
    "statuses",
    "teams",
    "ticket_drafts",
    "ticket_links",
    "ticket_merges",
    "ticket_number",
    "ticket_watchers",
    "tickets",
    "time_entries",
    "users",
    "waits_with",
]
