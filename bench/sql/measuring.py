"""Asking everything of one database."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import final

from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.shared.ports import Clock
from bench.sql.beside import beside
from bench.sql.budgets import Measured
from bench.sql.explained import explaining, only_connection
from bench.sql.facts import Facts, facts
from bench.sql.others import histories, people, points, writes
from bench.sql.question import Question
from bench.sql.queues import queues
from bench.sql.tickets import ticket_lists


def questions(known: Facts) -> Iterator[Question]:
    for some in (ticket_lists, histories, beside, people, points, queues, writes):
        yield from some(known)


async def measured(database_url: str, *, repeats: int = 1, only: str = "") -> AsyncIterator[Measured]:
    """Every statement in both modes, of every question or those whose names begin with `only`."""
    known = facts(database_url)
    async with open_pool(database_url, min_size=1, max_size=1, wait=30, statement_timeout=60) as pool:
        shelf = postgres_shelf(pool, ids=UuidIds(), awaited=frozenset(), clock=_WhenTheNewestCame(known))
        connection = await only_connection(pool)
        for question in (one for one in questions(known) if one.name.startswith(only)):
            with explaining(connection, repeats=repeats) as sent:
                await question.ask(shelf)
            for statement in sent:
                for run in statement.runs:
                    yield Measured.of(known.tickets, question.kind, question.name, run)


@final
class _WhenTheNewestCame(Clock):
    def __init__(self, known: Facts) -> None:
        self._known = known

    def now(self) -> datetime:
        return self._known.born(1)
