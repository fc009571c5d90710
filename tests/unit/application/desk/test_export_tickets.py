import pytest

from application.desk.add_comment import AddCommentCommand
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse


class TestExportTickets:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_hands_out_every_ticket_with_its_comments(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        tickets = [await house.ticket(title=title) for title in ("First", "Second")]
        for internal in (True, False):
            command = AddCommentCommand(ticket_id=tickets[0].id, body="Restart it.", internal=internal)
            await house.desk.add_comment(actor, command)
        records = [record async for portion in house.desk.export_tickets(actor) for record in portion]
        assert [(record.key, record.title) for record in records] == [
            (str(tickets[0].id), "First"),
            (str(tickets[1].id), "Second"),
        ]
        assert [[comment.is_internal for comment in record.comments] for record in records] == [[True, False], []]

    @pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}])
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            house.desk.export_tickets(actor)

    async def test_comes_back_unchanged_from_another_house(self, house: SmallHouse) -> None:
        actor, ticket = await house.person(Role.MANAGER), await house.ticket(tags=("printer",))
        await house.desk.add_comment(actor, AddCommentCommand(ticket_id=ticket.id, body="Restart it."))
        records = [record async for portion in house.desk.export_tickets(actor) for record in portion]
        other = SmallHouse()
        await other.desk.import_tickets(await other.person(Role.MANAGER), records)
        again = [record async for portion in other.desk.export_tickets(actor) for record in portion]
        assert again == records
