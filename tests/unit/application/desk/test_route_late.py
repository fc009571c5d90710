"""What was looked at before the locks is not what is found behind them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from application.desk.ports import DeskWork
from application.desk.relieve_developer import RelieveDeveloper
from application.desk.route_tickets import RouteTickets
from application.desk.skill_match import SkillMatch
from application.shared.ports import UnitOfWork
from domain.desk.routing import Routing
from domain.desk.ticket import Status
from domain.shared.access import Role
from domain.shared.ids import UserId
from tests.support.builders import a_developer
from tests.support.doubles import NumberedIds
from tests.support.house import SmallHouse
from tests.unit.application.desk.routed import RoutedTeam

See = Callable[[list[Any]], list[Any]]


@dataclass
class Sighting:
    """What one look at the queues finds is of another time, once."""

    look: str
    see: See
    looks: int = 0


@dataclass
class Outdated:
    queues: Any
    sighting: Sighting

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def look(*args: Any, **kwargs: Any) -> Any:
            found = await getattr(self.queues, name)(*args, **kwargs)
            if name != self.sighting.look:
                return found
            self.sighting.looks += 1
            return self.sighting.see(found) if self.sighting.looks == 1 else found

        return look


@dataclass
class Late:
    uow: UnitOfWork[DeskWork]
    sighting: Sighting = field(kw_only=True)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[DeskWork]:
        async with self.uow() as work:
            yield replace(work, queues=Outdated(work.queues, self.sighting))  # type: ignore[arg-type] # but for one


def other_tickets(found: list[Any]) -> list[Any]:
    return [replace(ticket, version=ticket.version - 1) for ticket in found]


def less_loaded(found: list[Any]) -> list[Any]:
    return [replace(developer, open_tickets=developer.open_tickets - 1) for developer in found]


def somebody_who_left(found: list[Any]) -> list[Any]:
    return [a_developer(team_id=developer.team_id, open_tickets=0) for developer in found]


class TestRouteTickets:
    @pytest.mark.parametrize(
        ("look", "see"),
        [("waiting", other_tickets), ("developers", less_loaded), ("developers", somebody_who_left)],
        ids=["a ticket that has changed", "a developer who has more", "a developer who is none any more"],
    )
    async def test_starts_over(self, house: SmallHouse, look: str, see: See) -> None:
        team = await RoutedTeam(house, Routing.MANUAL).settle()
        ticket_id = await team.opened()
        routed = await team.below(routing=Routing.LEAST_LOADED)
        ticket = await house.ticket(category_id=routed.id, team_id=team.team.id)
        developer = await team.developer(capacity=2)
        await house.ticket(assignee_id=developer.user_id)
        sighting = Sighting(look, see)
        late: Any = Late(house.shelf.desk_work, sighting=sighting)
        await RouteTickets(late, house.clock, NumberedIds(), SkillMatch())(team.team.id)
        assert sighting.looks > 1
        assert await team.holder(ticket.id) == developer.user_id
        assert (await team.turn(ticket.id)).why == "Least loaded of 1 present in Billing: 1 of 2."
        assert await team.holder(ticket_id) is None


class TestRelieveDeveloper:
    @pytest.mark.parametrize("status", [Status.OPEN, Status.RESOLVED])
    async def test_leaves_what_is_not_theirs_any_more_or_done(self, house: SmallHouse, status: Status) -> None:
        gone, other = UserId((await house.person(Role.DEVELOPER)).user_id), await house.developer()
        holder = other.user_id if status is Status.OPEN else gone
        ticket = await house.ticket(status=status, assignee_id=holder)
        await RelieveDeveloper(house.shelf.desk_work, house.clock).of(ticket.id, gone)
        assert (await house.card(ticket.id)).assignee_id == holder
