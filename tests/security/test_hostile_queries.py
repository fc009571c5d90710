"""Query strings made to reach what they must not: other columns, other rows, the end of numbers."""

from dataclasses import replace

import pytest
from msgspec import Struct

from adapters.postgres.tables import metadata
from domain.shared.access import Role
from entrypoints.http.openapi.operation import camel
from entrypoints.http.paging import PAGING
from entrypoints.http.policy import routes_of
from entrypoints.http.query import Listing
from entrypoints.http.routes import ROUTES
from tests.security.surface import OPERATIONS, Operation, named, say
from tests.security.world import World
from tests.support.shelves import stock

LISTS = [
    pytest.param(path, handler.opt["listing"], id=handler.fn.__name__)
    for router in ROUTES
    for _, path, handler in routes_of(router)
    if "listing" in handler.opt
]
READING = [one for one in OPERATIONS if one.method == "GET" and "redirect" not in one.handler.opt]
CANARY = "canary-7f3a9c"
HASHES = (
    "password_hash",
    "passwordHash",
    "PASSWORD_HASH",
    "users.password_hash",
    "user.passwordHash",
    "%22password_hash%22",
    "password_hash%20desc",
    "password_hash%3A%3Atext",
    "+password_hash",
    "(select%20password_hash%20from%20users)",
)
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
            if column not in listing.readers and column not in PAGING:
                status, details = await asked(world, path, f"{column.replace(';', '%3B')}=1")
                assert (status, list(details.values())) == (400, ["Unknown."])

    async def test_takes_every_filter_strictly(self, world: World, path: str, listing: Listing[Struct]) -> None:
        await world.settle(Role.ADMIN)
        for name in listing.readers:
            for value in ("", "%00", "%ff", "a&" + name + "=b", "x" * 2_000):
                status, details = await asked(world, path, f"{name}={value}")
                assert status == 400, (name, value)
                assert name in details

    async def test_does_not_know_the_hash_of_a_password_by_any_name(
        self, world: World, path: str, listing: Listing[Struct]
    ) -> None:
        await world.settle(Role.ADMIN)
        allowed = next(iter(listing.sorts))
        for name in HASHES:
            for query in (
                f"sort={name}",
                f"sort=-{name}",
                f"sort={allowed},{name}",
                f"fields={name}",
                f"fields=id,{name}",
            ):
                status, details = await asked(world, path, query)
                assert (status, list(details)) == (400, [query.partition("=")[0]]), query
            status, details = await asked(world, path, f"{name}=1")
            assert (status, list(details.values())) == (400, ["Unknown."]), name


@pytest.mark.parametrize("operation", named(READING))
async def test_no_answer_holds_the_hash_of_a_password(world: World, operation: Operation) -> None:
    await world.settle(Role.ADMIN)
    house = world.api.house
    for person in (world.actor, world.other, world.spare):
        user = await house.user(person.user_id)
        await stock(house.shelf, replace(user, password_hash=CANARY))
    changed = {"password": "Correct-Horse-7", "firstName": "Changed"}
    await world.api.patch(f"/users/{world.other.user_id}", world.actor, changed)
    response = await say(world, operation, await world.own(operation.name))
    assert response.is_success
    assert CANARY not in response.text
    assert "Correct-Horse-7" not in response.text
