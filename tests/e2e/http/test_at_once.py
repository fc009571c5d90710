"""Many people at one moment, against two serving processes on one database."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import httpx2

from tests.e2e.http.people import PASSWORD, TICKET, Person, Staff


def codes(responses: list[httpx2.Response]) -> Counter[int]:
    return Counter(response.status_code for response in responses)


async def eventual_holder(admin: Person, ticket_id: str) -> str:
    """Whoever the worker gives it to."""
    while (holder := (await admin.done("GET", f"/tickets/{ticket_id}"))["assigneeId"]) is None:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return str(holder)


class TestClaim:
    async def test_of_eight_agents_goes_to_one(self, admin: Person) -> None:
        async with Staff(admin) as staff:
            agents = [await staff.hire("agent", capacity=25) for _ in range(8)]
            tickets = [await admin.done("POST", "/tickets", TICKET) for _ in range(25)]
            for ticket in tickets:
                path = f"/tickets/{ticket['id']}"
                answers = await asyncio.gather(*(agent.ask("POST", f"{path}/claim") for agent in agents))
                assert codes(answers) == {200: 1, 409: 7}
                winner = next(agent for agent, answer in zip(agents, answers, strict=True) if answer.is_success)
                assert (await admin.done("GET", path))["assigneeId"] == winner.id
                record = await admin.done("GET", f"/audit-logs?entityId={ticket['id']}&action=desk.ticket_assigned")
                assert [entry["actorId"] for entry in record] == [winner.id]


class TestRouting:
    async def test_and_eight_who_claim_leave_a_ticket_with_one(self, admin: Person) -> None:
        """They race with the worker, which hands out every one of the tickets as well."""
        team = await admin.done("POST", "/teams", {"name": f"Team {uuid4().hex}"})
        about = {"name": f"Category {uuid4().hex}", "teamId": team["id"], "routing": "round_robin"}
        routed = TICKET | {"categoryId": (await admin.done("POST", "/categories", about))["id"]}
        async with Staff(admin) as staff:
            agents = [await staff.hire("agent", team_id=team["id"], capacity=25) for _ in range(8)]
            by_house = 0
            for _ in range(25):
                path = f"/tickets/{(await admin.done('POST', '/tickets', routed))['id']}"
                answers = await asyncio.gather(*(agent.ask("POST", f"{path}/claim") for agent in agents))
                won = [agent.id for agent, answer in zip(agents, answers, strict=True) if answer.is_success]
                assert codes(answers) == ({200: 1, 409: 7} if won else {409: 8})
                turns = await admin.done("GET", f"{path}/assignments")
                holder = (await admin.done("GET", path))["assigneeId"]
                assert [turn["assigneeId"] for turn in turns] == (won or [holder]) == [holder]
                by_house += bool(turns[0]["why"])
                assert bool(turns[0]["why"]) == (not won)
            assert by_house < 25  # else nobody raced

    async def test_goes_in_order_when_room_appears(self, admin: Person) -> None:
        team = await admin.done("POST", "/teams", {"name": f"Team {uuid4().hex}"})
        about = {"name": f"Category {uuid4().hex}", "teamId": team["id"], "routing": "least_loaded"}
        routed = TICKET | {"categoryId": (await admin.done("POST", "/categories", about))["id"]}
        low, older, younger = [
            (await admin.done("POST", "/tickets", routed | {"priority": priority}))["id"]
            for priority in ("low", "critical", "critical")
        ]
        async with Staff(admin) as staff:
            agent = await staff.hire("agent", team_id=team["id"], capacity=1)
            for ticket in (older, younger, low):
                assert await eventual_holder(admin, ticket) == agent.id
                done = {"status": "resolved", "resolution": "Restarted."}
                await agent.done("POST", f"/tickets/{ticket}/status", done)


class TestRegistration:
    async def test_of_one_address_in_ten_spellings_makes_one_account(self, admin: Person) -> None:
        name = f"zoe\N{COMBINING DIAERESIS}-{uuid4().hex[:8]}"
        composed = name.replace("e\N{COMBINING DIAERESIS}", "ë")
        spellings = [
            f"{prefix}{spelled}@{domain}"
            for prefix in ("", " ")
            for spelled in (name, name.upper(), composed, composed.title(), composed.upper())
            for domain in ("example.com",)
        ]
        assert len(set(spellings)) == 10
        async with Person(admin.address) as somebody:
            asked = [{"email": spelling, "password": PASSWORD} for spelling in spellings for _ in range(5)]
            answers = await asyncio.gather(*(somebody.ask("POST", "/auth/register", body) for body in asked))
        assert codes(answers) == {201: 1, 409: 49}
        assert len(await admin.done("GET", f"/users?search={composed}")) == 1


class TestEdit:
    async def test_of_twenty_from_one_reading_is_one(self, admin: Person) -> None:
        ticket = await admin.done("POST", "/tickets", TICKET)
        path = f"/tickets/{ticket['id']}"
        tag = (await admin.ask("GET", path)).headers["etag"]
        answers = await asyncio.gather(
            *(admin.ask("PATCH", path, {"title": f"Edit {number}"}, If_Match=tag) for number in range(20))
        )
        assert codes(answers) == {200: 1, 412: 19}
        winner = next(answer for answer in answers if answer.is_success)
        now = await admin.done("GET", path)
        assert (now["title"], now["version"]) == (winner.json()["data"]["title"], 2)

    async def test_by_many_who_start_over_when_they_are_late_loses_none(self, admin: Person) -> None:
        ticket = await admin.done("POST", "/tickets", TICKET | {"title": "0"})
        path = f"/tickets/{ticket['id']}"

        async def count(times: int) -> None:
            while times:
                seen = await admin.ask("GET", path)
                body = {"title": str(int(seen.json()["data"]["title"]) + 1)}
                edited = await admin.ask("PATCH", path, body, If_Match=seen.headers["etag"])
                assert edited.status_code in {200, 412}
                times -= edited.is_success

        await asyncio.gather(*(count(125) for _ in range(8)))
        now = await admin.done("GET", path)
        assert (now["title"], now["version"]) == ("1000", 1001)


class TestTwins:
    async def test_are_one_on_every_route_that_takes_a_key(self, admin: Person) -> None:
        async with Staff(admin) as staff:
            agent = await staff.hire("agent", capacity=10)
            ticket = await admin.done("POST", "/tickets", TICKET)
            name = uuid4().hex
            doubles: list[tuple[Person, str, Any, str]] = [
                (agent, "/tickets", TICKET | {"title": name}, f"/tickets?search={name}"),
                (
                    agent,
                    f"/tickets/{ticket['id']}/comments",
                    {"body": name},
                    f"/tickets/{ticket['id']}/comments?limit=100",
                ),
                (admin, "/teams", {"name": name}, f"/teams?search={name}"),
                (admin, "/categories", {"name": name}, f"/categories?search={name}"),
                (admin, "/users", {"email": f"{name}@example.com"}, f"/users?search={name}"),
                (agent, f"/tickets/{ticket['id']}/claim", {}, f"/tickets/{ticket['id']}/assignments"),
            ]
            for person, path, body, shown in doubles:
                key = uuid4().hex
                answers = await asyncio.gather(
                    *(person.ask("POST", path, body, Idempotency_Key=key) for _ in range(50))
                )
                assert set(codes(answers)) <= {200, 201, 409}, path
                in_use = [answer for answer in answers if answer.status_code == 409]
                assert {answer.json()["error"]["code"] for answer in in_use} <= {"IDEMPOTENCY_KEY_IN_USE"}
                answered = [answer for answer in answers if answer.is_success]
                answered.append(await person.ask("POST", path, body, Idempotency_Key=key))
                assert len({(answer.status_code, answer.content) for answer in answered}) == 1, path
                assert sum("idempotency-replayed" not in answer.headers for answer in answered) == 1
                assert len(await person.done("GET", shown)) == 1, path
                other = await person.ask("POST", path, body | {"more": 1}, Idempotency_Key=key)
                assert (other.status_code, other.json()["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    async def test_of_dropped_connections_have_their_effect_once(self, admin: Person) -> None:
        async with Staff(admin) as staff:
            customer = await staff.customer()
            keys = [uuid4().hex for _ in range(30)]

            async def impatient(key: str, patience: float) -> None:
                try:
                    async with asyncio.timeout(patience):
                        await customer.ask("POST", "/tickets", TICKET, Idempotency_Key=key)
                except TimeoutError:
                    return

            await asyncio.gather(*(impatient(key, index / 1_000) for index, key in enumerate(keys)))
            for key in keys:
                await _persistent(customer, key)
            assert len(await customer.done("GET", "/tickets?limit=100")) == 30


async def _persistent(customer: Person, key: str) -> None:
    """Ask until there is an answer: the one before may still be under way."""
    while (await customer.ask("POST", "/tickets", TICKET, Idempotency_Key=key)).status_code == 409:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
