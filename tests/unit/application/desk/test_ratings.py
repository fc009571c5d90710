import re
from datetime import timedelta
from typing import Any

import pytest

from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.rate_by_link import RateByLinkCommand
from application.desk.rate_ticket import RateTicketCommand
from application.shared.origin import Origin, origin
from domain.desk.rating import NothingToRate, RatingLinkRefused, RatingNotFound
from domain.desk.ticket import Status, Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId
from entrypoints.settings import Settings
from tests.support.house import SmallHouse

ADMIN = Actor.house()


async def customer(house: SmallHouse, **what_matters: Any) -> Actor:
    return await house.person(Role.CUSTOMER, **{"email": "customer@example.com"} | what_matters)


async def move(house: SmallHouse, ticket: Ticket, *path: Status) -> None:
    for status in path:
        command = ChangeTicketStatusCommand(ticket_id=ticket.id, status=status, resolution="Restarted.")
        await house.desk.change_ticket_status(ADMIN, command)


async def resolved(house: SmallHouse, actor: Actor, **what_matters: Any) -> Ticket:
    ticket = await house.ticket(requester_id=actor.user_id, **what_matters)
    await move(house, ticket, Status.RESOLVED)
    return ticket


def token(house: SmallHouse) -> str:
    found = re.search("/rate#token=(.+)", house.mailer.sent[-1].text)
    assert found
    return found[1]


async def rate(house: SmallHouse, actor: Actor, ticket_id: TicketId, score: int = 4, comment: str = "") -> None:
    await house.desk.rate_ticket(actor, RateTicketCommand(ticket_id=ticket_id, score=score, comment=comment))


async def rate_by_link(house: SmallHouse, token: str, score: int = 4) -> None:
    await house.desk.rate_by_link(RateByLinkCommand(token=token, score=score, comment="By mail"))


class TestAsking:
    async def test_is_by_a_mail_with_a_link(self, house: SmallHouse) -> None:
        requester = await customer(house)
        ticket = await resolved(house, requester, title="<b>Fire</b>\x1b\n& smoke")
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == ("customer@example.com", f"How did we do? Ticket {ticket.number}")
        assert "\n<b>Fire</b> & smoke\n" in mail.text
        assert mail.html is not None
        assert "&lt;b&gt;Fire&lt;/b&gt; &amp; smoke" in mail.html
        assert f'href="{house.settings.address}/rate#token={token(house)}"' in mail.html

    async def test_is_about_resolutions_alone(self, house: SmallHouse) -> None:
        requester = await customer(house)
        spam, other = [await house.ticket(requester_id=requester.user_id) for _ in range(2)]
        await move(house, spam, Status.CLOSED)
        await move(house, other, Status.PENDING, Status.IN_PROGRESS)
        assert house.mailer.sent == []

    @pytest.mark.parametrize("change", [{"is_active": False}, {"email": "anna@import.invalid"}])
    async def test_reaches_nobody_who_is_not_there(self, house: SmallHouse, change: dict[str, Any]) -> None:
        await resolved(house, await customer(house, **change))
        assert house.mailer.sent == []

    async def test_is_not_about_what_comes_from_elsewhere(self, house: SmallHouse) -> None:
        await resolved(house, await customer(house), external_key="OTHER-7")
        assert house.mailer.sent == []

    async def test_is_not_of_who_resolved_it_themselves(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT, email="agent@example.com")
        before = origin.set(Origin(actor_id=agent.user_id))
        await resolved(house, agent)
        origin.reset(before)
        assert house.mailer.sent == []

    async def test_is_anew_about_every_resolution(self, house: SmallHouse) -> None:
        ticket = await resolved(house, await customer(house))
        first = token(house)
        await move(house, ticket, Status.REOPENED, Status.RESOLVED)
        assert len(house.mailer.sent) == 2
        assert token(house) != first

    async def test_can_be_switched_off(self) -> None:
        house = SmallHouse(settings=Settings(shelf="memory", csat_enabled=False))
        requester = await customer(house)
        ticket = await resolved(house, requester)
        assert house.mailer.sent == []
        await rate(house, requester, ticket.id)


