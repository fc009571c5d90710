"""What HTTP adds to what people do about accounts: their own, and those of others."""

import pytest

from domain.shared.access import Role
from tests.support.api import Api


class TestMe:
    async def test_is_changed_by_its_owner(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER)
        changed = await api.patch("/users/me", somebody, {"firstName": "Ada", "phone": "+1 555 0100"})
        assert changed.status_code == 200
        assert (changed.json()["data"]["name"], changed.json()["data"]["phone"]) == ("Ada", "+1 555 0100")
        assert (await api.get("/users/me", somebody)).json()["data"] == changed.json()["data"]

    async def test_honours_what_was_read(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER)
        tag = (await api.get("/users/me", somebody)).headers["etag"]
        for status in (200, 412):
            changed = await api.patch("/users/me", somebody, {"firstName": "Ada"}, headers={"If-Match": tag})
            assert changed.status_code == status

    @pytest.mark.parametrize("member", ["role", "tier", "teamId", "isActive", "email", "password", "pendingEmail"])
    async def test_takes_nothing_that_others_decide(self, api: Api, member: str) -> None:
        somebody = await api.house.person(Role.CUSTOMER)
        refused = await api.patch("/users/me", somebody, {member: "admin"})
        assert (refused.status_code, refused.json()["error"]["details"]) == (400, {member: "Unknown."})


class TestEmailChange:
    async def test_counts_once_confirmed(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER, email="old@example.com", password_hash="1:Long enough 1")
        body = {"email": "new@example.com", "currentPassword": "Long enough 1"}
        asked = await api.post("/users/me/email", somebody, body)
        assert (asked.status_code, asked.content) == (202, b"")
        assert (await api.get("/users/me", somebody)).json()["data"]["email"] == "old@example.com"
        [token] = [mail.text.split("#token=")[1].split()[0] for mail in api.house.mailer.sent if "#token=" in mail.text]
        assert (await api.post("/auth/email/change", json={"token": token})).status_code == 204
        assert (await api.get("/users/me", somebody)).status_code == 401
        login = {"email": "new@example.com", "password": "Long enough 1"}
        user = (await api.post("/auth/login", json=login)).json()["data"]["user"]
        assert user["emailVerifiedAt"] is not None


class TestSuspension:
    async def test_ends_access_at_once_and_the_login_with_it(self, api: Api) -> None:
        admin = await api.house.person(Role.ADMIN)
        somebody = await api.house.person(Role.CUSTOMER, email="one@example.com", password_hash="1:Long enough 1")
        url, login = f"/users/{somebody.user_id}", {"email": "one@example.com", "password": "Long enough 1"}
        shut = await api.post(f"{url}/suspend", admin, {"reason": "Spam."})
        assert (shut.status_code, shut.json()["data"]["isActive"]) == (200, False)
        assert (await api.get("/users/me", somebody)).status_code == 401
        assert (await api.post("/auth/login", json=login)).status_code == 401
        again = await api.post(f"{url}/suspend", admin, {"reason": "Spam."})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "IDENTITY_ALREADY_SUSPENDED")
        opened = await api.post(f"{url}/reinstate", admin)
        assert (opened.status_code, opened.json()["data"]["isActive"]) == (200, True)
        assert (await api.get("/users/me", somebody)).status_code == 401
        assert (await api.post("/auth/login", json=login)).status_code == 200

    async def test_is_not_for_oneself(self, api: Api) -> None:
        admin, _ = await api.house.person(Role.ADMIN), await api.house.person(Role.ADMIN)
        refused = await api.post(f"/users/{admin.user_id}/suspend", admin, {"reason": "Holidays."})
        assert (refused.status_code, refused.json()["error"]["message"]) == (403, "You may not suspend yourself.")
        assert (await api.patch(f"/users/{admin.user_id}", admin, {"isActive": False})).status_code == 403


class TestInvitations:
    async def test_lead_into_the_team(self, api: Api) -> None:
        manager, team = await api.house.person(Role.MANAGER), await api.house.team()
        url = f"/teams/{team.id}/invitations"
        made = await api.post(url, manager, {"email": "new@example.com", "role": "developer"})
        assert made.status_code == 201
        assert (await api.get(url, manager)).json()["data"] == [made.json()["data"]]
        token = api.house.mailer.sent[-1].text.split("#token=")[1].split()[0]
        body = {"token": token, "password": "Long enough 1", "firstName": "Ada"}
        assert (await api.post("/auth/invitations/accept", json=body)).status_code == 204
        again = await api.post("/auth/invitations/accept", json=body)
        unknown = await api.post("/auth/invitations/accept", json=body | {"token": "made up"})
        assert (again.status_code, again.json()["error"]["code"]) == (422, "IDENTITY_ONE_TIME_TOKEN_REFUSED")
        assert again.json()["error"] == unknown.json()["error"]
        login = {"email": "new@example.com", "password": "Long enough 1"}
        user = (await api.post("/auth/login", json=login)).json()["data"]["user"]
        assert (user["role"], user["teamId"], user["name"]) == ("developer", str(team.id), "Ada")

    async def test_are_refused_above_ones_own_role(self, api: Api) -> None:
        manager, team = await api.house.person(Role.MANAGER), await api.house.team()
        body = {"email": "new@example.com", "role": "admin"}
        refused = await api.post(f"/teams/{team.id}/invitations", manager, body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")
