"""How many statements each operation costs PostgreSQL: the same however many rows there are, and never more than noted.

The numbers stand in statements.json, for an account that is looked up and with BEGIN and COMMIT counted. When a change
means them to rise, or they have fallen: RECORD=1 .venv/bin/pytest tests/integration/http/test_statements.py
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from psycopg.sql import SQL

from adapters.postgres.pool import Pool
from domain.desk.assignment import AssignmentStatus
from domain.shared.access import Role
from domain.shared.ids import NotificationId
from entrypoints.http.idempotency import honours_keys
from tests.integration.http.wire import Wire
from tests.security.surface import LISTS, OPERATIONS, Operation, say
from tests.security.world import Ids, World
from tests.support.builders import (
    a_calendar,
    a_category,
    a_comment,
    a_complaint,
    a_link,
    a_macro,
    a_notification,
    a_policy,
    a_profile,
    a_revision,
    a_session,
    a_status,
    a_team,
    a_time_entry,
    a_user,
    a_view,
    a_watcher,
    an_api_key,
    an_assignment,
    an_identity,
    an_invitation,
)
from tests.support.shelves import stock

NOTED: Final = Path(__file__).with_name("statements.json")
AT_MOST: Final = 6
"""For a list, however it is asked for."""

ROWS: Final = (1, 10, 100)

WORDS: Final = {"list_tickets": "report", "list_tickets_of_view": "report", "list_macros": "macro"}
"""What all rows hold, of lists that look for more than a letter."""

MANY: Final = 110
"""More of everything than any page shows."""

EVENTS: Final = SQL(
    "INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id, created_at)"
    " SELECT gen_random_uuid(), 'desk.ticket_moved', 'ticket', {ticket}, jsonb_build_object('ticket_id', {ticket},"
    " 'old', 'open', 'new', 'pending'), '{{}}', '{{}}', gen_random_uuid(), now() FROM generate_series(1, {many})"
)


async def crowded(world: World, pool: Pool, ids: Ids) -> None:
    """Many of everything: of what is said about one ticket, too, and of what one person is told."""
    house, person = world.api.house, world.actor.user_id
    ticket: Any = ids["ticket_id"]
    said: Any = ids["comment_id"]
    for _ in range(MANY):
        user, team, category, status = a_user(role=Role.DEVELOPER), a_team(), a_category(), a_status()
        comment = a_comment(ticket_id=ticket, author_id=person)
        watcher = a_watcher(ticket_id=ticket, user_id=user.id)
        turn = an_assignment(
            ticket_id=ticket, assignee_id=person, assigned_by=person, status=AssignmentStatus.COMPLETED
        )
        told = a_notification(recipient_id=person, id=NotificationId(uuid4()))
        session = a_session(user_id=person)
        key, invited = an_api_key(user_id=person), an_invitation(team_id=ids["team_id"], invited_by=person)
        await stock(
            house.shelf, status, user, a_profile(user_id=user.id), team, category, comment, turn, told, session, key
        )
        await stock(house.shelf, watcher, a_revision(comment_id=said), a_macro(owner_id=person))
        await stock(house.shelf, a_time_entry(ticket_id=ticket, user_id=person))
        await stock(house.shelf, a_complaint(complainant_id=person))
        await stock(house.shelf, invited, an_identity(user_id=person))
        calendar = a_calendar()
        await stock(house.shelf, calendar, a_policy(calendar_id=calendar.id, category_id=category.id))
        other = await house.ticket(requester_id=person, team_id=team.id, category_id=category.id)
        await stock(house.shelf, a_view(owner_id=person))
        await stock(house.shelf, a_link(source_id=ticket, target_id=other.id, created_by=person))
    async with pool.connection() as connection:
        await connection.execute(EVENTS.format(ticket=str(ticket), many=MANY))


async def cost(world: World, wire: Wire, operation: Operation, **more: Any) -> int:
    """Statements of the operation, on a thing of one's own, which succeeds."""
    ids = await world.own(operation.name)
    body = operation.good_body(world)
    if operation.name == "log_in":
        await world.api.post("/auth/register", json=body)
    stated: dict[str, Any] = {"json": body} if operation.body else {}
    if operation.name == "finish_sign_in":
        more["query"] = await world.provider_answer()
    before = wire.sent()
    response = await say(world, operation, ids, **stated, **more)
    sent = wire.sent() - before
    assert not response.is_error, response.text
    return sent


