import pytest

from domain.shared.access import Role
from tests.support.api import Api


class TestTags:
    async def test_are_for_whoever_may_see_the_tickets(self, api: Api) -> None:
        customer, manager = await api.house.person(Role.CUSTOMER), await api.house.person(Role.MANAGER)
        await api.house.ticket(requester_id=customer.user_id, tags=("billing", "vpn"))
        await api.house.ticket(tags=("Billing of others", "billing"))
        assert (await api.get("/tags", customer)).json()["data"] == [
            {"tag": "billing", "tickets": 1},
            {"tag": "vpn", "tickets": 1},
        ]
        found = await api.get("/tags?search=BILL&limit=1", manager)
        assert found.json()["data"] == [{"tag": "billing", "tickets": 2}]
        assert (await api.get("/tags?search=nothing", manager)).json()["data"] == []

    @pytest.mark.parametrize(
        ("query", "wrong"), [("limit=101", "At most 100."), ("limit=0", "At least 1."), ("page=2", "Unknown.")]
    )
    async def test_are_one_short_list(self, api: Api, query: str, wrong: str) -> None:
        refused = await api.get(f"/tags?{query}", await api.house.person(Role.CUSTOMER))
        assert refused.status_code == 400
        assert refused.json()["error"]["details"] == {query.partition("=")[0]: wrong}
