from typing import Any

import pytest

from application.desk.apply_macro import ApplyMacroCommand
from domain.desk.developer import NotADeveloper
from domain.desk.macro import Macro, MacroNotFound
from domain.desk.ticket import MoveNotAllowed, Priority, Status, Ticket, TicketClosed, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, Refusal
from tests.support.builders import a_macro, a_user
from tests.support.house import SmallHouse
from tests.support.shelves import stock


async def macro(house: SmallHouse, **what_matters: Any) -> Macro:
    made = a_macro(**what_matters)
    await stock(house.shelf, made)
    return made


async def use(house: SmallHouse, actor: Actor, ticket: Ticket, made: Macro) -> None:
    await house.desk.apply_macro(actor, ApplyMacroCommand(ticket_id=ticket.id, macro_id=made.id))


class TestApply:
    async def test_says_and_does_all_of_it(self, house: SmallHouse) -> None:
        developer = await house.developer(Role.AGENT, first_name="Bo")
        requester = await house.settle(a_user(first_name="Ada_L"))
        ticket = await house.ticket(requester_id=requester.user_id, tags=("old",))
        made = await macro(
            house,
            body="Hello {{requester.firstName}}, {{assignee.name}} looks at it.",
            status=Status.PENDING,
            priority=Priority.HIGH,
            tags=("retried", "old"),
            assigns_to_me=True,
        )
        await use(house, developer, ticket, made)
        card = await house.card(ticket.id)
        assert (card.status, card.priority, card.assignee_id) == ("pending", "high", developer.user_id)
        assert card.tags == ["old", "retried"]
        [said] = await house.comments(ticket.id)
        assert (said.body, said.is_internal, said.author_id) == (
            *("Hello Ada\\_L, Bo looks at it.", False),
            developer.user_id,
        )

    async def test_changes_nothing_that_is_so_already(self, house: SmallHouse) -> None:
        developer = await house.developer(Role.AGENT)
        ticket = await house.ticket(status=Status.PENDING, priority=Priority.LOW, assignee_id=developer.user_id)
        made = await macro(house, body="", status=Status.PENDING, priority=Priority.LOW, assigns_to_me=True)
        before = await house.card(ticket.id)
        await use(house, developer, ticket, made)
        assert (await house.card(ticket.id), house.happened) == (before, [])

    async def test_takes_a_ticket_from_whoever_has_it(self, house: SmallHouse) -> None:
        agent, other = await house.developer(Role.AGENT), await house.developer()
        ticket = await house.ticket(assignee_id=other.user_id)
        await use(house, agent, ticket, await macro(house, assigns_to_me=True))
        assert (await house.card(ticket.id)).assignee_id == agent.user_id

    async def test_writes_a_note(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await use(house, agent, ticket, await macro(house, is_internal=True))
        assert [said.is_internal for said in await house.comments(ticket.id)] == [True]

    async def test_replies_before_it_resolves(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await use(house, agent, ticket, await macro(house, status=Status.RESOLVED))
        assert (await house.card(ticket.id)).status == "resolved"

    async def test_reopens_before_anything_else(self, house: SmallHouse) -> None:
        agent = await house.developer(Role.AGENT)
        ticket = await house.ticket(status=Status.CLOSED)
        made = await macro(house, status=Status.REOPENED, priority=Priority.LOW, assigns_to_me=True)
        await use(house, agent, ticket, made)
        card = await house.card(ticket.id)
        assert (card.status, card.priority, card.assignee_id) == ("reopened", "low", agent.user_id)


class TestRefusal:
    @pytest.mark.parametrize(
        ("changes", "what_matters", "refusal"),
        [
            ({"status": Status.REOPENED}, {}, MoveNotAllowed),
            ({"status": Status.CLOSED}, {}, Forbidden),
            ({"priority": Priority.LOW}, {"status": Status.CLOSED}, TicketClosed),
            ({"assigns_to_me": True}, {}, NotADeveloper),
        ],
        ids=str,
    )
    async def test_of_one_thing_leaves_nothing_done(
        self, house: SmallHouse, changes: dict[str, Any], what_matters: dict[str, Any], refusal: type[Refusal]
    ) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(**what_matters)
        made = await macro(house, **changes)
        async with house.refuses(refusal):
            await use(house, agent, ticket, made)

    async def test_is_of_what_one_cannot_know(self, house: SmallHouse) -> None:
        agent, developer = await house.person(Role.AGENT), await house.person(Role.DEVELOPER)
        ticket, theirs = await house.ticket(), await macro(house, owner_id=agent.user_id)
        shared = await macro(house)
        async with house.refuses(TicketNotFound):
            await use(house, developer, ticket, shared)
        own = await house.ticket(requester_id=developer.user_id)
        for unknown in (theirs, a_macro()):
            async with house.refuses(MacroNotFound):
                await use(house, developer, own, unknown)
            async with house.refuses(MacroNotFound):
                await house.desk.fill_macro(developer, own.id, unknown.id)
        async with house.refuses(TicketNotFound):
            await house.desk.fill_macro(developer, ticket.id, shared.id)

    async def test_is_of_those_who_do_not_work_here(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        ticket, made = await house.ticket(requester_id=customer.user_id), await macro(house)
        async with house.refuses(Forbidden):
            await use(house, customer, ticket, made)
        async with house.refuses(Forbidden):
            await house.desk.fill_macro(customer, ticket.id, made.id)


class TestFill:
    async def test_shows_what_would_be_said(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT, first_name="Bo")
        ticket = await house.ticket(number=7, title="<b>")
        made = await macro(house, body="**{{ticket.number}}** {{ticket.title}} {{agent.name}}", is_internal=True)
        filled = await house.desk.fill_macro(agent, ticket.id, made.id)
        assert (filled.macro_id, filled.body, filled.is_internal) == (made.id, "**7** \\<b\\> Bo", True)
        assert filled.body_html == "<p><strong>7</strong> &lt;b&gt; Bo</p>\n"
        assert (await house.comments(ticket.id), house.happened) == ([], [])
