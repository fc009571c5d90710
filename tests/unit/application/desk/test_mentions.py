import pytest

from application.desk.errors import PersonNotMentionable
from domain.shared.access import Actor, Role
from domain.shared.ids import UserId
from tests.support.builders import a_user
from tests.support.house import SmallHouse
from tests.unit.application.desk.test_edit_comment import edit, only, say


def naming(*people: Actor) -> str:
    return " ".join(f"[@Somebody](user:{person.user_id})" for person in people)


async def told(house: SmallHouse, *people: Actor) -> list[int]:
    """How often each was told of a mention."""
    return [
        sum(notification.kind == "desk.people_mentioned" for notification in await house.told(person.user_id))
        for person in people
    ]


class TestMention:
    @pytest.mark.parametrize("internal", [True, False])
    async def test_tells_staff_where_they_are_named(self, house: SmallHouse, *, internal: bool) -> None:
        agent, other = await house.person(Role.AGENT), await house.person(Role.AGENT)
        team = await house.team()
        developer = await house.person(Role.DEVELOPER, team_id=team.id)
        ticket = await house.ticket(number=9, title="Printer on fire", team_id=team.id)
        await say(house, agent, ticket, naming(developer, other, developer, agent), internal=internal)
        assert (await only(house, ticket)).mentions == (developer.user_id, other.user_id, agent.user_id)
        assert await told(house, developer, other, agent) == [1, 1, 0]
        [notification] = await house.told(developer.user_id)
        assert (notification.text, notification.ticket_id) == (
            "You are mentioned on ticket 9: Printer on fire",
            ticket.id,
        )
        assert house.happened == ["desk.ticket_commented", "desk.people_mentioned"]

    async def test_of_oneself_alone_is_told_to_nobody(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await say(house, agent, ticket, naming(agent))
        assert house.happened == ["desk.ticket_commented"]

    async def test_is_refused_of_whoever_cannot_see_the_ticket(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        requester = Actor(ticket.requester_id, Role.CUSTOMER)
        outside = await house.person(Role.DEVELOPER)
        suspended = await house.person(Role.AGENT, is_active=False)
        nobody = Actor(UserId(a_user().id), Role.AGENT)
        for person in (requester, outside, suspended, nobody):
            async with house.refuses(PersonNotMentionable) as refused:
                await say(house, agent, ticket, naming(agent, person), internal=True)
            assert refused.value.details == {"body": f"Cannot see this: {person.user_id}"}

    async def test_is_a_name_and_no_more_where_customers_write_one(self, house: SmallHouse) -> None:
        customer, agent = await house.person(Role.CUSTOMER), await house.person(Role.AGENT)
        ticket = await house.ticket(requester_id=customer.user_id)
        comment_id = await say(house, customer, ticket, naming(agent, customer))
        assert (await only(house, ticket)).mentions == ()
        assert await told(house, agent) == [0]
        assert "mention" not in (await house.desk.conversation.card(customer, ticket.id, comment_id)).body_html

    async def test_is_shown_as_one(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        comment_id = await say(house, agent, ticket, naming(agent))
        html = (await house.desk.conversation.card(agent, ticket.id, comment_id)).body_html
        assert html == f'<p><span class="mention" data-user-id="{agent.user_id}">@Somebody</span></p>\n'


class TestMentionInAnEdit:
    async def test_tells_those_who_are_new(self, house: SmallHouse) -> None:
        agent, first, second = [await house.person(Role.AGENT) for _ in range(3)]
        ticket = await house.ticket()
        comment_id = await say(house, agent, ticket, naming(first))
        await edit(house, agent, ticket, comment_id, body=naming(first, second))
        assert await told(house, first, second) == [1, 1]
        await edit(house, agent, ticket, comment_id, body=naming(second))
        assert (await only(house, ticket)).mentions == (second.user_id,)
        assert await told(house, first, second) == [1, 1]

    async def test_takes_those_who_stood_there_before(self, house: SmallHouse) -> None:
        """Whoever left since keeps nobody from mending what they said."""
        agent, left = await house.person(Role.AGENT), await house.person(Role.AGENT)
        ticket = await house.ticket()
        comment_id = await say(house, agent, ticket, naming(left))
        await house.settle(a_user(id=left.user_id, role=Role.CUSTOMER))
        await edit(house, agent, ticket, comment_id, body=f"{naming(left)}!")
        assert (await only(house, ticket)).mentions == (left.user_id,)
        other = await house.person(Role.CUSTOMER)
        async with house.refuses(PersonNotMentionable):
            await edit(house, agent, ticket, comment_id, body=naming(left, other))
