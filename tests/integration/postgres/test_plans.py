"""Every query of the house keeps to its budget at 10,000 tickets: pages read and plans are asserted, never times.

`make bench-sql` asks the same of 200,000 and 2,000,000.
"""

from collections.abc import Sequence
from typing import Final

import pytest

from adapters.postgres.append_only import as_owner
from adapters.postgres.tables import metadata
from bench.sql.budgets import BUDGETS, Measured, breaches
from bench.sql.measuring import measured
from bench.sql.question import Kind
from bench.sql.world import BIG, fill
from tests.support.postgres import Databases

TICKETS: Final = 10_000

NEEDED_BY: Final = {
    "tickets_created_at_id_idx": "all, ",
    "tickets_updated_at_id_idx": "all, ",
    "tickets_title_id_idx": "all, ",
    "tickets_priority_id_idx": "all, ",
    "tickets_due_rank_id_idx": "all, ",
    "tickets_due_idx": "unfinished, ",
    "tickets_status_created_at_id_idx": "closed, ",
    "tickets_team_id_created_at_id_idx": "of a busy team, ",
    "tickets_assignee_id_created_at_id_idx": "of a busy assignee, ",
    "tickets_requester_id_created_at_id_idx": "of a busy requester, ",
    "tickets_queue_idx": "unfinished, ",
    "tickets_of_team_idx": "unfinished of a busy team, ",
    "notifications_recipient_id_created_at_id_idx": "notifications, ",
    "events_created_at_id_idx": "audit, ",
    "events_name_created_at_id_idx": "audit of an action that never was, ",
    "events_request_id_idx": "audit of a request, ",
    "events_ticket_idx": "history, ",
    "events_person_idx": "audit of a person, ",
    "comments_ticket_id_created_at_id_idx": "comments, ",
    "comment_revisions_comment_id_created_at_id_idx": "revisions, ",
    "ticket_drafts_author_id_created_at_ticket_id_idx": "own drafts, ",
    "ticket_watchers_user_id_created_at_ticket_id_idx": "what one watches, ",
    "time_entries_ticket_id_created_at_id_idx": "time entries of a ticket, ",
    "time_entries_user_id_spent_on_id_idx": "time entries, as developer, ",
    "time_entries_spent_on_id_idx": "time entries, ",
    "complaints_created_at_id_idx": "complaints, ",
    "complaints_complainant_id_created_at_id_idx": "complaints, as customer, ",
    "complaints_ticket_id_created_at_id_idx": "complaints of a ticket, ",
    "complaints_status_created_at_id_idx": "complaints that are ",
    "ratings_requester_id_created_at_id_idx": "own ratings, ",
    "saved_views_owner_id_idx": "own views, ",
    "saved_views_shared_idx": "views that are shared, ",
}
"""Indexes, and which questions cost too much without each already at this size."""


@pytest.fixture(scope="module")
def filled_database(databases: Databases) -> str:
    """Of its own, so that no older snapshot keeps VACUUM from its work; dropped with the run."""
    url = databases.create()
    fill(url, TICKETS)
    return url


@pytest.fixture(scope="module")
async def found(filled_database: str) -> Sequence[Measured]:
    return [one async for one in measured(filled_database)]


@pytest.mark.parametrize("kind", BUDGETS)
def test_keeps_to_its_budget(found: Sequence[Measured], kind: Kind) -> None:
    asked = [one for one in found if one.kind == kind]
    assert asked
    assert list(breaches(asked, by_time=False)) == []


def test_both_kinds_of_plan_are_looked_at(found: Sequence[Measured]) -> None:
    assert {one.mode for one in found} == {"auto", "force_generic_plan"}


def test_every_index_is_used_by_something(found: Sequence[Measured]) -> None:
    """Each costs on every change, so that one which serves no question has to go."""
    used = {name for one in found for name in one.indexes}
    there = {index.name for name in BIG for index in metadata.tables[name].indexes if not index.unique}
    assert there - used == set()


@pytest.mark.parametrize("index", NEEDED_BY)
async def test_a_missing_index_is_noticed(filled_database: str, index: str) -> None:
    with as_owner(filled_database, autocommit=True) as connection:
        row = connection.execute("SELECT pg_get_indexdef(%s::regclass)", (index,)).fetchone()
        assert row
        connection.execute(f"DROP INDEX {index}".encode())
        try:
            asked = [one async for one in measured(filled_database, only=NEEDED_BY[index])]
        finally:
            connection.execute(row[0].encode())
    assert list(breaches(asked, by_time=False))
