"""Every place of a body with every number, and with what some take for numbers; every such parameter likewise."""

from contextlib import suppress
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from domain.shared.access import Role
from tests.security import corpus
from tests.security.surface import LISTS, MEMBERS, Member, Operation, named, placed, say
from tests.security.test_texts import require_client_error
from tests.security.world import World

COUNTED = [member for member in MEMBERS if member.kinds & {int, float, bool}]
OTHERS = [member for member in MEMBERS if not member.kinds & {int, float, bool}]


def taken(literal: str, annotation: Any) -> Any:
    """What the literal stands for, or UNSET where it is no value of this type, or no JSON at all."""
    with suppress(msgspec.ValidationError, msgspec.DecodeError):
        return msgspec.json.decode(literal, type=annotation)
    return msgspec.UNSET


@pytest.mark.parametrize("member", placed(COUNTED))
class TestNumber:
    async def test_is_kept_as_it_is_or_refused_by_name(self, world: World, member: Member) -> None:
        await world.settle(Role.ADMIN)
        for literal in corpus.NUMBERS:
            ids = await world.own(member.operation.name)
            response = await say(world, member.operation, ids, content=member.planted_raw(literal, world))
            value = taken(literal, member.annotation)
            if value is msgspec.UNSET:
                require_client_error(response, member.name)
            elif response.is_success and response.content and member.path[-1] in response.json()["data"]:
                shown = member.found(response.json()["data"])
                assert (shown, type(shown)) == (value, type(value)), literal
            else:
                assert response.is_success or member.name in response.json()["error"]["details"], literal


@pytest.mark.parametrize("member", placed(OTHERS))
class TestText:
    async def test_is_not_written_as_a_number(self, world: World, member: Member) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(member.operation.name)
        for literal in corpus.NUMBERS:
            if taken(literal, member.annotation) is not msgspec.UNSET:
                continue  # texts and objects are for other tests
            response = await say(world, member.operation, ids, content=member.planted_raw(literal, world))
            assert 400 <= response.status_code < 500
            assert any(name.startswith(member.name) for name in response.json()["error"]["details"]), literal


@pytest.mark.parametrize("operation", named(LISTS))
class TestParameter:
    @pytest.mark.parametrize("name", ["page", "limit"])
    async def test_of_paging_is_a_plain_number_within_bounds(
        self, world: World, operation: Operation, name: str
    ) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        for text in corpus.NO_NUMBERS:
            response = await say(world, operation, ids, query=f"{name}={text if '%' in text else quote(text)}")
            assert (response.status_code, list(response.json()["error"]["details"])) == (400, [name]), text
        for text, status in {"1": 200, "100": 200, "101": {"page": 200, "limit": 400}[name]}.items():
            assert (await say(world, operation, ids, query=f"{name}={text}")).status_code == status

    async def test_is_answered_whatever_number_is_stated(self, world: World, operation: Operation) -> None:
        """By its name where it is refused; to read `-0` as a number asked for does no harm."""
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        listing = operation.handler.opt["listing"]
        for name in (*listing.readers, "page", "limit", "total", "sort", "fields", "cursor"):
            for literal in corpus.NUMBERS:
                response = await say(world, operation, ids, query=f"{name}={quote(literal)}")
                if response.status_code != 200:
                    assert (response.status_code, list(response.json()["error"]["details"])) == (400, [name]), literal
