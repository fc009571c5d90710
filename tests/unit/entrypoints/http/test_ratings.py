"""A requester rates a ticket by the link of a mail, without logging in."""

import re

from domain.shared.access import Role
from tests.support.api import Api


class TestLink:
    async def test_rates_without_logging_in(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER, email="customer@example.com")
        agent = await api.house.person(Role.AGENT)
        ticket = await api.house.ticket(requester_id=requester.user_id)
        await api.post(f"/tickets/{ticket.id}/status", agent, {"status": "resolved", "resolution": "Restarted."})
        found = re.search("#token=(.+)", api.house.mailer.sent[-1].text)
        assert found
        link = f"/csat/{found[1]}"
        looked = await api.get(link)
        assert looked.json()["data"] == {
            "number": ticket.number,
            "title": ticket.title,
            "score": None,
            "comment": None,
        }
        assert looked.headers["cache-control"] == "no-store"
        assert (await api.get(f"/tickets/{ticket.id}/rating", agent)).status_code == 404
        rated = await api.ask("PUT", link, None, json={"score": 2, "comment": "Slow."})
        assert (rated.status_code, rated.json()["data"]["score"]) == (200, 2)
        assert (await api.get(f"/tickets/{ticket.id}/rating", agent)).json()["data"]["comment"] == "Slow."
        assert (await api.ask("PUT", link, None, json={"score": 6})).json()["error"]["details"] == {
            "score": "At most 5."
        }
        await api.post(f"/tickets/{ticket.id}/status", agent, {"status": "reopened"})
        for refused in (await api.get("/csat/nothing"), await api.get(link)):
            error = refused.json()["error"]
            assert (refused.status_code, error["code"]) == (404, "DESK_RATING_LINK_NOT_FOUND")
            assert error["message"] == "There is nothing to rate by this link."
