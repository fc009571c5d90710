import pytest

from application.desk.discard_draft import DiscardDraftCommand
from application.desk.keep_draft import KeepDraftCommand
from domain.desk.draft import DraftNotFound
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse
from tests.unit.application.desk.test_edit_comment import say


async def keep(house: SmallHouse, actor: Actor, ticket: Ticket, body: str, *, internal: bool = False) -> None:
    await house.desk.keep_draft(actor, KeepDraftCommand(ticket_id=ticket.id, body=body, internal=internal))


class TestKeepDraft:
    async def test_puts_it_in_place_of_the_one_before(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await keep(house, agent, ticket, "Have")
        begun = house.clock.time
        await keep(house, agent, ticket, "Have you", internal=True)
        card = await house.desk.drafts.card(agent, ticket.id)
        assert (card.body, card.is_internal, card.created_at, card.updated_at) == (
            *("Have you", True),
            *(begun, house.clock.time),
        )

    async def test_leaves_no_trace(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        before = await house.card(ticket.id)
        await keep(house, agent, ticket, "Have you")
        assert (house.happened, await house.record(), await house.card(ticket.id)) == ([], [], before)

    async def test_of_a_note_is_for_staff(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id)
        async with house.refuses(Forbidden):
            await keep(house, customer, ticket, "Have you", internal=True)
        await keep(house, customer, ticket, "I have")

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER])
    async def test_does_not_exist_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket()
        async with house.refuses(TicketNotFound):
            await keep(house, actor, ticket, "Have you")


class TestEndOfADraft:
    async def test_comes_with_the_comment(self, house: SmallHouse) -> None:
        one, other = await house.person(Role.AGENT), await house.person(Role.AGENT)
        ticket = await house.ticket()
        await keep(house, one, ticket, "Mine")
        await keep(house, other, ticket, "Theirs")
        await say(house, one, ticket)
        with pytest.raises(DraftNotFound):
            await house.desk.drafts.card(one, ticket.id)
        assert (await house.desk.drafts.card(other, ticket.id)).body == "Theirs"

    async def test_comes_when_it_is_discarded(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await keep(house, agent, ticket, "Have")
        for _ in range(2):
            await house.desk.discard_draft(agent, DiscardDraftCommand(ticket_id=ticket.id))
        with pytest.raises(DraftNotFound):
            await house.desk.drafts.card(agent, ticket.id)

    async def test_is_nothing_to_those_who_do_not_know_the_ticket(self, house: SmallHouse) -> None:
        developer, ticket = await house.person(Role.DEVELOPER), await house.ticket()
        async with house.refuses(TicketNotFound):
            await house.desk.discard_draft(developer, DiscardDraftCommand(ticket_id=ticket.id))
