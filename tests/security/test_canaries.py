"""Nothing that is kept from customers reaches them: not by what they ask, and not by what they are told of events."""

from typing import Any, Final
from urllib.parse import quote

import msgspec
import pytest

from domain.desk.events import TicketCommented
from domain.shared.access import Role
from tests.security.canaries import COMMON, DeskAtWork
from tests.security.surface import OPERATIONS, Operation, named, say
from tests.security.world import Ids, World

READING: Final = [operation for operation in OPERATIONS if operation.method == "GET"]
ABOUT_SOMETHING: Final = [operation for operation in OPERATIONS if operation.id_names]
IN_EVENTS: Final = {"name of a promise", "why somebody was suspended"}
"""What is told of an event: to staff, and to whom it is about."""


@pytest.fixture
async def desk(world: World) -> DeskAtWork:
    await world.settle(Role.CUSTOMER)
    desk = DeskAtWork(world.api.house)
    await desk.open()
    world.actor = desk.customer
    return desk


async def answer(world: World, operation: Operation, ids: Ids) -> str:
    """All that is said, with what stands around it. Bodies are good, so that a refusal is about who asks."""
    stated: dict[str, Any] = {"json": operation.good_body(world)} if operation.body else {}
    response = await say(world, operation, {**await world.own(operation.name), **ids}, **stated)
    return f"{response.headers} {response.text}"


class TestCustomer:
    @pytest.mark.parametrize("operation", named(READING))
    async def test_reads_no_canary(self, world: World, desk: DeskAtWork, operation: Operation) -> None:
        for ticket in (desk.own, desk.finished):
            told = await answer(world, operation, {"ticket_id": ticket.id, "comment_id": desk.reworded})
            assert desk.found_in(told) == set()

    @pytest.mark.parametrize("operation", named(ABOUT_SOMETHING))
    async def test_is_told_none_of_what_is_hidden(self, world: World, desk: DeskAtWork, operation: Operation) -> None:
        """By its id, also below a ticket of their own."""
        for ticket_id in (desk.hidden["ticket_id"], desk.own.id):
            told = await answer(world, operation, {**desk.hidden, "ticket_id": ticket_id})
            assert desk.found_in(told) == set()

    async def test_finds_none(self, world: World, desk: DeskAtWork) -> None:
        """Neither by its word nor by the one that stands beside so many of them."""
        for word in map(quote, (COMMON, *desk.canaries.values())):
            for question in (f"search={word}", f"search={word}&total=exact", f"tag={word}"):
                listed = (await world.api.get(f"/tickets?{question}", desk.customer)).json()
                assert listed["data"] == []
                assert listed["meta"]["pagination"].get("total", 0) == 0

    async def test_counts_what_is_theirs(self, world: World, desk: DeskAtWork) -> None:
        counted = (await world.api.get("/tickets/counts", desk.customer)).json()["data"]["total"]
        assert counted["count"] == len([desk.own, desk.finished])

    async def test_is_told_of_replies_alone(self, world: World, desk: DeskAtWork) -> None:
        """That there is a note is as much as many want to know."""
        history = (await world.api.get(f"/tickets/{desk.own.id}/history?limit=100", desk.customer)).json()["data"]
        said = [row["by"] for row in history if row["action"] == TicketCommented.name]
        assert sorted(said) == ["staff", "staff", "staff", "you"]

    async def test_is_notified_of_none(self, world: World, desk: DeskAtWork) -> None:
        texts = [row.text for row in await world.api.house.told(desk.customer.user_id)]
        assert {text.partition(":")[0] for text in texts} == {
            *(f"Ticket {desk.own.number} {what}" for what in ("has an assignee", "has a new reply", "is resolved")),
            f"Ticket {desk.finished.number} is resolved",
        }
        assert desk.found_in("".join(texts)) == set()

    async def test_is_mailed_none(self, world: World, desk: DeskAtWork) -> None:
        house = world.api.house
        address = (await house.user(desk.customer.user_id)).email
        mails = [mail for mail in house.mailer.sent if mail.to == address]
        assert len(mails) == len([desk.own, desk.finished])
        assert desk.found_in(str(mails)) == set()

    async def test_rates_by_a_mail_that_shows_none(self, world: World, desk: DeskAtWork) -> None:
        for mail in world.api.house.mailer.sent:
            if f"Ticket {desk.own.number}" in mail.subject:
                token = mail.text.partition("#token=")[2].split()[0]
                shown = await world.api.get(f"/csat/{token}")
                assert shown.json()["data"]["number"] == desk.own.number
                assert desk.found_in(shown.text) == set()
                return
        pytest.fail("There is no such mail.")


class TestEvents:
    async def test_carry_no_text_further_than_its_place(self, world: World, desk: DeskAtWork) -> None:
        payloads = msgspec.json.encode([event.payload for event in world.api.house.recorded]).decode()
        assert desk.found_in(payloads) & desk.words.keys() == IN_EVENTS


class TestStaff:
    async def test_reads_every_canary(self, world: World, desk: DeskAtWork) -> None:
        """One that stood nowhere would prove nothing."""
        seen, ids = desk.found_in(desk.once_said), {**await world.own("nothing"), **desk.hidden}
        for world.actor in desk.staff:
            for ticket in (desk.own, desk.linked, desk.merged, desk.apart):
                for operation in READING:
                    asked = {**ids, "ticket_id": ticket.id, "comment_id": desk.reworded}
                    seen |= desk.found_in((await say(world, operation, asked)).text)
        assert seen == set(desk.canaries)
