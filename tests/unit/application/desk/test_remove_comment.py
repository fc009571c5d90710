import pytest

from application.desk.remove_comment import RemoveCommentCommand
from domain.desk.comment import CommentNotFound
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import CommentId
from tests.support.builders import a_comment
from tests.support.house import SmallHouse
from tests.unit.application.desk.test_edit_comment import edit, only, say, wordings


async def remove(house: SmallHouse, actor: Actor, ticket: Ticket, comment_id: CommentId) -> None:
    await house.desk.remove_comment(actor, RemoveCommentCommand(ticket_id=ticket.id, comment_id=comment_id))


class TestRemoveComment:
    @pytest.mark.parametrize("internal", [True, False])
    async def test_leaves_nothing_of_what_was_said(self, house: SmallHouse, *, internal: bool) -> None:
        agent, manager = await house.person(Role.AGENT), await house.person(Role.MANAGER)
        ticket = await house.ticket()
        comment_id = await say(house, agent, ticket, "My password is 4711", internal=internal)
        await edit(house, agent, ticket, comment_id, body="It is 0815")
        await remove(house, manager, ticket, comment_id)
        row = await only(house, ticket)
        assert (row.body, row.removed_at, row.is_internal) == ("", house.clock.time, internal)
        assert await wordings(house, ticket, comment_id) == []
        told = str(house.recorded) + str(await house.record())
        assert "desk.comment_removed" in told
        assert not [secret for secret in ("4711", "0815") if secret in told]

    async def test_happens_once(self, house: SmallHouse) -> None:
        manager, ticket = await house.person(Role.MANAGER), await house.ticket()
        comment_id = await say(house, manager, ticket)
        await remove(house, manager, ticket, comment_id)
        gone = await only(house, ticket)
        await remove(house, manager, ticket, comment_id)
        assert await only(house, ticket) == gone
        assert house.happened == ["desk.ticket_commented", "desk.comment_removed"]

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER, Role.AGENT])
    async def test_is_for_moderators(self, house: SmallHouse, role: Role) -> None:
        author = await house.person(role)
        ticket = await house.ticket(requester_id=author.user_id)
        comment_id = await say(house, author, ticket)
        async with house.refuses(Forbidden):
            await remove(house, author, ticket, comment_id)

    async def test_finds_it_below_its_ticket_alone(self, house: SmallHouse) -> None:
        manager, ticket, other = await house.person(Role.MANAGER), await house.ticket(), await house.ticket()
        comment_id = await say(house, manager, other)
        async with house.refuses(CommentNotFound):
            await remove(house, manager, ticket, comment_id)
        async with house.refuses(CommentNotFound):
            await remove(house, manager, ticket, a_comment().id)
        developer = await house.person(Role.DEVELOPER)
        async with house.refuses(TicketNotFound):
            await remove(house, developer, other, comment_id)
