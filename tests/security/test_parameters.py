"""Every parameter of every list, and every header that is read, with every text that was ever trouble."""

from typing import Any
from urllib.parse import quote

import pytest

from application.shared.filters import LONGEST
from domain.shared.access import Role
from entrypoints.http.idempotency import honours_keys
from entrypoints.http.paging import PAGING
from entrypoints.http.policy import IfMatch
from tests.security import corpus
from tests.security.surface import LISTS, OPERATIONS, Operation, named, say
from tests.security.world import World

KEYED = [operation for operation in OPERATIONS if honours_keys(operation.handler)]
GUARDED = [operation for operation in OPERATIONS if isinstance(operation.handler.opt.get("if_match"), IfMatch)]
WITHOUT_QUERY = [one for one in OPERATIONS if one not in LISTS and one.name != "finish_sign_in"]
"""Providers send browsers back with parameters of their own, which are left alone."""
SPELLED = {name: text.encode("utf-8", "surrogatepass") for name, text in corpus.TEXTS.items()}
"""On a wire; half pairs as no encoder would write them."""


def in_query(name: str, value: bytes) -> str:
    return f"{name}={quote(value, safe='')}"


def details_of(response: Any) -> dict[str, str]:
    details: dict[str, str] = response.json()["error"]["details"]
    return details


@pytest.mark.parametrize("operation", named(LISTS))
class TestParameter:
    async def test_is_understood_or_refused_by_name(self, stored_world: World, operation: Operation) -> None:
        """Down to PostgreSQL: searches, filters, order, fields, cursors."""
        await stored_world.settle(Role.ADMIN)
        ids = await stored_world.own(operation.name)
        for name in (*operation.handler.opt["listing"].readers, *PAGING):
            for text in SPELLED.values():
                if len(text) > 100 * LONGEST:
                    continue  # longer than servers take
                response = await say(stored_world, operation, ids, query=in_query(name, text))
                if response.status_code != 200:
                    assert (response.status_code, list(details_of(response))) == (400, [name]), text

    async def test_is_stated_once(self, world: World, operation: Operation) -> None:
        """However it is spelled, and also when it says the same again."""
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        for name in (*operation.handler.opt["listing"].readers, *PAGING):
            spelled = f"%{ord(name[0]):02X}{name[1:]}"
            for again in (f"{name}=1&{name}=1", f"{name}=1&{name}=2", f"{name}=1&{spelled}=1"):
                response = await say(world, operation, ids, query=again)
                assert response.status_code == 400
                assert details_of(response)[name] == "Stated more than once."

    async def test_that_nobody_knows_is_refused_by_name(self, world: World, operation: Operation) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        for text in SPELLED.values():
            if not 0 < len(text) <= LONGEST:
                continue
            response = await say(world, operation, ids, query=f"{quote(text, safe='')}=1")
            assert (response.status_code, len(details_of(response))) == (400, 1)


@pytest.mark.parametrize("operation", named(WITHOUT_QUERY))
async def test_other_operations_take_no_parameters(world: World, operation: Operation) -> None:
    await world.settle(Role.ADMIN)
    ids = await world.own(operation.name)
    body = {"json": operation.good_body(world)} if operation.body else {}
    before = list(world.api.house.happened)
    for query, name in (("a=1", "a"), ("a", "a"), ("_method=DELETE", "_method"), ("%00", "?"), ("%ff=1", "?")):
        response = await say(world, operation, ids, query=query, **body)
        assert (response.status_code, list(details_of(response))) == (400, [name]), query
    assert world.api.house.happened == before


@pytest.mark.parametrize("operation", named(KEYED))
async def test_keys_are_printable_or_refused_by_name(stored_world: World, operation: Operation) -> None:
    await stored_world.settle(Role.ADMIN)
    ids = await stored_world.own(operation.name)
    for text in SPELLED.values():
        headers = {"Idempotency-Key": text}
        response = await say(stored_world, operation, ids, headers=headers, json=operation.good_body(stored_world))
        if text.isascii() and text.decode().isprintable() and 0 < len(text) <= 255:
            assert response.is_success or response.status_code in {409, 422}, text
        else:
            assert (response.status_code, list(details_of(response))) == (400, ["Idempotency-Key"]), text


@pytest.mark.parametrize("operation", named(GUARDED))
async def test_tags_are_tags_or_refused_by_name(world: World, operation: Operation) -> None:
    await world.settle(Role.ADMIN)
    ids = await world.own(operation.name)
    tags = {b'""', b'"1"', b'"1-"', b'W/"1-0123456789abcdef"', b'"' + b"9" * 400 + b'-0123456789abcdef"'}
    for text in (*SPELLED.values(), *tags, b'"1-0123456789abcdef', b"1-0123456789abcdef", b"**", b'"a" "b"'):
        response = await say(world, operation, ids, headers={"If-Match": text}, json=operation.good_body(world))
        if response.status_code == 412:
            assert text in tags
        elif not response.is_success:
            assert (response.status_code, list(details_of(response))) == (400, ["If-Match"]), text
        else:
            assert text == b'W/"1-0123456789abcdef"'


class TestHeaders:
    @pytest.mark.parametrize(
        "header", ["User-Agent", "Accept", "Accept-Encoding", "If-None-Match", "Cookie", "Origin", "X-Forwarded-For"]
    )
    async def test_that_are_only_looked_at_change_nothing(self, stored_world: World, header: str) -> None:
        """Also not what is kept of them: the record of events holds who asked with which program."""
        await stored_world.settle(Role.ADMIN)
        for text in SPELLED.values():
            ticket = {"title": "It fails", "description": "Every time."}
            headers = {header: text[:65_536].replace(b"\0", b"")}  # a server takes no NUL in a header
            made = await stored_world.api.post("/tickets", stored_world.actor, ticket, headers=headers)
            assert made.status_code == 201, text
        kept = await stored_world.api.get("/audit-logs?action=desk.ticket_opened", stored_world.actor)
        assert kept.status_code == 200

    async def test_that_name_a_request_are_echoed_or_replaced(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        for text in SPELLED.values():
            response = await world.api.get("/users/me", world.actor, headers={"X-Request-Id": text})
            named = response.headers["x-request-id"]
            assert named.encode() == text or (len(named) == 32 and named.isalnum())
            assert response.json()["meta"]["requestId"] == named
