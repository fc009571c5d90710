from application.desk.add_comment import AddCommentCommand
from domain.shared.access import Role
from tests.support.house import ALL, SmallHouse


class TestConversation:
    async def test_shows_what_was_written_and_what_it_looks_like(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        said = AddCommentCommand(ticket_id=ticket.id, body="Have you tried **restarting**? <b>")
        comment_id = await house.desk.add_comment(agent, said)
        card = await house.desk.conversation.card(agent, ticket.id, comment_id)
        html = "<p>Have you tried <strong>restarting</strong>? &lt;b&gt;</p>\n"
        assert (card.body, card.body_html) == (said.body, html)
        page = await house.desk.conversation.page(agent, ticket.id, ALL)
        assert (page.items, page.total, page.total_is_capped, page.last) == ([card], 1, False, None)

    async def test_can_do_without_what_it_looks_like(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await house.desk.add_comment(agent, AddCommentCommand(ticket_id=ticket.id, body="*Yes*"))
        [row] = (await house.desk.conversation.page(agent, ticket.id, ALL, with_html=False)).items
        assert (row.body, row.body_html) == ("*Yes*", "")
