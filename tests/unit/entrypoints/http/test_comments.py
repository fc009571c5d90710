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
