"""Tickets of two customers that were merged tell neither of them anything of the other, wherever they look."""

from typing import Any, Final
from uuid import uuid4

import pytest

from application.desk.add_comment import AddCommentCommand
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.open_ticket import OpenTicketCommand
from domain.shared.access import Actor, Role
from tests.security.surface import OPERATIONS, Operation, named, say
from tests.security.world import World
from tests.support.builders import a_watcher
from tests.support.house import SmallHouse
from tests.support.shelves import stock

READING: Final = [
    operation for operation in OPERATIONS if operation.method == "GET" and "{ticket_id}" in operation.path
]
CHANGING: Final = [
    operation for operation in OPERATIONS if operation.method != "GET" and "{ticket_id}" in operation.path
]
ELSEWHERE: Final = (
    "/tickets",
    "/tickets?search=secret",
    "/tickets?search=merged",
    "/notifications",
    "/users/me/export",
)


class Customer:
    """With a ticket, and secrets of their own in all they say of it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.secret = f"secret{uuid4().hex}"

    async def ask(self, house: SmallHouse, agent: Actor) -> None:
        command = OpenTicketCommand(title=f"secret {self.secret}", description=self.secret, tags=(self.secret,))
        self.ticket = await house.desk.open_ticket(self.actor, command)
        for who, internal in ((self.actor, False), (agent, False), (agent, True)):
            said = AddCommentCommand(ticket_id=self.ticket.id, body=f"{self.secret} of theirs", internal=internal)
            await house.desk.add_comment(who, said)

    def tells(self, text: str) -> list[str]:
        """What an answer to somebody else tells of this one."""
        return [one for one in (self.secret, str(self.ticket.id), str(self.actor.user_id)) if one in text]


async def merged(world: World) -> tuple[Customer, Customer]:
    """Two customers, the first of whose tickets was merged into that of the second."""
    house = world.api.house
    agent = await house.person(Role.AGENT)
    source, target = [Customer(await house.person(Role.CUSTOMER)) for _ in range(2)]
    for customer in (source, target):
        await customer.ask(house, agent)
        watcher = a_watcher(ticket_id=customer.ticket.id, user_id=customer.actor.user_id)
        await stock(house.shelf, watcher)
    command = MergeTicketCommand(ticket_id=source.ticket.id, into_id=target.ticket.id, across_requesters=True)
    await house.desk.merge_ticket(agent, command)
    return source, target


async def answer(world: World, operation: Operation, by: Actor, own: Customer) -> Any:
    world.actor = by
    ids = {**await world.own(operation.name), "ticket_id": own.ticket.id}
    stated: dict[str, Any] = {"json": operation.good_body(world)} if operation.body else {}
    return await say(world, operation, ids, **stated)


class TestNeither:
    @pytest.mark.parametrize("operation", named(READING))
    async def test_reads_of_the_other(self, world: World, operation: Operation) -> None:
        await world.settle(Role.CUSTOMER)
        pair = await merged(world)
        for own, other in (pair, pair[::-1]):
            response = await answer(world, operation, own.actor, own)
            assert other.tells(response.text) == []

    @pytest.mark.parametrize("operation", named(CHANGING))
    async def test_is_told_of_the_other_by_what_they_do(self, world: World, operation: Operation) -> None:
        await world.settle(Role.CUSTOMER)
        pair = await merged(world)
        for own, other in (pair, pair[::-1]):
            response = await answer(world, operation, own.actor, own)
            assert other.tells(response.text) == []
            read = await world.api.get(f"/tickets/{own.ticket.id}", own.actor)
            assert other.tells(read.text) == []

    @pytest.mark.parametrize("path", ELSEWHERE)
    async def test_finds_the_other_elsewhere(self, world: World, path: str) -> None:
        await world.settle(Role.CUSTOMER)
        pair = await merged(world)
        for own, other in (pair, pair[::-1]):
            response = await world.api.get(path, own.actor)
            assert response.is_success
            assert other.tells(response.text) == []

    async def test_loses_their_own_words(self, world: World) -> None:
        await world.settle(Role.CUSTOMER)
        for own in await merged(world):
            comments = await world.api.get(f"/tickets/{own.ticket.id}/comments", own.actor)
            assert [own.secret in comment["body"] for comment in comments.json()["data"]] == [True, True]


class TestStaff:
    async def test_reads_the_notes_of_both_at_the_target(self, world: World) -> None:
        await world.settle(Role.AGENT)
        source, target = await merged(world)
        agent = await world.api.house.person(Role.AGENT)
        comments = await world.api.get(f"/tickets/{target.ticket.id}/comments", agent)
        assert [one["isInternal"] for one in comments.json()["data"] if source.secret in one["body"]] == [True]
