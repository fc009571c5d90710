from typing import Any

import pytest

from domain.shared.access import MEANINGS, PERMISSIONS, Permission, Role
from domain.shared.grants import SCOPES, Scope
from entrypoints.http.policy import scope_for
from tests.support.api import Api

STATED = {"name": "Report", "scopes": ["tickets:read"]}


def problem_of(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


class TestApiKeys:
    async def test_are_shown_once(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        answered = await api.post("/auth/api-keys", agent, STATED)
        made = answered.json()["data"]
        assert set(made) == {"id", "name", "key", "prefix", "scopes", "createdAt", "expiresAt"}
        assert made["key"].startswith(made["prefix"])
        assert "etag" not in answered.headers
        shown = (await api.get(answered.headers["location"].removeprefix("/api/v1"), agent)).json()["data"]
        [listed] = (await api.get("/auth/api-keys", agent)).json()["data"]
        assert shown == listed == {name: made[name] for name in made if name != "key"} | {"lastUsedAt": None}

    async def test_open_what_their_scopes_say_until_they_are_revoked(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        made = (await api.post("/auth/api-keys", agent, STATED)).json()["data"]
        header = {"Authorization": f"Bearer {made['key']}"}
        assert (await api.get("/tickets", headers=header)).status_code == 200
        assert problem_of(await api.get("/teams", headers=header)) == (403, "API_KEY_SCOPE_MISSING")
        assert problem_of(await api.get("/auth/sessions", headers=header)) == (403, "API_KEY_NOT_ADMITTED")
        [listed] = (await api.get("/auth/api-keys", agent)).json()["data"]
        assert listed["lastUsedAt"] is not None
        path = f"/auth/api-keys/{made['id']}"
        assert (await api.ask("DELETE", path, agent)).status_code == 204
        assert problem_of(await api.ask("DELETE", path, agent)) == (404, "IDENTITY_API_KEY_NOT_FOUND")
        assert problem_of(await api.get("/tickets", headers=header)) == (401, "IDENTITY_TOKEN_REFUSED")

    @pytest.mark.parametrize(
        ("wrong", "details"),
        [
            ({"scopes": []}, {"scopes": "Must not be empty."}),
            ({"scopes": ["tickets:read", "users:write"]}, {"scopes[1]": f"One of: {', '.join(Scope)}."}),
            ({"name": " "}, {"name": "Must not be blank."}),
            ({"name": "x" * 101}, {"name": "At most 100 characters."}),
            ({"expiresAt": "2020-01-01T00:00:00Z"}, {"expiresAt": "Must lie in the next 365 days."}),
            ({"expiresAt": "9999-01-01T00:00:00Z"}, {"expiresAt": "Must lie in the next 365 days."}),
            ({"expiresAt": "2026-04-01T00:00:00"}, {"expiresAt": "Must state its offset from UTC, such as Z."}),
        ],
        ids=str,
    )
    async def test_name_what_is_wrong_with_them(self, api: Api, wrong: dict[str, Any], details: dict[str, str]) -> None:
        answered = await api.post("/auth/api-keys", await api.house.person(Role.AGENT), STATED | wrong)
        assert answered.status_code == 400
        assert answered.json()["error"]["details"] == details

    async def test_are_made_once_under_an_idempotency_key_and_kept_nowhere(self, api: Api) -> None:
        agent = await api.house.person(Role.AGENT)
        once = {"Idempotency-Key": "one"}
        made = await api.post("/auth/api-keys", agent, STATED, headers=once)
        again = await api.post("/auth/api-keys", agent, STATED, headers=once)
        assert (made.status_code, problem_of(again)) == (201, (409, "IDENTITY_API_KEY_SHOWN_ONCE"))
        assert len((await api.get("/auth/api-keys", agent)).json()["data"]) == 1
        other = await api.post("/auth/api-keys", agent, STATED | {"name": "Other"}, headers=once)
        assert problem_of(other) == (422, "IDEMPOTENCY_KEY_REUSED")
        another = await api.post("/auth/api-keys", await api.house.person(Role.AGENT), STATED, headers=once)
        assert another.status_code == 201


class TestRoles:
    async def test_are_the_table_that_the_rules_read(self, api: Api) -> None:
        answered = await api.get("/roles", await api.house.person(Role.CUSTOMER))
        table = answered.json()["data"]
        assert {row["role"]: {*row["permissions"]} for row in table["roles"]} == PERMISSIONS
        assert [(row["permission"], row["allows"], row["scope"]) for row in table["permissions"]] == [
            (one, *MEANINGS[one]) for one in Permission
        ]
        assert {row["scope"]: row["allows"] for row in table["scopes"]} == SCOPES

    async def test_are_kept_by_browsers_and_nobody_else(self, api: Api) -> None:
        customer = await api.house.person(Role.CUSTOMER)
        answered = await api.get("/roles", customer)
        assert answered.headers["cache-control"] == "private, max-age=300"
        known = {"If-None-Match": answered.headers["etag"]}
        assert (await api.get("/roles", customer, headers=known)).status_code == 304


class TestScopeFor:
    @pytest.mark.parametrize(
        ("method", "path", "scope"),
        [
            ("GET", "/api/v1/tickets", Scope.TICKETS_READ),
            ("PATCH", "/api/v1/tickets/{ticket_id}", Scope.TICKETS_WRITE),
            ("GET", "/api/v2/users/{user_id}", Scope.USERS_READ),
            ("GET", "/api/v1/users/me", Scope.USERS_READ),
            ("GET", "/api/v1/users/me/export", None),
            ("POST", "/api/v1/users", None),
            ("DELETE", "/api/v1/audit-logs", None),
            ("GET", "/api/v1/auth/sessions", None),
            ("GET", "/api/v1/ticketsandmore", None),
            ("GET", "/health/live", None),
            ("GET", "/tickets", None),
        ],
    )
    def test_is_that_of_the_collection_or_none(self, method: str, path: str, scope: Scope | None) -> None:
        assert scope_for(method, path) == scope
