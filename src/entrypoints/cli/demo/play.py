"""Lets the cast act: tickets are opened, worked on and finished the way people do it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from application.desk.add_comment import AddCommentCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from application.desk.face import Desk
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.tickets import TicketFilter
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId
from entrypoints.cli.demo import stories
from entrypoints.cli.demo.cast import CATEGORIES, MEMBERS
from entrypoints.cli.demo.stage import Stage
from entrypoints.cli.pages import every

TAG: Final = "demo"
"""Marks the tickets of the demo, so that a second run knows them."""

A_NOTE_IN_FIVE: Final = 2

_ENDINGS: Final = (
    *[Status.OPEN] * 6,
    *[Status.IN_PROGRESS] * 6,
    *[Status.PENDING] * 5,
    *[Status.RESOLVED] * 6,
    *[Status.CLOSED] * 4,
    *[Status.REOPENED] * 3,
)
_PRIORITIES: Final = {Priority.LOW: 3, Priority.MEDIUM: 5, Priority.HIGH: 3, Priority.CRITICAL: 1}


async def play(desk: Desk, stage: Stage, *, seed: int) -> int:
    """Open the tickets that are not there yet, and say how many. The same seed tells the same stories."""
    told = {ticket.title async for ticket in every(desk.tickets.list, TicketFilter(tag=(TAG,)))}
    new = 0
    for story in _stories(desk, stage, seed):
        if story.title not in told:
            await story.tell()
            new += 1
    return new


def _stories(desk: Desk, stage: Stage, seed: int) -> Iterator["_Story"]:
    endings = list(_ENDINGS)
    random.Random(seed).shuffle(endings)  # noqa: S311 - a story, not a secret
    problems = [(category, *problem) for category, told in stories.PROBLEMS.items() for problem in told]
    for (category, title, description), ending in zip(problems, endings, strict=True):
        chance = random.Random(f"{seed}/{title}")  # noqa: S311 - as above
        yield _Story(desk, stage, chance, category, title, description, ending)


@dataclass(frozen=True, slots=True)
class _Story:
    desk: Desk
    stage: Stage
    chance: random.Random
    category: str
    title: str
    description: str
    ending: Status

    async def tell(self) -> None:
        customer, agent = self._somebody(Role.CUSTOMER), self._somebody(Role.AGENT)
        developer = self._somebody(Role.DEVELOPER)
        ticket_id = await self._open(customer)
        if self.chance.randrange(5) < A_NOTE_IN_FIVE:
            await self._say(agent, ticket_id, stories.NOTES, internal=True)
        if self.ending is Status.OPEN:
            return
        await self._hand_over(agent, developer, ticket_id)
        await self._say(developer, ticket_id, stories.UPDATES)
        await self._move(developer, ticket_id, Status.IN_PROGRESS)
        if self.ending in {Status.IN_PROGRESS, Status.PENDING}:
            await self._wait(developer, ticket_id)
        else:
            await self._finish(customer, developer, ticket_id)

    async def _open(self, customer: Actor) -> TicketId:
        (priority,) = self.chance.choices(list(_PRIORITIES), list(_PRIORITIES.values()))
        command = OpenTicketCommand(
            title=self.title,
            description=self.description,
            priority=priority,
            category_id=self.stage.categories[self.category],
            tags=(TAG, self.category.casefold().replace(" ", "-")),
        )
        return (await self.desk.open_ticket(customer, command)).id

    async def _hand_over(self, agent: Actor, developer: Actor, ticket_id: TicketId) -> None:
        if self.chance.choice((True, False)):
            await self.desk.claim_ticket(developer, ClaimTicketCommand(ticket_id=ticket_id))
        else:
            command = AssignTicketCommand(
                ticket_id=ticket_id, developer_id=developer.user_id, notes="You know this best."
            )
            await self.desk.assign_ticket(agent, command)

    async def _wait(self, developer: Actor, ticket_id: TicketId) -> None:
        if self.ending is Status.PENDING:
            await self._say(developer, ticket_id, stories.QUESTIONS)
            await self._move(developer, ticket_id, Status.PENDING)

    async def _finish(self, customer: Actor, developer: Actor, ticket_id: TicketId) -> None:
        await self._say(customer, ticket_id, stories.ANSWERS)
        await self._move(developer, ticket_id, Status.RESOLVED, self.chance.choice(stories.RESOLUTIONS))
        if self.ending is Status.CLOSED:
            await self._move(developer, ticket_id, Status.CLOSED)
        if self.ending is Status.REOPENED:
            await self._say(customer, ticket_id, stories.RETURNS)
            await self._move(customer, ticket_id, Status.REOPENED)

    async def _say(self, who: Actor, ticket_id: TicketId, texts: tuple[str, ...], *, internal: bool = False) -> None:
        command = AddCommentCommand(ticket_id=ticket_id, body=self.chance.choice(texts), internal=internal)
        await self.desk.add_comment(who, command)

    async def _move(self, who: Actor, ticket_id: TicketId, status: Status, resolution: str | None = None) -> None:
        command = ChangeTicketStatusCommand(ticket_id=ticket_id, status=status, resolution=resolution)
        await self.desk.change_ticket_status(who, command)

    def _somebody(self, role: Role) -> Actor:
        """Developers are of the team that owns the category."""
        team = next(team for team, (_, children) in CATEGORIES.items() if self.category in children)
        able = [
            member.name
            for member in MEMBERS
            if member.role is role and (role is not Role.DEVELOPER or member.team == team)
        ]
        return self.stage.actors[self.chance.choice(able)]