async def costs(world: World, wire: Wire) -> dict[str, int]:
    for person in (world.actor, world.spare):  # who has room for all that they are handed here
        await world.api.ask("PUT", f"/developers/{person.user_id}", world.actor, json={"capacity": 1_000})
    measured: dict[str, int] = {}
    for operation in OPERATIONS:
        measured[operation.name] = await cost(world, wire, operation)
        if honours_keys(operation.handler):
            headers = {"Idempotency-Key": uuid4().hex}
            measured[f"{operation.name} with a key"] = await cost(world, wire, operation, headers=headers)
    return measured


def require_no_more(measured: Mapping[str, int]) -> None:
    noted: dict[str, int] = json.loads(NOTED.read_text())
    risen = {
        name: f"{count}, noted: {noted.get(name)}" for name, count in measured.items() if count > noted.get(name, -1)
    }
    assert risen == {}, "If the rise is meant: RECORD=1"
    assert set(noted) == set(measured), "Noted is what there is not"


async def test_operations_cost_what_is_noted_however_many_rows_there_are(world: World, wire: Wire, pool: Pool) -> None:
    await world.settle(Role.ADMIN)
    alone = await costs(world, wire)
    if os.environ.get("RECORD"):
        NOTED.write_text(json.dumps(alone, indent=4, sort_keys=True) + "\n")
    require_no_more(alone)
    await crowded(world, pool, await world.own("read_ticket"))
    assert await costs(world, wire) == alone


async def test_lists_cost_the_same_at_one_ten_and_a_hundred_rows(world: World, wire: Wire, pool: Pool) -> None:
    await world.settle(Role.ADMIN)
    ids = await world.own("list")
    await crowded(world, pool, ids)
    for operation in LISTS:
        listing = operation.handler.opt["listing"]
        asked = ["", "&total=exact", "&page=1", *(f"&sort={sign}{key}" for key in listing.sorts for sign in ("", "-"))]
        asked += [f"&search={WORDS.get(operation.name, 'e')}"] if "search" in listing.readers else []
        for more in asked:
            sent = [await shown(world, wire, operation, ids, f"limit={limit}{more}") for limit in ROWS]
            assert [rows for rows, _ in sent] == [*ROWS], (operation.name, more)
            assert len({count for _, count in sent}) == 1, (operation.name, more, sent)
            assert sent[0][1] <= AT_MOST
        rows, count = await shown(world, wire, operation, ids, "page=500")
        assert rows == 0
        assert count <= AT_MOST


async def shown(world: World, wire: Wire, operation: Operation, ids: Ids, query: str) -> tuple[int, int]:
    """How many rows the list showed, and what it cost."""
    before = wire.sent()
    response = await say(world, operation, ids, query=query)
    return len(response.json()["data"]), wire.sent() - before


async def test_a_forgotten_password_costs_the_same_whoever_it_is(world: World, wire: Wire) -> None:
    await world.settle(Role.ADMIN)
    house, sent = world.api.house, []
    known = await house.user((await house.person(Role.CUSTOMER, password_hash="1:any")).user_id)
    suspended = await house.user((await house.person(Role.CUSTOMER, is_active=False)).user_id)
    for email in (known.email, suspended.email, "nobody@example.com"):
        before = wire.sent()
        await world.api.post("/auth/password/forgot", json={"email": email})
        sent.append(wire.sent() - before)
    assert len(set(sent)) == 1


async def test_a_wrong_password_costs_the_same_whoever_it_is(world: World, wire: Wire) -> None:
    await world.settle(Role.ADMIN)
    house, sent = world.api.house, []
    known = await house.user((await house.person(Role.CUSTOMER, password_hash="1:any")).user_id)
    imported = await house.user((await house.person(Role.CUSTOMER)).user_id)
    for email in (known.email, imported.email, "nobody@example.com"):
        for _ in range(6):  # the last of which is refused for the five before it
            before = wire.sent()
            await world.api.post("/auth/login", json={"email": email, "password": "wrong"})
            sent.append(wire.sent() - before)
    assert sent[:6] == sent[6:12] == sent[12:]


async def test_a_password_is_changed_over_one_connection_whatever_key_is_sent(world: World) -> None:
    await world.settle(Role.ADMIN)
    body = world.body("change_password")
    changed = await world.api.post("/auth/password/change", world.actor, body, headers={"Idempotency-Key": "one"})
    assert changed.status_code == 204


def test_a_statement_more_is_seen() -> None:
    noted = json.loads(NOTED.read_text())
    with pytest.raises(AssertionError, match="read_ticket"):
        require_no_more({**noted, "read_ticket": noted["read_ticket"] + 1})
    with pytest.raises(AssertionError, match="close_ticket"):
        require_no_more({**noted, "close_ticket": 1})
