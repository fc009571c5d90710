import asyncio
import time
from typing import Any

from tests.e2e.http.people import TICKET, Person, Staff

PATIENCE = 30
"""Seconds until a reaction must have happened."""


async def told(person: Person, ticket_id: str) -> dict[str, Any]:
    """What somebody is told about a ticket, as soon as they are."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for notification in await person.done("GET", "/notifications?isRead=false"):
            if notification["ticketId"] == ticket_id:
                return dict(notification)
        await asyncio.sleep(0.05)
    raise AssertionError("Nobody told them.")


class TestTicket:
    async def test_goes_from_open_to_closed_and_back(self, admin: Person) -> None:
        """A customer, an agent and a developer bring one problem to its end, twice."""
        async with Staff(admin) as staff:
            team = await admin.done("POST", "/teams", {"name": f"Reporting {admin.id[-6:]}"})
            category = await admin.done("POST", "/categories", {"name": "Reports", "teamId": team["id"]})
            agent = await staff.hire("agent")
            developer = await staff.hire("developer", team_id=team["id"], capacity=2)
            customer = await staff.customer()
            opened = await customer.done("POST", "/tickets", TICKET | {"categoryId": category["id"]})
            assert (opened["status"], opened["teamId"], opened["channel"]) == ("open", team["id"], "api")
            path = f"/tickets/{opened['id']}"
            await _hand_over(path, agent, developer)
            await _talk(path, agent, developer, customer)
            await _solve_twice(path, agent, developer, customer)
            await _look_back(opened["id"], admin, customer)

    async def test_is_found_by_those_who_may_know_of_it(self, admin: Person) -> None:
        async with Staff(admin) as staff:
            mine, theirs = await staff.customer(), await staff.customer()
            ticket = await mine.done("POST", "/tickets", TICKET | {"title": f"Xylophone {mine.id}"})
            found = await mine.done("GET", f"/tickets?search=xylophone+{mine.id}&fields=id,title")
            assert found == [{"id": ticket["id"], "title": ticket["title"]}]
            assert await theirs.done("GET", f"/tickets?search=xylophone+{mine.id}") == []
            missing = await theirs.ask("GET", "/tickets/018f0000-0000-7000-8000-000000000000")
            foreign = await theirs.ask("GET", f"/tickets/{ticket['id']}")
            assert (foreign.status_code, foreign.json()["error"]) == (404, missing.json()["error"])


class TestAccess:
    async def test_ends_when_the_account_is_switched_off(self, admin: Person) -> None:
        async with Staff(admin) as staff:
            agent = await staff.hire("agent")
            assert (await agent.ask("GET", "/tickets")).status_code == 200
            await admin.done("PATCH", f"/users/{agent.id}", {"isActive": False})
            await asyncio.sleep(2)
            assert (await agent.ask("GET", "/tickets")).status_code == 401
            credentials = {"email": agent.email, "password": "Correct-Horse-7"}
            assert (await agent.ask("POST", "/auth/login", credentials)).status_code == 401


async def _hand_over(path: str, agent: Person, developer: Person) -> None:
    ticket = await agent.done("POST", f"{path}/assign", {"assigneeId": developer.id, "notes": "Please."})
    assert ticket["assigneeId"] == developer.id
    notification = await told(developer, ticket["id"])
    assert notification["text"] == f"Ticket {ticket['number']} is yours: {ticket['title']}"
    await developer.done("POST", f"/notifications/{notification['id']}/read")
    turn = (await developer.done("GET", f"{path}/assignments"))[0]
    accepted = await developer.done("PATCH", f"/assignments/{turn['id']}", {"status": "accepted"})
    assert accepted["status"] == "accepted"


async def _talk(path: str, agent: Person, developer: Person, customer: Person) -> None:
    """The customer sees what is meant for them, and by answering ends the waiting for them."""
    await developer.done("POST", f"{path}/comments", {"body": "Their disk is full.", "internal": True})
    await developer.done("POST", f"{path}/comments", {"body": "Can you try again?"})
    await developer.done("POST", f"{path}/status", {"status": "pending"})
    seen = await customer.done("GET", f"{path}/comments")
    assert [comment["body"] for comment in seen] == ["Can you try again?"]
    assert len(await agent.done("GET", f"{path}/comments")) == 2
    await customer.done("POST", f"{path}/comments", {"body": "It works!"})
    assert (await customer.done("GET", path))["status"] == "in_progress"


async def _solve_twice(path: str, agent: Person, developer: Person, customer: Person) -> None:
    """The first time by an edit that moves it too; what is closed stays as it is."""
    tag = (await agent.ask("GET", path)).headers["etag"]
    solved = {"status": "resolved", "resolution": "The disk has room again.", "priority": "low"}
    resolved = await agent.done("PATCH", path, solved, If_Match=tag)
    assert (resolved["status"], resolved["priority"]) == ("resolved", "low")
    reopened = await customer.done("POST", f"{path}/status", {"status": "reopened"})
    assert (reopened["status"], reopened["resolution"]) == ("reopened", None)
    await developer.done("POST", f"{path}/status", {"status": "resolved", "resolution": "More room."})
    closed = await agent.done("POST", f"{path}/status", {"status": "closed"})
    assert closed["closedAt"] is not None
    refused = await customer.ask("PATCH", path, {"title": "Another problem"}, If_Match="*")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "DESK_TICKET_CLOSED")
    assert (await developer.done("GET", f"{path}/assignments"))[0]["status"] == "completed"


async def _look_back(ticket_id: str, admin: Person, customer: Person) -> None:
    record = await admin.done("GET", f"/audit-logs?entityId={ticket_id}&sort=createdAt&limit=100")
    assert record[0]["action"] == "desk.ticket_opened"
    assert (record[0]["actorId"], record[0]["ip"]) == (customer.id, "127.0.0.1")
    moves = [entry["newValues"]["status"] for entry in record if "status" in entry["newValues"]]
    assert moves == ["open", "pending", "in_progress", "resolved", "reopened", "resolved", "closed"]
