from dataclasses import replace

import httpx2
import pytest

from domain.shared.access import Role
from tests.support.api import Api

TICKET = {"title": "The report stays empty", "description": "Since this morning."}


def problem_of(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


class TestEnvelope:
    async def test_holds_what_was_asked_for_and_the_request_id(self, api: Api) -> None:
        response = await api.get("//health/live", headers={"X-Request-Id": "asked-by-me"})
        assert response.json() == {
            "success": True,
            "data": {"status": "ok", "dependencies": {}},
            "error": None,
            "meta": {"requestId": "asked-by-me"},
        }
        assert response.headers["x-request-id"] == "asked-by-me"

    @pytest.mark.parametrize("stated", ["", "with space", "x" * 129, "ünreadable".encode()])
    async def test_makes_a_request_id_where_the_stated_one_is_none(self, api: Api, stated: str | bytes) -> None:
        response = await api.get("//health/live", headers={"X-Request-Id": stated})
        assert response.headers["x-request-id"] == response.json()["meta"]["requestId"]
        assert len(response.headers["x-request-id"]) == 32

    async def test_holds_errors_of_the_framework_too(self, api: Api) -> None:
        assert problem_of(await api.get("/nowhere")) == (404, "NOT_FOUND")
        assert problem_of(await api.get("//nowhere")) == (404, "NOT_FOUND")
        refused = await api.ask("DELETE", "/tickets")
        assert problem_of(refused) == (405, "METHOD_NOT_ALLOWED")
        assert refused.headers["allow"] == "GET, HEAD, OPTIONS, POST"
        assert problem_of(await api.ask("TRACE", "/tickets")) == (405, "METHOD_NOT_ALLOWED")
        assert problem_of(await api.get("//health/live", headers={"Host": "bad host/"})) == (400, "REQUEST_MALFORMED")

    async def test_names_times_and_ids_as_the_api_promises(self, api: Api) -> None:
        ticket = (await api.post("/tickets", await api.house.person(Role.CUSTOMER), TICKET)).json()["data"]
        assert ticket["createdAt"].endswith("Z")
        assert ticket["id"][14] == "7"


class TestMethods:
    async def test_head_is_get_without_the_body(self, api: Api) -> None:
        reader = await api.house.person(Role.CUSTOMER)
        got = await api.get("/tickets", reader)
        head = await api.ask("HEAD", "/tickets", reader)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == got.headers["etag"]
        assert int(head.headers["content-length"]) > 100
        assert problem_of(await api.get("/tickets/nothing", reader))[0] == 404
        assert (await api.ask("HEAD", "/tickets/nothing", reader)).status_code == 404

    async def test_options_names_every_method_of_a_path(self, api: Api) -> None:
        response = await api.ask("OPTIONS", "/tickets/any")
        assert (response.status_code, response.content) == (204, b"")
        assert response.headers["allow"] == "GET, HEAD, OPTIONS, PATCH, PUT"


class TestConditions:
    async def test_what_the_caller_has_is_not_sent_again(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        created = await api.post("/tickets", requester, TICKET)
        for path in (created.headers["location"].removeprefix("/api/v1"), "/tickets", "/categories"):
            tag = (await api.get(path, requester)).headers["etag"]
            for stated in (tag, f'"other", W/{tag}', "*"):
                known = await api.get(path, requester, headers={"If-None-Match": stated})
                assert (known.status_code, known.content) == (304, b"")
                assert known.headers["etag"] == tag
                assert "content-type" not in known.headers
            assert (await api.get(path, requester, headers={"If-None-Match": '"other"'})).status_code == 200

    async def test_tags_of_one_thing_agree_wherever_they_are_given(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        created = await api.post("/tickets", requester, TICKET)
        path = created.headers["location"].removeprefix("/api/v1")
        assert (await api.get(path, requester)).headers["etag"] == created.headers["etag"]
        edited = await api.patch(path, requester, {"title": "Still empty"})
        assert edited.headers["etag"] != created.headers["etag"]
        assert (await api.get(path, requester)).headers["etag"] == edited.headers["etag"]

    async def test_edits_of_tickets_say_which_state_they_change(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        created = await api.post("/tickets", requester, TICKET)
        path, tag = created.headers["location"].removeprefix("/api/v1"), created.headers["etag"]
        for method in ("PUT", "PATCH"):
            missing = await api.ask(method, path, requester, json=TICKET)
            assert problem_of(missing) == (428, "IF_MATCH_REQUIRED")
        malformed = await api.patch(path, requester, TICKET, headers={"If-Match": "1"})
        assert problem_of(malformed) == (400, "HEADER_INVALID")
        several = await api.patch(path, requester, TICKET, headers={"If-Match": '"1-0", "2-0"'})
        assert problem_of(several) == (400, "HEADER_INVALID")
        elsewhere = await api.patch(path, requester, TICKET, headers={"If-Match": '"0123456789abcdef"'})
        assert problem_of(elsewhere) == (412, "STALE_VERSION")
        assert (await api.patch(path, requester, TICKET, headers={"If-Match": f"W/{tag}"})).status_code == 200
        stale = await api.patch(path, requester, {"title": "Lost"}, headers={"If-Match": tag})
        assert problem_of(stale) == (412, "STALE_VERSION")
        assert (await api.get(path, requester)).json()["data"]["title"] == TICKET["title"]

    async def test_a_comment_does_not_make_a_reading_stale(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        created = await api.post("/tickets", requester, TICKET)
        path, tag = created.headers["location"].removeprefix("/api/v1"), created.headers["etag"]
        await api.post(f"{path}/comments", requester, {"body": "For me too."})
        assert (await api.get(path, requester)).headers["etag"] != tag
        assert (await api.patch(path, requester, TICKET, headers={"If-Match": tag})).status_code == 200

    async def test_if_match_is_refused_rather_than_overlooked(self, api: Api) -> None:
        manager = await api.house.person(Role.MANAGER)
        team = await api.house.team()
        refused = await api.patch(f"/teams/{team.id}", manager, {"name": "New"}, headers={"If-Match": "*"})
        assert problem_of(refused) == (400, "HEADER_INVALID")

    async def test_edits_of_users_may_say_which_state_they_change(self, api: Api) -> None:
        admin, user = await api.house.person(Role.ADMIN), await api.house.person(Role.CUSTOMER)
        path = f"/users/{user.user_id}"
        tag = (await api.get(path, admin)).headers["etag"]
        assert (await api.patch(path, admin, {"firstName": "A"}, headers={"If-Match": tag})).status_code == 200
        stale = await api.patch(path, admin, {"firstName": "B"}, headers={"If-Match": tag})
        assert problem_of(stale) == (412, "STALE_VERSION")
        assert (await api.patch(path, admin, {"firstName": "C"})).status_code == 200


class TestCompression:
    async def test_is_as_the_caller_understands_it(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        for number in range(5):
            await api.post("/tickets", requester, TICKET | {"title": f"Ticket {number}"})
        for accepted, encoding in (("br", "br"), ("gzip", "gzip"), ("identity", None)):
            response = await api.get("/tickets", requester, headers={"Accept-Encoding": accepted})
            assert response.headers.get("content-encoding") == encoding
            assert response.headers["vary"] == "Accept-Encoding"
            assert len(response.json()["data"]) == 5


class TestHealth:
    async def test_is_ready_when_everything_needed_is_there(self, api: Api) -> None:
        assert (await api.get("//health/ready")).json()["data"]["dependencies"] == {"database": "up"}

    async def test_names_what_is_down(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        house = api.app.state.house

        async def down() -> dict[str, bool]:
            return {"database": False}

        monkeypatch.setattr(api.app.state, "house", replace(house, engine=replace(house.engine, readiness=down)))
        refused = await api.get("//health/ready")
        assert problem_of(refused) == (503, "NOT_READY")
        assert refused.json()["error"]["details"] == {"database": "down"}
        assert int(refused.headers["retry-after"]) >= 1
        assert (await api.get("//health/live")).status_code == 200

    async def test_is_ready_without_what_it_can_do_without(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        house = api.app.state.house

        async def states() -> dict[str, bool]:
            return {"database": True, "redis": False}

        engine = replace(house.engine, readiness=states, dispensable=frozenset({"redis"}))
        monkeypatch.setattr(api.app.state, "house", replace(house, engine=engine))
        ready = await api.get("//health/ready")
        assert ready.status_code == 200
        assert ready.json()["data"]["dependencies"] == {"database": "up", "redis": "down"}
