"""Cursors of every list: with a bit changed, cut, respelled, made by others or for elsewhere, they are refused."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from domain.shared.access import Actor, Role
from domain.shared.ids import NotificationId
from entrypoints.http.cursor import Cursors
from tests.security.surface import LISTS, Operation, named, say
from tests.security.world import Ids, World
from tests.support.builders import (
    a_comment,
    a_complaint,
    a_link,
    a_macro,
    a_notification,
    a_revision,
    a_time_entry,
    a_watcher,
    an_assignment,
    an_invitation,
)
from tests.support.shelves import stock

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


async def several(world: World) -> Ids:
    """Ids of a ticket of one's own, with at least two of everything in every list."""
    await world.settle(Role.ADMIN)
    ids = await world.own("list")
    await world.own("list")
    person: Any = world.actor.user_id
    more = a_comment(ticket_id=ids["ticket_id"], author_id=person)
    turn = an_assignment(ticket_id=ids["ticket_id"], assignee_id=person, assigned_by=person, status="completed")
    told = a_notification(recipient_id=person, id=NotificationId(uuid4()))
    link = a_link(source_id=ids["ticket_id"], target_id=world.linkable, created_by=person)
    watcher = a_watcher(ticket_id=ids["ticket_id"], user_id=world.spare.user_id)
    complaint = a_complaint(complainant_id=person)
    entry = a_time_entry(ticket_id=ids["ticket_id"], user_id=person)
    invited = an_invitation(team_id=ids["team_id"], invited_by=person)
    said: Any = ids["comment_id"]
    await stock(world.api.house.shelf, a_macro(owner_id=person))
    await stock(world.api.house.shelf, a_revision(comment_id=said), more, turn, told, link, watcher, invited)
    await stock(world.api.house.shelf, more, turn, told, link, watcher, entry, complaint, invited)
    for name in ("One", "Two"):
        await world.api.post("/teams", world.actor, {"name": name})
        await world.api.post(f"/tickets/{ids['ticket_id']}/comments", world.actor, {"body": name})
    return ids


async def cursor_of(world: World, operation: Operation, ids: Ids, query: str = "") -> str:
    first = await say(world, operation, ids, query=f"limit=1{query}")
    cursor: str = first.json()["meta"]["pagination"]["nextCursor"]
    return cursor


async def require_refused(
    world: World, operation: Operation, ids: Ids, cursors: Iterable[str], query: str = ""
) -> None:
    for cursor in cursors:
        response = await say(world, operation, ids, query=f"cursor={cursor}{query}")
        assert (response.status_code, list(response.json()["error"]["details"])) == (400, ["cursor"]), cursor


def flipped(cursor: str) -> Iterator[str]:
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for bit in range(len(raw) * 8):
        forged = bytearray(raw)
        forged[bit // 8] ^= 1 << bit % 8
        yield urlsafe_b64encode(forged).rstrip(b"=").decode()


def respelled(cursor: str) -> Iterator[str]:
    """Other spellings of the same bytes, and pieces of it."""
    yield from (cursor[:-1] + letter for letter in ALPHABET if letter != cursor[-1])
    yield from (cursor[:end] for end in range(1, len(cursor)))
    yield from (f"{cursor}=", f"{cursor}==", f"{cursor}%20", f"%0A{cursor}", f"{cursor}A", f"{cursor}{cursor}")
    yield from ("%C3%BC", "A" * 10_000, "null", "-1", "0")
    if "-" in cursor or "_" in cursor:
        yield cursor.replace("-", "%2B").replace("_", "%2F")


@pytest.mark.parametrize("operation", named(LISTS))
class TestCursor:
    async def test_is_good_as_it_was_given(self, world: World, operation: Operation) -> None:
        ids = await several(world)
        cursor = await cursor_of(world, operation, ids)
        assert (await say(world, operation, ids, query=f"cursor={cursor}")).status_code == 200

    async def test_is_worth_nothing_with_any_bit_flipped(self, world: World, operation: Operation) -> None:
        ids = await several(world)
        await require_refused(world, operation, ids, flipped(await cursor_of(world, operation, ids)))

    async def test_has_one_spelling(self, world: World, operation: Operation) -> None:
        ids = await several(world)
        await require_refused(world, operation, ids, respelled(await cursor_of(world, operation, ids)))

    async def test_of_somebody_elses_making_is_refused(self, world: World, operation: Operation) -> None:
        """Even with the right content for the right place."""
        ids = await several(world)
        cursor = await cursor_of(world, operation, ids)
        last = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[16:])
        listing, path = operation.handler.opt["listing"], operation.path.format(**ids)
        sort = listing._sort(listing.default_sort, {})  # noqa: SLF001 - to forge as well as anybody could
        place = listing._place(path, sort, listing.filter())  # noqa: SLF001 - as above
        ours = world.api.app.state.cursors
        assert ours.write(last, place) == cursor
        await require_refused(world, operation, ids, [Cursors("another secret " * 4).write(last, place)])

    async def test_is_good_for_its_own_list_sort_and_filter_only(self, world: World, operation: Operation) -> None:
        ids = await several(world)
        cursor = await cursor_of(world, operation, ids)
        listing = operation.handler.opt["listing"]
        for other in LISTS:
            if other is not operation:
                await require_refused(world, other, ids, [cursor])
        for key in listing.sorts:
            for sort in (key, f"-{key}"):
                if sort != listing.default_sort:
                    await require_refused(world, operation, ids, [cursor], f"&sort={sort}")
        if "search" in listing.readers:
            await require_refused(world, operation, ids, [cursor], "&search=a")

    async def test_shows_whoever_carries_it_no_more_than_they_may_see(self, world: World, operation: Operation) -> None:
        ids = await several(world)
        cursor = await cursor_of(world, operation, ids)
        thief: Actor = world.other
        url = operation.url(ids)
        shown = await world.api.get(f"{url}?cursor={cursor}", thief)
        plain = await world.api.get(url, thief)
        assert shown.status_code == plain.status_code
        if shown.is_success:
            seen = {msgspec.json.encode(row) for row in plain.json()["data"]}
            assert {msgspec.json.encode(row) for row in shown.json()["data"]} <= seen