class TestLink:
    async def test_shows_what_it_rates_and_rates_nothing(self, house: SmallHouse) -> None:
        ticket = await resolved(house, await customer(house))
        for _ in range(2):
            shown = await house.desk.show_rating_link(token(house))
            assert (shown.number, shown.title, shown.score, shown.comment) == (
                ticket.number,
                ticket.title,
                None,
                None,
            )
        assert "desk.ticket_rated" not in house.happened

    async def test_rates_and_changes_its_mind(self, house: SmallHouse) -> None:
        ticket = await resolved(house, await customer(house))
        for score in (5, 3):
            await rate_by_link(house, token(house), score)
            shown = await house.desk.show_rating_link(token(house))
            assert (shown.score, shown.comment) == (score, "By mail")
        assert (await house.desk.ratings.of_ticket(ADMIN, ticket.id)).score == 3
        assert house.happened.count("desk.ticket_rated") == 2

    async def test_ends_when_the_ticket_is_opened_again(self, house: SmallHouse) -> None:
        ticket = await resolved(house, await customer(house))
        first = token(house)
        await move(house, ticket, Status.REOPENED)
        await _require_refused(house, first)
        await move(house, ticket, Status.RESOLVED)
        await _require_refused(house, first)
        await rate_by_link(house, token(house))

    async def test_lasts_when_the_ticket_is_closed_and_ends_in_time(self, house: SmallHouse) -> None:
        ticket = await resolved(house, await customer(house))
        await move(house, ticket, Status.CLOSED)
        house.clock.skip(timedelta(days=29))
        await rate_by_link(house, token(house))
        house.clock.skip(timedelta(days=1))
        await _require_refused(house, token(house))

    async def test_is_refused_when_it_is_forged(self, house: SmallHouse) -> None:
        await resolved(house, await customer(house))
        await _require_refused(house, token(house).swapcase())


class TestRateTicket:
    async def test_is_of_ones_own(self, house: SmallHouse) -> None:
        requester, agent = await customer(house), await house.person(Role.AGENT)
        ticket = await resolved(house, requester)
        async with house.refuses(TicketNotFound):
            await rate(house, agent, ticket.id)
        with pytest.raises(RatingNotFound):
            await house.desk.ratings.of_ticket(agent, ticket.id)
        await rate(house, requester, ticket.id, 2, "Slow.")
        for reader in (requester, agent):
            row = await house.desk.ratings.of_ticket(reader, ticket.id)
            assert (row.score, row.comment) == (2, "Slow.")

    async def test_is_of_what_is_resolved(self, house: SmallHouse) -> None:
        requester = await customer(house)
        ticket = await house.ticket(requester_id=requester.user_id)
        async with house.refuses(NothingToRate):
            await rate(house, requester, ticket.id)


class TestLowRating:
    @pytest.mark.parametrize(("score", "tells"), [(1, True), (2, True), (3, False), (5, False)])
    async def test_is_told_to_the_lead(self, house: SmallHouse, score: int, *, tells: bool) -> None:
        requester, lead = await customer(house), await house.person(Role.AGENT)
        team = await house.team(lead_id=lead.user_id)
        ticket = await resolved(house, requester, team_id=team.id)
        await rate(house, requester, ticket.id, score)
        texts = [row.text for row in await house.told(lead.user_id)]
        assert texts == ([f"Ticket {ticket.number} was rated {score} of 5: {ticket.title}"] if tells else [])

    async def test_of_a_team_without_a_lead_is_told_to_nobody(self, house: SmallHouse) -> None:
        requester = await customer(house)
        ticket = await resolved(house, requester, team_id=(await house.team()).id)
        await rate(house, requester, ticket.id, 1)
        assert [row.kind for row in await house.told(requester.user_id)] == ["desk.ticket_moved"]


async def _require_refused(house: SmallHouse, token: str) -> None:
    with pytest.raises(RatingLinkRefused):
        await house.desk.show_rating_link(token)
    async with house.refuses(RatingLinkRefused):
        await rate_by_link(house, token)
