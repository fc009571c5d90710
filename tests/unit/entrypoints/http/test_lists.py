from typing import Any

from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, Role
from tests.support.api import Api
from tests.unit.entrypoints.http.test_conventions import problem_of


async def a_full_desk(api: Api) -> Actor:
    """Seven tickets, and an agent who sees them all."""
    for number in range(7):
        await api.house.ticket(
            title=f"Ticket {number}",
            priority=Priority.HIGH if number % 2 else Priority.LOW,
            status=Status.PENDING if number == 3 else Status.OPEN,
            created_at=api.house.clock.now(),
        )
    return await api.house.person(Role.AGENT)


def titles(response: Any) -> list[str]:
    return [row["title"] for row in response.json()["data"]]


class TestPages:
    async def test_show_twenty_newest_first_unless_asked_otherwise(self, api: Api) -> None:
        agent = await a_full_desk(api)
        response = await api.get("/tickets", agent)
        assert titles(response) == [f"Ticket {number}" for number in reversed(range(7))]
        assert response.json()["meta"]["pagination"] == {
            "page": 1,
            "limit": 20,
            "total": 7,
            "totalPages": 1,
            "totalIsCapped": False,
            "nextCursor": None,
        }

    async def test_go_on_by_number_or_by_cursor(self, api: Api) -> None:
        agent = await a_full_desk(api)
        first = await api.get("/tickets?sort=priority,-title&limit=3", agent)
        assert titles(first) == ["Ticket 6", "Ticket 4", "Ticket 2"]
        pagination = first.json()["meta"]["pagination"]
        assert (pagination["page"], pagination["totalPages"]) == (1, 3)
        by_number = await api.get("/tickets?sort=priority,-title&limit=3&page=2", agent)
        by_cursor = await api.get(f"/tickets?sort=priority,-title&limit=3&cursor={pagination['nextCursor']}", agent)
        assert titles(by_number) == titles(by_cursor) == ["Ticket 0", "Ticket 5", "Ticket 3"]
        assert by_cursor.json()["meta"]["pagination"]["page"] is None
        other_size = await api.get(f"/tickets?sort=priority,-title&limit=50&cursor={pagination['nextCursor']}", agent)
        assert titles(other_size) == ["Ticket 0", "Ticket 5", "Ticket 3", "Ticket 1"]
        assert other_size.json()["meta"]["pagination"]["nextCursor"] is None

    async def test_stay_what_they_are_while_others_come_in(self, api: Api) -> None:
        agent = await a_full_desk(api)
        cursor = (await api.get("/tickets?limit=4", agent)).json()["meta"]["pagination"]["nextCursor"]
        await api.house.ticket(title="Just now", created_at=api.house.clock.now())
        assert titles(await api.get(f"/tickets?cursor={cursor}", agent)) == ["Ticket 2", "Ticket 1", "Ticket 0"]

    async def test_count_all_of_it_when_asked(self, api: Api) -> None:
        agent = await a_full_desk(api)
        exact = await api.get("/tickets?total=exact&limit=1", agent)
        assert exact.json()["meta"]["pagination"]["total"] == 7


class TestFilters:
    async def test_choose_among_alternatives_and_join_with_each_other(self, api: Api) -> None:
        agent = await a_full_desk(api)
        assert titles(await api.get("/tickets?status=pending,resolved", agent)) == ["Ticket 3"]
        assert titles(await api.get("/tickets?priority=high&status=open", agent)) == ["Ticket 5", "Ticket 1"]
        assert len(titles(await api.get("/tickets?assigneeId=none", agent))) == 7
        assert titles(await api.get(f"/tickets?assigneeId={agent.user_id}", agent)) == []
        assert titles(await api.get("/tickets?search=%22Ticket+2%22", agent)) == ["Ticket 2"]

    async def test_bound_times_whatever_their_zone(self, api: Api) -> None:
        agent = await a_full_desk(api)
        rows = (await api.get("/tickets?sort=createdAt", agent)).json()["data"]
        fourth = rows[3]["createdAt"].removesuffix("Z")
        assert titles(await api.get(f"/tickets?sort=createdAt&createdTo={fourth}Z", agent)) == [
            "Ticket 0",
            "Ticket 1",
            "Ticket 2",
        ]
        assert len(titles(await api.get(f"/tickets?createdFrom={fourth}%2B00:00", agent))) == 4


class TestFields:
    async def test_show_what_was_asked_for(self, api: Api) -> None:
        agent = await a_full_desk(api)
        row = (await api.get("/tickets?fields=title,id&limit=1", agent)).json()["data"][0]
        assert row == {"id": row["id"], "title": "Ticket 6"}


class TestRefusals:
    async def test_name_everything_that_is_wrong_at_once(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        query = "&".join(
            [
                *("status=open,shut", "priority=", "categoryId=7", "number=1.5", "createdFrom=2026-01-01T00:00:00"),
                *("sort=-createdAt,colour", "page=0", "limit=101", "cursor=x", "fields=id,colour", "total=all"),
                *("colour=red", "tag=a", "tag=b", "search=%00", "externalKey=%ff"),
            ]
        )
        refused = await api.get(f"/tickets?{query}", agent)
        assert problem_of(refused) == (400, "QUERY_INVALID")
        details = refused.json()["error"]["details"]
        assert set(details) == {part.partition("=")[0] for part in query.split("&")}
        assert details["status"] == "One of: open, in_progress, pending, resolved, closed, reopened."
        assert details["createdFrom"] == "Needs a time zone, such as Z."
        assert details["colour"] == "Unknown."
        assert details["tag"] == "Stated more than once."

    async def test_advise_a_cursor_where_page_numbers_end(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        assert (await api.get("/tickets?limit=100&page=101", agent)).status_code == 200
        refused = await api.get("/tickets?limit=100&page=102", agent)
        assert "cursor" in refused.json()["error"]["details"]["page"]
        both = await api.get("/tickets?page=1&cursor=x", agent)
        assert set(both.json()["error"]["details"]) == {"page", "cursor"}

    async def test_are_for_parameters_of_members_too(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        refused = await api.get("/users/me?verbose=1", agent)
        assert problem_of(refused) == (400, "QUERY_INVALID")
        assert refused.json()["error"]["details"] == {"verbose": "Unknown."}
