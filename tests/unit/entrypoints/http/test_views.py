from typing import Any
from uuid import uuid4

from domain.desk.ticket import Status
from domain.shared.access import Role
from tests.support.api import Api
from tests.support.builders import a_view
from tests.support.shelves import stock


def ids(response: Any) -> list[str]:
    return [row["id"] for row in response.json()["data"]]


class TestView:
    async def test_is_made_opened_counted_and_given_up(self, api: Api) -> None:
        manager, developer = await api.house.person(Role.MANAGER), await api.house.developer()
        mine = await api.house.ticket(assignee_id=developer.user_id, title="The printer burns")
        also_mine = await api.house.ticket(assignee_id=developer.user_id)
        await api.house.ticket(assignee_id=developer.user_id, status=Status.CLOSED)
        await api.house.ticket()
        body = {
            "name": "Mine to do",
            "filter": {"status": "open,reopened", "assigneeId": "me"},
            "sort": "number",
            "isShared": True,
        }
        made = await api.post("/views", manager, body)
        assert made.status_code == 201
        url = made.headers["location"].removeprefix("/api/v1")
        assert ids(await api.get("/views", developer)) == [made.json()["data"]["id"]]
        opened = await api.get(f"{url}/tickets", developer)
        assert ids(opened) == [str(mine.id), str(also_mine.id)]
        assert ids(await api.get(f"{url}/tickets?sort=-number", developer)) == [str(also_mine.id), str(mine.id)]
        assert ids(await api.get(f"{url}/tickets?search=printer", developer)) == [str(mine.id)]
        assert ids(await api.get(f"{url}/tickets", manager)) == []
        [count] = (await api.get("/views/counts", developer)).json()["data"]
        assert (count["total"], count["totalIsCapped"], count["problem"]) == (2, False, None)
        assert (await api.ask("DELETE", url, developer)).status_code == 403
        assert (await api.ask("DELETE", url, manager)).status_code == 204
        assert (await api.get(url, developer)).json()["error"]["code"] == "DESK_VIEW_NOT_FOUND"

    async def test_is_read_to_its_end_by_cursors(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        tickets = [await api.house.ticket() for _ in range(5)]
        view = a_view(owner_id=agent.user_id, sort="-number")
        await stock(api.house.shelf, view)
        found: list[str] = []
        following: str | None = ""
        while following is not None:
            page = (await api.get(f"/views/{view.id}/tickets?limit=2{following}", agent)).json()
            found += [row["id"] for row in page["data"]]
            cursor = page["meta"]["pagination"]["nextCursor"]
            following = None if cursor is None else f"&cursor={cursor}"
        assert found == [str(ticket.id) for ticket in reversed(tickets)]

    async def test_names_everything_that_cannot_be_asked_for(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        body = {
            "name": "Wrong",
            "filter": {"status": "nice", "assigneeId": "somebody", "number": "9" * 30},
            "sort": "x",
        }
        refused = (await api.post("/views", agent, body)).json()["error"]
        assert refused["code"] == "DESK_VIEW_UNSOUND"
        assert refused["details"].keys() == {"filter.status", "filter.assigneeId", "filter.number", "sort"}

    async def test_that_fits_nothing_any_more_says_so(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        outdated = a_view(owner_id=agent.user_id, filter={"color": "red"})
        lost = a_view(owner_id=agent.user_id, filter={"teamId": str(uuid4())})
        await stock(api.house.shelf, outdated, lost)
        refused = await api.get(f"/views/{outdated.id}/tickets", agent)
        assert (refused.status_code, refused.json()["error"]["details"]) == (409, {"filter.color": "Unknown."})
        assert ids(await api.get(f"/views/{lost.id}/tickets", agent)) == []
