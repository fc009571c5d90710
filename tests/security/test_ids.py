"""Ids in every place that takes one: in no spelling but the one, and of nothing but their own kind."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from application.shared.filters import Reader, Unreadable
from domain.shared.access import Role
from tests.security import corpus
from tests.security.surface import LISTS, MEMBERS, OPERATIONS, Member, Operation, named, placed, say
from tests.security.test_texts import require_client_error
from tests.security.world import World

WITH_IDS = [operation for operation in OPERATIONS if operation.id_names]
REFERENCES = [member for member in MEMBERS if UUID in member.kinds]
PLACES = [(operation, name) for operation in WITH_IDS for name in operation.id_names]


@pytest.mark.parametrize(("operation", "place"), [pytest.param(*one, id=f"{one[0].name}-{one[1]}") for one in PLACES])
class TestPath:
    async def test_leads_nowhere_with_what_is_no_id(self, world: World, operation: Operation, place: str) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        foreign = [str(value) for name, value in ids.items() if name not in {place, "user_id"}]
        texts = [text for text in corpus.TEXTS.values() if 0 < len(text) < corpus.ONE_MEGABYTE and text.strip("./")]
        for text in (*filter(None, corpus.NO_IDS), corpus.NIL, corpus.MAX, *foreign, *texts):
            spelled = quote(text, safe="", errors="surrogatepass")
            response = await say(world, operation, {**ids, place: spelled}, **_body(world, operation))
            assert response.status_code in {404, 405}, text  # 405 where a slash in it makes it another address
            assert response.json()["error"]["code"].endswith(("NOT_FOUND", "NOT_ALLOWED")), text

    async def test_takes_capitals(self, world: World, operation: Operation, place: str) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        capitals = {**ids, place: str(ids[place]).upper()}
        assert (await say(world, operation, capitals, **_body(world, operation))).is_success


_FOREIGN = {"ids[0]": ("comment_id", "notification_id"), "after": ("ticket_id", "notification_id")}
"""Ids of what a member cannot refer to, where it is not a ticket or a comment."""


@pytest.mark.parametrize("member", placed(REFERENCES))
class TestReference:
    async def test_is_refused_by_name_with_what_is_no_id(self, world: World, member: Member) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(member.operation.name)
        takes = "ids[0]" if member.operation.name == "submit_complaint" else member.name
        kinds = _FOREIGN.get(takes, ("ticket_id", "comment_id"))
        foreign = [str(ids[name]) for name in kinds]
        for text in (*corpus.NO_IDS, corpus.NIL, corpus.MAX, *foreign):
            body = json.dumps(member.planted(text, world)).encode()
            response = await say(world, member.operation, ids, content=body)
            if response.status_code == 422:
                code = response.json()["error"]["code"]
                assert code in {"DESK_NOT_A_DEVELOPER", "DESK_LINK_TO_ITSELF", "DESK_MERGE_INTO_ITSELF"}
            else:
                require_client_error(response, member.name)


@pytest.mark.parametrize("operation", named(LISTS))
async def test_filters_take_ids_in_their_one_spelling(world: World, operation: Operation) -> None:
    await world.settle(Role.ADMIN)
    ids = await world.own(operation.name)
    listing = operation.handler.opt["listing"]
    for name, (own_name, reader) in listing.readers.items():
        if not own_name.endswith("_id") or own_name == "request_id":
            continue
        for text in filter(None, corpus.NO_IDS):
            if text == "none" and _knows_none(reader):
                continue
            response = await say(world, operation, ids, query=f"{name}={quote(text)}")
            assert (response.status_code, list(response.json()["error"]["details"])) == (400, [name]), text
        for text in (corpus.NIL, corpus.MAX, str(ids["notification_id"])):
            assert (await say(world, operation, ids, query=f"{name}={text}")).json()["data"] == []


def _knows_none(reader: Reader) -> bool:
    with suppress(Unreadable):
        return bool(reader("none") == "none")
    return False


def _body(world: World, operation: Operation) -> dict[str, Any]:
    return {"json": operation.good_body(world)} if operation.body else {}
