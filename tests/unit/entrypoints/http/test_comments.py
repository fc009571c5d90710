from domain.shared.access import Role
from tests.support.api import Api


class TestComments:
    async def test_are_shown_as_written_and_as_they_look(self, api: Api) -> None:
        agent, ticket = await api.house.person(Role.AGENT), await api.house.ticket()
        path = f"/tickets/{ticket.id}/comments"
        said = await api.post(path, agent, {"body": "**Yes** <script>alert(1)</script>"})
        html = "<p><strong>Yes</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        assert said.json()["data"]["bodyHtml"] == html
        [shown] = (await api.get(path, agent)).json()["data"]
        assert shown == said.json()["data"]
        [some] = (await api.get(f"{path}?fields=id,body", agent)).json()["data"]
        assert some == {"id": shown["id"], "body": "**Yes** <script>alert(1)</script>"}

    async def test_are_edited_by_their_authors_and_show_that_they_were(self, api: Api) -> None:
        agent, customer = await api.house.person(Role.AGENT), await api.house.person(Role.CUSTOMER)
        ticket = await api.house.ticket(requester_id=customer.user_id)
        said = await api.post(f"/tickets/{ticket.id}/comments", agent, {"body": "Restrat it."})
        path = f"/tickets/{ticket.id}/comments/{said.json()['data']['id']}"
        tag = {"If-Match": said.headers["etag"]}
        edited = await api.patch(path, agent, {"body": "Restart it."}, headers=tag)
        assert (edited.status_code, edited.json()["data"]["version"]) == (200, 2)
        stale = await api.patch(path, agent, {"body": "Restart."}, headers=tag)
        assert (stale.status_code, stale.json()["error"]["code"]) == (412, "STALE_VERSION")
        unstated = await api.ask("PATCH", path, agent, json={"body": "Restart."})
        assert unstated.status_code == 428
        shown = (await api.get(path, customer)).json()["data"]
        assert (shown["body"], shown["editedAt"]) == ("Restart it.", edited.json()["data"]["editedAt"])
        [before] = (await api.get(f"{path}/revisions", agent)).json()["data"]
        assert (before["body"], before["version"]) == ("Restrat it.", 1)
        assert (await api.get(f"{path}/revisions", customer)).status_code == 403

    async def test_are_removed_by_moderators(self, api: Api) -> None:
        manager, ticket = await api.house.person(Role.MANAGER), await api.house.ticket()
        said = await api.post(f"/tickets/{ticket.id}/comments", manager, {"body": "My password is 4711."})
        path = f"/tickets/{ticket.id}/comments/{said.json()['data']['id']}"
        for _ in range(2):
            assert (await api.ask("DELETE", path, manager)).status_code == 204
        shown = (await api.get(path, manager)).json()["data"]
        assert (shown["body"], shown["bodyHtml"], shown["removedAt"] is not None) == ("", "", True)
        refused = await api.patch(path, manager, {"body": "It is 0815."})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "DESK_COMMENT_REMOVED")

    async def test_mention_nobody_who_cannot_see_them(self, api: Api) -> None:
        agent, ticket = await api.house.person(Role.AGENT), await api.house.ticket()
        text = f"Ask [@Anna](user:{ticket.requester_id})."
        refused = await api.post(f"/tickets/{ticket.id}/comments", agent, {"body": text, "internal": True})
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (422, "DESK_PERSON_NOT_MENTIONABLE")
        assert str(ticket.requester_id) in error["details"]["body"]
