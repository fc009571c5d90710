"""What HTTP adds to what people do about accounts: their own, and those of others."""

from typing import Any

import msgspec
import pytest
from litestar.exceptions import LitestarException

from application.shared.own_data import AT_ONCE
from domain.shared.access import Role
from entrypoints.http.rest.identity.export import OwnDocument
from tests.support.api import Api
from tests.support.builders import (
    a_comment,
    a_complaint,
    a_draft,
    a_macro,
    a_notification,
    a_profile,
    a_rating,
    a_ticket,
    a_time_entry,
    a_view,
    a_watcher,
    an_api_key,
    an_identity,
)
from tests.support.shelves import stock


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


class TestExport:
    async def test_holds_all_of_ones_own_and_no_internal_note(self, api: Api) -> None:
        house = api.house
        somebody, agent = await house.person(Role.CUSTOMER), await house.person(Role.AGENT)
        ticket = await house.ticket(requester_id=somebody.user_id)
        other = await house.ticket(title="Somebody else's")
        told = a_notification(recipient_id=somebody.user_id)
        public = a_comment(ticket_id=ticket.id, author_id=agent.user_id, body="In public")
        note = a_comment(ticket_id=ticket.id, author_id=agent.user_id, body="Among us", is_internal=True)
        mine = a_comment(ticket_id=ticket.id, author_id=somebody.user_id, body="Mine")
        key, identity = an_api_key(user_id=somebody.user_id), an_identity(user_id=somebody.user_id)
        await stock(house.shelf, key, identity, told, public, note, mine, a_profile(user_id=somebody.user_id))
        await api.patch("/users/me", somebody, {"firstName": "Ada"})
        response = await api.get("/users/me/export", somebody)
        assert response.headers["content-disposition"] == 'attachment; filename="tixgenius-export.json"'
        assert response.headers["content-type"] == "application/json"
        data = response.json()["data"]
        msgspec.convert(data, OwnDocument)
        assert set(data) == {field.encode_name for field in msgspec.structs.fields(OwnDocument)}
        assert [row["id"] for row in data["apiKeys"]] == [str(key.id)]
        assert [row["id"] for row in data["identities"]] == [str(identity.id)]
        assert key.digest.hex() not in response.text
        assert (data["account"]["firstName"], len(data["sessions"])) == ("Ada", 1)
        [own] = data["tickets"]
        assert (own["ticket"]["id"], [row["body"] for row in own["comments"]]) == (
            str(ticket.id),
            ["In public", "Mine"],
        )
        assert [row["body"] for row in data["comments"]] == ["Mine"]
        assert [row["id"] for row in data["notifications"]] == [str(told.id)]
        assert [row["action"] for row in data["audit"]] == ["identity.user_edited"]
        assert data["developerProfile"]["userId"] == str(somebody.user_id)
        assert "Among us" not in response.text
        assert other.title not in response.text

    async def test_holds_what_lies_beside_ones_tickets(self, api: Api) -> None:
        somebody, other = await api.house.person(Role.CUSTOMER), await api.house.person(Role.AGENT)
        ticket = await api.house.ticket(requester_id=somebody.user_id)
        people = (somebody, other)
        watchers = [a_watcher(ticket_id=ticket.id, user_id=one.user_id) for one in people]
        drafts = [a_draft(ticket_id=ticket.id, author_id=one.user_id) for one in people]
        times = [a_time_entry(ticket_id=ticket.id, user_id=one.user_id) for one in people]
        complaints = [a_complaint(complainant_id=one.user_id) for one in people]
        ratings = [a_rating(ticket_id=ticket.id, requester_id=somebody.user_id)]
        macros = [a_macro(owner_id=one and one.user_id) for one in (*people, None)]
        views = [a_view(owner_id=one.user_id, is_shared=True) for one in people]
        await stock(api.house.shelf, *watchers, *drafts, *times, *complaints, *ratings, *macros, *views)
        data = (await api.get("/users/me/export", somebody)).json()["data"]
        assert [row["ticketId"] for row in data["watched"]] == [str(ticket.id)]
        assert [row["ticketId"] for row in data["drafts"]] == [str(ticket.id)]
        assert [row["id"] for row in data["macros"]] == [str(macros[0].id)]
        assert [row["id"] for row in data["views"]] == [str(views[0].id)]
        assert [row["id"] for row in data["complaints"]] == [str(complaints[0].id)]
        assert [row["id"] for row in data["ratings"]] == [str(ratings[0].id)]
        assert data["timeEntries"] == []  # kept from customers, who may once have been staff
        data = (await api.get("/users/me/export", other)).json()["data"]
        assert [row["id"] for row in data["timeEntries"]] == [str(times[1].id)]

    async def test_of_somebody_new_holds_their_account(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER)
        data = (await api.get("/users/me/export", somebody)).json()["data"]
        assert data["tickets"] == data["comments"] == data["notifications"] == data["audit"] == []
        assert data["developerProfile"] is None

    async def test_is_whole_however_much_there_is(self, api: Api) -> None:
        somebody = await api.house.person(Role.CUSTOMER)
        tickets = [a_ticket(requester_id=somebody.user_id) for _ in range(AT_ONCE + 1)]
        await stock(api.house.shelf, *tickets)
        data = (await api.get("/users/me/export", somebody)).json()["data"]
        assert {own["ticket"]["id"] for own in data["tickets"]} == {str(ticket.id) for ticket in tickets}

    async def test_that_fails_half_way_is_cut_off(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        somebody = await api.house.person(Role.CUSTOMER)

        async def fail(*_: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(type(api.house.shelf.audit), "own", fail)
        with pytest.raises(LitestarException):
            await api.get("/users/me/export", somebody)


class TestVersions:
    async def test_stand_beside_each_other(self, api: Api) -> None:
        manager, team = await api.house.person(Role.MANAGER), await api.house.team()
        somebody = await api.house.person(Role.AGENT, team_id=team.id, pending_email="new@example.com")
        first = (await api.get(f"/users/{somebody.user_id}", manager)).json()["data"]
        second = await api.get(f"/api/v2/users/{somebody.user_id}", manager)
        more: dict[str, Any] = {"team": {"id": str(team.id), "name": team.name}, "pendingEmail": "new@example.com"}
        more |= {"hasPassword": False, "suspendedBecause": None}
        assert second.json()["data"] == {name: first[name] for name in first if name != "teamId"} | more
        assert second.headers["etag"].startswith(f'"{first["version"]}-')
        listed = await api.get(f"/api/v2/users?teamId={team.id}&sort=-lastLoginAt", manager)
        assert listed.json()["data"] == [second.json()["data"]]

    async def test_let_people_read_themselves_alone(self, api: Api) -> None:
        somebody, other = await api.house.person(Role.CUSTOMER), await api.house.person(Role.CUSTOMER)
        assert (await api.get(f"/api/v2/users/{somebody.user_id}", somebody)).status_code == 200
        assert (await api.get(f"/api/v2/users/{other.user_id}", somebody)).status_code == 404
        assert (await api.get("/api/v2/users", somebody)).status_code == 403
