"""Lets the cast act: tickets are opened, worked on and finished the way people do it, each at its time."""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from application.desk.add_comment import AddCommentCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from application.desk.face import Desk
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.tickets import TicketFilter
from domain.desk.ticket import Status, TicketTaken
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId
from entrypoints.cli.demo import stories
from entrypoints.cli.demo.cast import CATEGORIES, MEMBERS, Member, Promise, promised
from entrypoints.cli.demo.clock import StoryClock
from entrypoints.cli.demo.diary import Plot, diary
from entrypoints.cli.demo.stage import Stage
from entrypoints.cli.pages import every

TAG: Final = "demo"
"""Marks the tickets of the demo, so that a second run knows them."""

NOTED: Final = 0.4
ASKED: Final = 0.6
"""The share of tickets about which colleagues leave a note, or customers are asked something."""

TOO_LATE: Final = 1.6
"""Of the time in which a first answer was promised."""


async def play(desk: Desk, stage: Stage, clock: StoryClock, *, seed: int, today: datetime) -> int:
    """Open the tickets that are not there yet, and say how many. The same seed tells the same stories."""
    told = {ticket.title async for ticket in every(desk.tickets.list, TicketFilter(tag=(TAG,)))}
    new = [plot for plot in diary(seed, today) if plot.title not in told]
    held: Counter[str] = Counter()
    for plot in new:
        chance = random.Random(f"{seed}/{plot.title}")  # noqa: S311 - a story, not a secret
        await _Story(desk, stage, clock, chance, plot, today, held).tell()
    return len(new) + sum(plot.comes_twice for plot in new)


@dataclass(slots=True)
class _Story:
    """One ticket from its first question on. `held` counts what developers keep in their hands when stories end."""

    desk: Desk
    stage: Stage
    clock: StoryClock
    chance: random.Random
    plot: Plot
    today: datetime
    held: Counter[str]
    ticket_id: TicketId = field(init=False)

    async def tell(self) -> None:
        self.clock.turn_to(self.plot.opened_at)
        customer, agent = self._one_of(Role.CUSTOMER), self._one_of(Role.AGENT)
        self.ticket_id = await self._open(customer, self.plot.title)
        if self.plot.comes_twice:
            await self._come_again(customer, agent)
        if self.plot.ending is Status.OPEN:
            return
        developer = self._developer()
        await self._answer_first(agent, developer)
        if self.plot.ending is Status.PENDING:
            await self._ask(developer)
        elif self.plot.ending is not Status.IN_PROGRESS:
            await self._finish(customer, agent, developer)

    async def _open(self, customer: Actor, title: str) -> TicketId:
        command = OpenTicketCommand(
            title=title,
            description=self.plot.description,
            priority=self.plot.priority,
            category_id=self.stage.categories[self.plot.category],
            tags=(TAG, self.plot.category.casefold().replace(" ", "-")),
        )
        return (await self.desk.open_ticket(customer, command)).id

    async def _come_again(self, customer: Actor, agent: Actor) -> None:
        self._wait(hours=0.2)
        again = await self._open(customer, f"{stories.AGAIN}{self.plot.title}")
        self._wait(hours=0.1)
        await self.desk.merge_ticket(agent, MergeTicketCommand(ticket_id=again, into_id=self.ticket_id))

    async def _answer_first(self, agent: Actor, developer: Actor) -> None:
        share = TOO_LATE if self.plot.is_late else self.chance.uniform(0.05, 0.6)
        minutes = share * self._promise.first_response
        self._work(minutes / 3)
        if self.chance.random() < NOTED:
            await self._say(agent, stories.NOTES, internal=True)
        await self._hand_over(agent, developer)
        self._work(minutes * 2 / 3)
        await self._say(developer, stories.UPDATES)
        await self._move(developer, Status.IN_PROGRESS)

    async def _hand_over(self, agent: Actor, developer: Actor) -> None:
        """A house that is open meanwhile may have found somebody by itself."""
        with suppress(TicketTaken):
            if self.chance.choice((True, False)):
                await self.desk.claim_ticket(developer, ClaimTicketCommand(ticket_id=self.ticket_id))
                return
        assign = AssignTicketCommand(
            ticket_id=self.ticket_id, developer_id=developer.user_id, notes="You know this best."
        )
        await self.desk.assign_ticket(agent, assign)

    async def _ask(self, developer: Actor) -> None:
        self._work(self.chance.uniform(5, 60))
        await self._say(developer, stories.QUESTIONS)
        await self._move(developer, Status.PENDING)

    async def _finish(self, customer: Actor, agent: Actor, developer: Actor) -> None:
        if self.chance.random() < ASKED:
            await self._ask(developer)
            self._wait(hours=self.chance.uniform(1, 20))
            await self._say(customer, stories.ANSWERS)
            self._work(self._promise.next_response * self.chance.uniform(0.05, 0.5))
            await self._say(developer, stories.UPDATES)
        self._work(self._promise.resolution * self.chance.uniform(0.02, 0.2))
        await self._move(developer, Status.RESOLVED, self.chance.choice(stories.RESOLUTIONS))
        if self.plot.ending is Status.CLOSED:
            self._wait(hours=self.chance.uniform(4, 150))
            await self._move(agent, Status.CLOSED)
        if self.plot.ending is Status.REOPENED:
            self.clock.turn_to(self.today - timedelta(hours=self.chance.uniform(1, 8)))
            await self._say(customer, stories.RETURNS)
            await self._move(customer, Status.REOPENED)

    async def _say(self, who: Actor, texts: Sequence[str], *, internal: bool = False) -> None:
        said = AddCommentCommand(ticket_id=self.ticket_id, body=self.chance.choice(texts), internal=internal)
        await self.desk.add_comment(who, said)

    async def _move(self, who: Actor, status: Status, resolution: str | None = None) -> None:
        command = ChangeTicketStatusCommand(ticket_id=self.ticket_id, status=status, resolution=resolution)
        await self.desk.change_ticket_status(who, command)

    @property
    def _promise(self) -> Promise:
        return promised(self.plot.priority)

    def _work(self, minutes: float) -> None:
        """So much business time passes."""
        later = self._promise.hours.after(self.clock.now(), timedelta(minutes=minutes))
        self.clock.turn_to(min(later or self.today, self.today))

    def _wait(self, *, hours: float) -> None:
        self.clock.turn_to(min(self.clock.now() + timedelta(hours=hours), self.today))

    def _one_of(self, role: Role) -> Actor:
        return self.stage.actors[self.chance.choice([member.name for member in MEMBERS if member.role is role])]

    def _developer(self) -> Actor:
        """Of the team that owns the category, with room for one more."""
        team = next(team for team, (_, children) in CATEGORIES.items() if self.plot.category in children)
        able = [member for member in MEMBERS if member.team == team and self._has_room(member)]
        chosen = self.chance.choice(able)
        if self.plot.ending not in {Status.RESOLVED, Status.CLOSED}:
            self.held[chosen.name] += 1
        return self.stage.actors[chosen.name]

    def _has_room(self, member: Member) -> bool:
        return member.skill is not None and self.held[member.name] < member.skill.capacity
