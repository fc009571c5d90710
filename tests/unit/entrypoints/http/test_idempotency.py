from domain.shared.access import Role
from tests.support.api import Api
from tests.unit.entrypoints.http.test_conventions import problem_of

TICKET = {"title": "The report stays empty", "description": "Since this morning."}
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
MYSELF = {"email": "customer@example.com", "password": "Correct-Horse-7"}


class TestKey:
    async def test_makes_many_requests_one(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        first = await api.post("/tickets", requester, TICKET, headers=KEY)
        assert "idempotency-replayed" not in first.headers
        for _ in range(3):
            again = await api.post("/tickets", requester, TICKET, headers=KEY | {"Accept-Encoding": "identity"})
            assert (again.status_code, again.content) == (201, first.content)
            assert again.headers["idempotency-replayed"] == "true"
            for name in ("location", "etag", "content-type"):
                assert again.headers[name] == first.headers[name]
            assert again.headers["x-request-id"] != first.headers["x-request-id"]
        assert (await api.get("/tickets", requester)).json()["meta"]["pagination"]["total"] == 1

    async def test_is_for_one_request_only(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        created = await api.post("/tickets", requester, TICKET, headers=KEY)
        other_body = await api.post("/tickets", requester, TICKET | {"title": "Another"}, headers=KEY)
        assert problem_of(other_body) == (422, "IDEMPOTENCY_KEY_REUSED")
        comments = created.headers["location"].removeprefix("/api/v1") + "/comments"
        other_route = await api.post(comments, requester, TICKET, headers=KEY)
        assert problem_of(other_route) == (422, "IDEMPOTENCY_KEY_REUSED")

    async def test_of_another_is_another(self, api: Api) -> None:
        one, other = await api.house.person(Role.CUSTOMER), await api.house.person(Role.CUSTOMER)
        mine = (await api.post("/tickets", one, TICKET, headers=KEY)).json()["data"]
        theirs = (await api.post("/tickets", other, TICKET, headers=KEY)).json()["data"]
        assert (mine["requesterId"], theirs["requesterId"]) == (str(one.user_id), str(other.user_id))

    async def test_is_free_again_after_a_refusal(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        refused = await api.post("/tickets", requester, {"title": ""}, headers=KEY)
        assert problem_of(refused) == (400, "BODY_INVALID")
        assert (await api.post("/tickets", requester, TICKET, headers=KEY)).status_code == 201

    async def test_undoes_what_was_refused_half_way(self, api: Api) -> None:
        manager, before = await api.house.person(Role.MANAGER), len(api.house.happened)
        await api.house.team(name="Reporting")
        refused = await api.post("/teams", manager, {"name": "Reporting"}, headers=KEY)
        assert problem_of(refused) == (409, "DESK_TEAM_NAME_TAKEN")
        assert len(api.house.happened) == before

    async def test_is_printable_and_one(self, api: Api) -> None:
        requester = await api.house.person(Role.CUSTOMER)
        for stated in ("", "x" * 256, "ü"):
            refused = await api.post("/tickets", requester, TICKET, headers={"Idempotency-Key": stated.encode()})
            assert problem_of(refused) == (400, "HEADER_INVALID")
        assert (await api.get("/tickets", requester)).json()["data"] == []


class TestRegistration:
    async def test_happens_once_and_is_answered_with_a_fresh_token(self, api: Api) -> None:
        first = await api.post("/auth/register", json=MYSELF, headers=KEY)
        again = await api.post("/auth/register", json=MYSELF, headers=KEY)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.headers["location"] == again.headers["location"]
        assert first.json()["data"]["user"]["id"] == again.json()["data"]["user"]["id"]
        assert api.house.happened.count("identity.user_registered") == 1
        without = await api.post("/auth/register", json=MYSELF)
        assert problem_of(without) == (409, "IDENTITY_EMAIL_TAKEN")

    async def test_is_answered_to_nobody_who_does_not_know_the_password(self, api: Api) -> None:
        await api.post("/auth/register", json=MYSELF, headers=KEY)
        guessed = await api.post("/auth/register", json=MYSELF | {"password": "Wrong-Horse-7"}, headers=KEY)
        assert problem_of(guessed) == (422, "IDEMPOTENCY_KEY_REUSED")
