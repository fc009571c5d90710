from domain.shared.access import Role
from tests.support.api import Api


class TestHistory:
    async def test_is_told_to_each_as_far_as_it_concerns_them(self, api: Api) -> None:
        customer, agent = await api.house.person(Role.CUSTOMER), await api.house.person(Role.AGENT)
        opened = await api.post("/tickets", customer, {"title": "It fails", "description": "Every time."})
        path = f"/tickets/{opened.json()['data']['id']}"
        await api.post(f"{path}/comments", agent, {"body": "Secret", "internal": True})
        await api.post(f"{path}/comments", agent, {"body": "We look into it."})
        told = await api.get(f"{path}/history", customer)
        assert [(row["action"], row["by"], row["actorName"]) for row in told.json()["data"]] == [
            ("desk.ticket_opened", "you", None),
            ("desk.ticket_commented", "staff", None),
        ]
        assert "Secret" not in told.text
        assert str(agent.user_id) not in told.text
        assert "127.0.0.1" not in told.text
        newest = await api.get(f"{path}/history?sort=-createdAt&limit=1", agent)
        [row] = newest.json()["data"]
        assert (row["by"], row["actorId"]) == ("you", str(agent.user_id))
        assert newest.json()["meta"]["pagination"]["total"] == 3

    async def test_of_what_another_asked_for_is_nothing(self, api: Api) -> None:
        stranger, ticket = await api.house.person(Role.CUSTOMER), await api.house.ticket()
        assert (await api.get(f"/tickets/{ticket.id}/history", stranger)).status_code == 404
