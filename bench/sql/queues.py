"""What handing out tickets looks up: the queue of a team, at its beginning and deep in it, and who there is."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from application.desk.ports import TicketQueues
from application.desk.route_tickets import AT_ONCE
from application.shelf import Shelf
from bench.sql.facts import Facts
from bench.sql.question import Ask, Question

Look = Callable[[TicketQueues], Awaitable[Any]]


def queues(known: Facts) -> Iterator[Question]:
    routed = known.categories_of_team
    yield Question(
        "queue", "the queue of a team", _at(lambda it: it.waiting(known.team, routed, after=None, limit=AT_ONCE))
    )
    yield Question("queue", "the queue of no team", _at(lambda it: it.waiting(None, routed, after=None, limit=AT_ONCE)))
    yield Question("queue", "the queue of a team, deep", _at(lambda it: _second_portion(it, known)))
    yield Question("queue", "teams with a queue", _at(lambda it: it.teams(routed)))
    yield Question("people", "who of a team is there", _at(lambda it: it.developers(known.team)))
    yield Question("point", "whose a ticket was", _at(lambda it: it.turns([known.ticket])))
    yield Question("write", "what somebody holds", _at(lambda it: it.held_by(known.quiet_developer.user_id)))


async def _second_portion(it: TicketQueues, known: Facts) -> None:
    first = await it.waiting(known.team, known.categories_of_team, after=None, limit=AT_ONCE)
    await it.waiting(known.team, known.categories_of_team, after=first[-1], limit=AT_ONCE)


def _at(look: Look) -> Ask:
    async def ask(shelf: Shelf) -> None:
        async with shelf.desk_work() as work:
            await look(work.queues)

    return ask
