import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.desk.queries.ratings import RatedTicket, RatingRow
from application.desk.rate_ticket import RateTicket, RateTicketCommand
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.rating import RatingNotFound
from domain.desk.ticket import Status, Ticket, TicketNotFound
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_rating, a_team, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("createdAt"),))
DAY = timedelta(days=1)


async def a_resolved(shelf: Shelf, **what_matters: Any) -> tuple[User, Ticket]:
    requester = a_user()
    usual: dict[str, Any] = {"status": Status.RESOLVED, "resolved_at": MONDAY}
    ticket = a_ticket(requester_id=requester.id, **usual | what_matters)
    await stock(shelf, requester, ticket)
    return requester, ticket


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        requester, ticket = await a_resolved(shelf)
        rating = a_rating(
            ticket_id=ticket.id, requester_id=requester.id, comment="Slow.", resolved_at=MONDAY, updated_at=MONDAY + DAY
        )
        await stock(shelf, rating)
        async with shelf.desk_work() as work:
            assert await work.ratings.find(ticket.id, MONDAY) == rating
            assert await work.ratings.find(ticket.id, MONDAY + DAY) is None
        row = RatingRow(**{name: getattr(rating, name) for name in RatingRow.__struct_fields__})
        assert await shelf.ratings.of_ticket(AGENT, ticket.id) == row
        assert (await shelf.ratings.own(acting(requester), PAGE)).items == [row]

    async def test_keeps_changes_and_shows_the_latest_resolution(self, shelf: Shelf) -> None:
        requester, ticket = await a_resolved(shelf)
        early, late = (
            a_rating(ticket_id=ticket.id, requester_id=requester.id, resolved_at=at) for at in (MONDAY, MONDAY + DAY)
        )
        await stock(shelf, late, early)
        async with shelf.desk_work() as work:
            loaded = await work.ratings.find(ticket.id, MONDAY + DAY)
            assert loaded is not None
            await work.ratings.save(loaded.change(score=5, comment="Better.", at=MONDAY + DAY)[0])
        row = await shelf.ratings.of_ticket(AGENT, ticket.id)
        assert (row.id, row.score, row.comment) == (late.id, 5, "Better.")


class TestScope:
    @pytest.mark.parametrize("role", Role)
    async def test_is_for_the_requester_and_staff_who_see_the_ticket(self, shelf: Shelf, role: Role) -> None:
        requester, ticket = await a_resolved(shelf)
        reader = a_user(role=role)
        await stock(shelf, reader, a_rating(ticket_id=ticket.id, requester_id=requester.id))
        assert (await shelf.ratings.of_ticket(acting(requester), ticket.id)).score == 3
        if role in {Role.ADMIN, Role.MANAGER, Role.AGENT}:
            assert (await shelf.ratings.of_ticket(acting(reader), ticket.id)).score == 3
        else:
            with pytest.raises(TicketNotFound):
                await shelf.ratings.of_ticket(acting(reader), ticket.id)
        assert (await shelf.ratings.own(acting(reader), PAGE)).items == []

    async def test_is_none_where_nobody_rated(self, shelf: Shelf) -> None:
        _, ticket = await a_resolved(shelf)
        with pytest.raises(RatingNotFound):
            await shelf.ratings.of_ticket(AGENT, ticket.id)


class TestResolution:
    async def test_is_shown_with_what_was_said_of_it(self, shelf: Shelf) -> None:
        requester, ticket = await a_resolved(shelf)
        unrated = RatedTicket(number=ticket.number, title=ticket.title, score=None, comment=None)
        assert await shelf.ratings.of_resolution(ticket.id, MONDAY) == unrated
        earlier = a_rating(ticket_id=ticket.id, requester_id=requester.id, resolved_at=MONDAY - DAY)
        await stock(shelf, earlier)
        assert await shelf.ratings.of_resolution(ticket.id, MONDAY) == unrated
        await stock(shelf, a_rating(ticket_id=ticket.id, requester_id=requester.id, score=1, comment="No."))
        shown = await shelf.ratings.of_resolution(ticket.id, MONDAY)
        assert shown == RatedTicket(number=ticket.number, title=ticket.title, score=1, comment="No.")

    @pytest.mark.parametrize(
        ("at", "status"),
        [(MONDAY + DAY, Status.RESOLVED), (MONDAY, Status.REOPENED)],
        ids=["another", "opened again"],
    )
    async def test_that_does_not_last_is_none(self, shelf: Shelf, at: datetime, status: Status) -> None:
        _, ticket = await a_resolved(shelf, status=status)
        assert await shelf.ratings.of_resolution(ticket.id, at) is None
        assert await shelf.ratings.of_resolution(a_ticket().id, at) is None


class TestManyAtOnce:
    async def test_leave_one_rating(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        requester, ticket = await a_resolved(shelf, resolved_at=clock.now())
        rate = RateTicket(GivingWay(shelf.desk_work), clock, ids, timedelta(days=30))
        commands = [RateTicketCommand(ticket_id=ticket.id, score=score) for score in (1, 2, 3, 4, 5)]
        await asyncio.gather(*(rate(acting(requester), command) for command in commands))
        assert (await shelf.ratings.own(acting(requester), PAGE)).total == 1


class TestAddress:
    async def test_is_that_of_active_people(self, shelf: Shelf) -> None:
        user, away = a_user(), a_user(is_active=False)
        await stock(shelf, user, away)
        async with shelf.desk_work() as work:
            assert await work.people.address(user.id) == user.email
            assert await work.people.address(away.id) is None
            assert await work.people.address(a_user().id) is None


class TestLead:
    async def test_is_whoever_leads_the_team_and_sees_the_ticket(self, shelf: Shelf) -> None:
        leads = [a_user(role=Role.AGENT), a_user(role=Role.CUSTOMER), a_user(role=Role.AGENT, is_active=False)]
        await stock(shelf, *leads)
        found: list[UserId | None] = []
        for lead in (*leads, None):
            team = a_team(lead_id=lead.id if lead else None)
            await stock(shelf, team)
            _, ticket = await a_resolved(shelf, team_id=team.id)
            async with shelf.notifications_work() as work:
                found.append(await work.audiences.lead(ticket.id))
        _, teamless = await a_resolved(shelf)
        async with shelf.notifications_work() as work:
            found.append(await work.audiences.lead(teamless.id))
        assert found == [leads[0].id, None, None, None, None]
