"""Query strings made to reach what they must not: other columns, other rows, the end of numbers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from msgspec import Struct

from adapters.postgres.tables import metadata
from domain.shared.access import Role
from entrypoints.http.openapi.operation import camel
from entrypoints.http.policy import routes_of
from entrypoints.http.query import Listing
from entrypoints.http.routes import ROUTES
from tests.security.world import World

LISTS = [
    pytest.param(path, handler.opt["listing"], id=handler.fn.__name__)
    for router in ROUTES
    for _, path, handler in routes_of(router)
    if "listing" in handler.opt
]
NO_NUMBERS = [
    "-1",
    "0",
    "1e2",
    "+1",
    "1.0",
    "0x1",
    "\N{ARABIC-INDIC DIGIT ONE}",
    "9" * 30,
    "%00",
    "1%00",
    " 1",
    "",
    "null",
]
COLUMNS = sorted({column.name for table in metadata.tables.values() for column in table.columns})


async def asked(world: World, path: str, query: str) -> tuple[int, dict[str, str]]:
    """Status and details for a list of the admin's own."""
    ids = await world.own("list")
    response = await world.api.get(f"{path.format(**ids).removeprefix('/api/v1')}?{query}", world.actor)
    return response.status_code, (response.json()["error"] or {}).get("details", {})


@pytest.mark.parametrize(("path", "listing"), LISTS)
class TestList:
    async def test_is_sorted_cut_and_filtered_only_by_what_it_says(
        self, world: World, path: str, listing: Listing[Struct]
    ) -> None:
        await world.settle(Role.ADMIN)
        for column in {*COLUMNS, *map(camel, COLUMNS), "id; drop table users", "*"}:
            for parameter, allowed in (("sort", listing.sorts), ("fields", listing.row_fields)):
                expected = 200 if column in allowed else 400
                status, details = await asked(world, path, f"{parameter}={column}")
                assert (status, bool(details)) == (expected, expected == 400), (parameter, column)
            if column not in listing.readers:
                status, details = await asked(world, path, f"{column.replace(';', '%3B')}=1")
                assert (status, list(details.values())) == (400, ["Unknown."])

    @pytest.mark.parametrize(
        "value",
        ["-1", "0", "1e2", "+1", "1.0", "0x1", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 30, "%00", "1%00", " 1", "", "null"],
    )
    async def test_takes_no_number_that_is_none(
        self, world: World, path: str, listing: Listing[Struct], value: str
    ) -> None:
        del listing
        await world.settle(Role.ADMIN)
        for name in ("page", "limit"):
            status, details = await asked(world, path, f"{name}={value}")
            assert (status, list(details)) == (400, [name])

    async def test_takes_every_filter_strictly(self, world: World, path: str, listing: Listing[Struct]) -> None:
        await world.settle(Role.ADMIN)
        for name in listing.readers:
            for value in ("", "%00", "%ff", "a&" + name + "=b", "x" * 2_000):
                status, details = await asked(world, path, f"{name}={value}")
                assert status == 400, (name, value)
                assert name in details


class TestCursor:
    async def test_is_worth_nothing_with_any_bit_flipped(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        for _ in range(3):
            await world.ticket_of(world.other)
        first = await world.api.get("/tickets?limit=2", world.actor)
        cursor = first.json()["meta"]["pagination"]["nextCursor"]
        assert (await world.api.get(f"/tickets?cursor={cursor}", world.actor)).status_code == 200
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        for bit in range(len(raw) * 8):
            flipped = bytearray(raw)
            flipped[bit // 8] ^= 1 << bit % 8
            forged = urlsafe_b64encode(flipped).rstrip(b"=").decode()
            response = await world.api.get(f"/tickets?cursor={forged}", world.actor)
            assert (response.status_code, list(response.json()["error"]["details"])) == (400, ["cursor"])

    async def test_has_one_spelling(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        for _ in range(3):
            await world.ticket_of(world.other)
        cursor = (await world.api.get("/tickets?limit=2", world.actor)).json()["meta"]["pagination"]["nextCursor"]
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        same_bytes = [cursor[:-1] + letter for letter in alphabet if letter != cursor[-1]]
        for spelling in (
            *same_bytes,
            f"{cursor}=",
            f"{cursor}%20",
            f"%0A{cursor}",
            cursor.replace("-", "%2B"),
            "ü",
            "A",
        ):
            if spelling == cursor:
                continue
            assert (await world.api.get(f"/tickets?cursor={spelling}", world.actor)).status_code == 400

    async def test_is_good_for_its_own_list_only(self, world: World) -> None:
        await world.settle(Role.ADMIN)
        for _ in range(3):
            await world.ticket_of(world.other)
        cursor = (await world.api.get("/tickets?limit=2", world.actor)).json()["meta"]["pagination"]["nextCursor"]
        for elsewhere in ("/tickets?sort=createdAt&", "/tickets?status=open&", "/users?", "/notifications?"):
            response = await world.api.get(f"{elsewhere}cursor={cursor}", world.actor)
            assert (response.status_code, list(response.json()["error"]["details"])) == (400, ["cursor"])
