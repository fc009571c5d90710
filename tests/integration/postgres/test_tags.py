"""What counting tags reads: never more than the newest tickets, however many somebody may see."""

import psycopg
import pytest

from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.desk.queries.tags import NEWEST, TagFilter
from bench.sql.explained import explaining, only_connection
from bench.sql.world import fill
from domain.shared.access import Actor, Role
from tests.support.postgres import Databases

TICKETS = 30_000
"""So that the busiest team has more than are counted."""


@pytest.fixture(scope="module")
def filled(databases: Databases) -> str:
    url = databases.create()
    fill(url, TICKETS)
    return url


@pytest.mark.parametrize("search", ["", "Tag1"])
async def test_are_looked_up_of_so_many_tickets_at_most(filled: str, search: str) -> None:
    for actor, held_back in people(filled):
        async with open_pool(filled, min_size=1, max_size=1, wait=30) as pool:
            shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset())
            with explaining(await only_connection(pool)) as sent:
                await shelf.tickets.tags(actor, TagFilter(search=search))
        (statement,) = sent
        for run in statement.runs:
            read = [
                node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
                for node in run.nodes()
                if "Index Name" in node
            ]
            assert not run.scanned_whole()
            assert (max(read) == NEWEST) is held_back, (actor.role, run.mode, read)
            assert max(read) <= NEWEST, (actor.role, run.mode, read)


def people(url: str) -> list[tuple[Actor, bool]]:
    """Those with most tickets in each way, and whether they may see more than are counted."""
    with psycopg.connect(url) as connection:
        busiest = {
            owner: connection.execute(
                f"SELECT {owner} FROM tickets WHERE {owner} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC".encode()  # noqa: S608
            ).fetchone()
            for owner in ("requester_id", "assignee_id", "team_id")
        }
    requester, assignee, team = (row[0] for row in busiest.values() if row)
    return [
        (Actor(assignee, Role.ADMIN), True),
        (Actor(assignee, Role.DEVELOPER, team), True),
        (Actor(requester, Role.CUSTOMER), False),
    ]
