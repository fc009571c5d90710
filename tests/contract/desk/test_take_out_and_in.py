from datetime import timedelta

from application.desk.archive import BroughtIn
from application.shelf import Shelf
from tests.contract.desk.records import FULL, bring_in, everything, find, take_out, the_card
from tests.support.builders import MONDAY, a_category, a_comment, a_comment_record, a_record, a_ticket, a_user
from tests.support.shelves import stock


class TestOwnExport:
    async def test_finds_categories_wherever_they_stand_in_the_tree(self, shelf: Shelf) -> None:
        parent, user = a_category(), a_user()
        child = a_category(name="Network", parent_id=parent.id)
        ticket = a_ticket(requester_id=user.id, category_id=child.id)
        await stock(shelf, user, parent, child, ticket)
        before = await everything(shelf)
        assert await bring_in(shelf, *await take_out(shelf)) == BroughtIn()
        assert await everything(shelf) == before

    async def test_finds_what_was_said_here_about_a_ticket_from_elsewhere(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        agent = await find(shelf, "agent@example.com")
        said = a_comment(
            ticket_id=(await the_card(shelf)).id, author_id=agent.id, created_at=MONDAY + timedelta(days=9)
        )
        await stock(shelf, said)
        before = await everything(shelf)
        assert await bring_in(shelf, *await take_out(shelf)) == BroughtIn()
        assert await everything(shelf) == before


class TestCategory:
    async def test_is_the_one_at_the_top_where_several_have_its_name(self, shelf: Shelf) -> None:
        parent = a_category()
        nested = a_category(name="Network", parent_id=parent.id)
        top = a_category(name="NETWORK", created_at=MONDAY + timedelta(days=1))
        await stock(shelf, parent, nested, top)
        await bring_in(shelf, a_record(category="network"))
        assert (await the_card(shelf)).category_id == top.id


class TestComments:
    async def test_that_say_the_same_at_the_same_time_are_all_kept(self, shelf: Shelf) -> None:
        record = a_record(comments=(a_comment_record(), a_comment_record()))
        assert await bring_in(shelf, record) == BroughtIn(tickets=1, comments=2)
        assert await bring_in(shelf, record) == BroughtIn()
        assert len((await take_out(shelf))[0].comments) == 2
