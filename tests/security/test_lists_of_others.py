"""No list shows what its reader must not know of, whatever is asked of it."""

import pytest

from domain.desk.access import TicketScope, sees_internal
from domain.identity.access import may_read_user
from domain.shared.access import PERMISSIONS, Permission, Role
from tests.security.test_hostile_queries import LISTS
from tests.security.world import World
from tests.support.builders import a_comment
from tests.support.shelves import stock

NOTED = ("zzyzx", "quux+or+zzyzx", "%22zzyzx+quux%22", "zzyzx+-quux", "-zzyzx", "-quux+or+zzyzx")
NARROWED = (
    *("", "&total=exact", "&limit=1", "&page=2&limit=1", "&sort=dueAt", "&sort=-priority,title", "&fields=id,snippet"),
    *("&status=open,closed,resolved,in_progress,pending,reopened", "&assigneeId=none", "&answered=false", "&number=1"),
    *("&channel=api,agent,email,cli", "&overdue=false", "&createdFrom=2020-01-01T00:00:00Z", "&teamId=none"),
)


async def asked(world: World, query: str) -> tuple[int, str]:
    """How many rows came, and all that was said, but for what each answer has of its own."""
    answer = (await world.api.get(f"/tickets?{query}", world.actor)).json()
    meta = {name: value for name, value in answer["meta"].items() if name not in {"requestId", "timestamp"}}
    return len(answer["data"] or ()), f"{answer['data']} {meta}"


@pytest.mark.parametrize("role", Role)
class TestList:
    @pytest.mark.parametrize(("path", "listing"), LISTS)
    async def test_holds_nothing_that_is_hidden(self, world: World, role: Role, path: str, listing: object) -> None:
        del listing
        await world.settle(role)
        own, foreign = await world.own("list"), await world.foreign("list")
        hidden = {str(foreign["notification_id"]), str(foreign["session_id"])}
        if not TicketScope.of(world.actor).everything:
            hidden |= {str(foreign[name]) for name in ("ticket_id", "comment_id", "assignment_id")}
        other = str(world.other.user_id)
        questions = ["", "limit=100", "total=exact", f"search={foreign['ticket_id']}", f"requesterId={other}"]
        questions += [f"assigneeId={other}", "assigneeId=none", f"entityId={foreign['ticket_id']}", f"actorId={other}"]
        for question in questions:
            url = f"{path.format(**own).removeprefix('/api/v1')}?{question}".removesuffix("?")
            response = await world.api.get(url, world.actor)
            assert response.status_code in {200, 400, 403}
            if path != "/api/v1/audit-logs":  # those who may read the record may know of everything in it
                assert not {one for one in hidden if one in response.text}, question

    async def test_of_comments_keeps_notes_from_customers(self, world: World, role: Role) -> None:
        await world.settle(role)
        ids = await world.own("list")
        note = a_comment(ticket_id=ids["ticket_id"], author_id=world.spare.user_id, body="A note", is_internal=True)
        await stock(world.api.house.shelf, note)
        listed = await world.api.get(f"/tickets/{ids['ticket_id']}/comments", world.actor)
        one = await world.api.get(f"/tickets/{ids['ticket_id']}/comments/{note.id}", world.actor)
        total = listed.json()["meta"]["pagination"]["total"]
        if sees_internal(world.actor):
            assert ("A note" in listed.text, one.status_code, total) == (True, 200, 2)
        else:
            assert ("A note" in listed.text, one.status_code, total) == (False, 404, 1)

    async def test_of_tickets_has_nothing_to_do_with_notes_that_are_kept_from_its_reader(
        self, world: World, role: Role
    ) -> None:
        """Whatever else is asked, no row, count, page, cursor or part of a text tells what a note says."""
        await world.settle(role)
        ids = await world.own("list")
        notes = [
            a_comment(ticket_id=ids["ticket_id"], author_id=world.spare.user_id, body=f"A {word} x", is_internal=True)
            for word in ("zzyzx", "zzyzx quux")
        ]
        queries = [f"search={words}{more}" for words in NOTED for more in NARROWED]
        before = [await asked(world, query) for query in queries]
        await stock(world.api.house.shelf, *notes)
        after = [await asked(world, query) for query in queries]
        if sees_internal(world.actor):
            assert [rows for rows, _ in after] != [rows for rows, _ in before]
        else:
            assert after == before
            assert not any("zzyzx" in text for _, text in after)

    async def test_of_users_is_for_those_who_may_read_them(self, world: World, role: Role) -> None:
        await world.settle(role)
        response = await world.api.get("/users", world.actor)
        assert response.is_success is (Permission.USERS_READ in PERMISSIONS[role])
        assert response.is_success is may_read_user(world.actor, world.other.user_id)
        assert "password" not in response.text.lower()
