"""Any number of tickets in any hands, beside the oracle; over whichever shelf."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from application.desk.add_comment import AddCommentCommand
from application.desk.answer_assignment import Answer, AnswerAssignmentCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from application.desk.close_resolved_tickets import CloseResolvedTickets
from application.desk.edit_ticket import EditTicketCommand
from application.desk.link_tickets import LinkTicketsCommand
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.tickets import TicketFilter
from application.desk.unlink_tickets import UnlinkTicketsCommand
from application.desk.unmerge_ticket import UnmergeTicketCommand
from domain.desk.assignment import AssignmentStatus
from domain.desk.link import Relation
from domain.desk.ticket import Status
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from domain.shared.ids import CategoryId, TicketId
from tests.support.builders import a_status
from tests.support.house import ALL
from tests.support.lives import InMemory, Life
from tests.support.shelves import stock
from tests.unit.application.desk.link_oracle import SAID, Ties
from tests.unit.application.desk.oracle import CLOSED_AFTER, PATHS, Name, Person, Story, Verdict, load_of

MOST_STORIES = 3
CUSTOMER, OTHER_CUSTOMER, INSIDER, OUTSIDER, AGENT, MANAGER = range(6)
people = st.sampled_from([MANAGER, AGENT, INSIDER, OUTSIDER, CUSTOMER, MANAGER, AGENT, INSIDER, OTHER_CUSTOMER])
"""Staff twice as often: others are mostly refused."""

desks = st.sampled_from([AGENT, MANAGER])
"""Who sees all tickets and works on them."""

developers = st.sampled_from([INSIDER, OUTSIDER, MANAGER, AGENT])
stories = st.runner().flatmap(lambda life: st.sampled_from(life.stories))
words = st.sampled_from([None, "", "Restarted."])
CALLED = [(Status.PENDING, True), (Status.IN_PROGRESS, True), (Status.RESOLVED, True), (Status.PENDING, False)]
"""Statuses of which there is a name, and whether it is still in use."""

answers: st.SearchStrategy[Answer] = st.sampled_from(
    [AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED, AssignmentStatus.COMPLETED]
)
somebody_asked = precondition(lambda life: life.stories)


class DeskLife(Life):
    """What happened is heard at once."""

    def __init__(self) -> None:
        super().__init__()
        self.house = self.opened()
        self.stories: list[Story] = []
        self.ties = Ties()
        self.expected: list[str] = []
        self.is_changed = True
        """Whether the last step was let happen: what was refused was seen to leave no trace."""

    @initialize()
    def house_is_furnished(self) -> None:
        self.run(self._furnish())

    async def _furnish(self) -> None:
        house, team = self.house, await self.house.team()
        self.category = await house.category(team_id=team.id)
        statuses = [a_status(status=status, is_active=active) for status, active in CALLED]
        await stock(house.shelf, *statuses)
        self.names = [Name(status.id, str(status.status), status.is_active) for status in statuses]
        self.actors = [
            await house.person(Role.CUSTOMER),
            await house.person(Role.CUSTOMER),
            await house.developer(team_id=team.id, capacity=2),
            await house.developer(capacity=1),
            await house.person(Role.AGENT),
            await house.developer(Role.MANAGER, capacity=1),
        ]
        capacities = {INSIDER: 2, OUTSIDER: 1, MANAGER: 1}
        self.people = [
            Person(actor.user_id, str(actor.role), actor.team_id, capacities.get(index))
            for index, actor in enumerate(self.actors)
        ]

    def attempt(self, verdict: Verdict, use: Coroutine[Any, Any, Any]) -> Any:
        """Do it, or see it refused as it must be and leave no trace."""
        self.is_changed = verdict is None
        done = self.run(use) if verdict is None else self.run(self._see_refused(verdict, use))
        while recorded := self.happened():
            self.run(self.house.react(recorded))
        return done

    def closing(self) -> Coroutine[Any, Any, int]:
        return CloseResolvedTickets(self.house.shelf.desk_work, self.house.clock, CLOSED_AFTER)()

    async def _see_refused(self, verdict: type[Any], use: Coroutine[Any, Any, Any]) -> None:
        async with self.house.refuses(verdict):
            await use

    @precondition(lambda life: len(life.stories) < MOST_STORIES)
    @rule(who=people, asks_for=st.sampled_from([CUSTOMER, OTHER_CUSTOMER, INSIDER]), has_category=st.booleans())
    def ticket_is_opened(self, who: int, asks_for: int, *, has_category: bool) -> None:
        requester, category_id = self.people[asks_for], self.category.id if has_category else None
        verdict = Forbidden if who != asks_for and not self.people[who].works else None
        ticket_id = self.attempt(verdict, self._open(who, requester, category_id))
        if not verdict:
            team = self.category.team_id if has_category else None
            self.stories.append(Story(ticket_id, requester, team, "As opened"))
            self.expected.append("desk.ticket_opened")

    async def _open(self, who: int, requester: Person, category_id: CategoryId | None) -> TicketId:
        command = OpenTicketCommand(
            title="As opened", description="It burns.", requester_id=requester.id, category_id=category_id
        )
        return (await self.house.desk.open_ticket(self.actors[who], command)).id

    @rule(days=st.integers(5, 20))
    def time_goes_by(self, days: int) -> None:
        self.house.clock.skip(timedelta(days=days))

    @somebody_asked
    @rule(who=people, story=stories, internal=st.booleans())
    def ticket_is_commented(self, who: int, story: Story, *, internal: bool) -> None:
        verdict = story.verdict_on_comment(self.people[who], internal=internal)
        command = AddCommentCommand(ticket_id=story.id, body="Have you tried?", internal=internal)
        self.attempt(verdict, self.house.desk.add_comment(self.actors[who], command))
        if not verdict:
            self.expected += story.comment(self.people[who], internal=internal)

    @somebody_asked
    @rule(who=people, story=stories, title=st.sampled_from(["One", "Two"]), behind=st.integers(0, 1))
    def ticket_is_edited(self, who: int, story: Story, title: str, behind: int) -> None:
        version = story.version - behind
        verdict = story.verdict_on_edit(self.people[who], version)
        command = EditTicketCommand(ticket_id=story.id, title=title, expected_version=version)
        self.attempt(verdict, self.house.desk.edit_ticket(self.actors[who], command))
        if not verdict:
            self.expected += story.edit(title)

    @somebody_asked
    @rule(who=people, story=stories, word=words, data=st.data())
    def ticket_is_moved(self, who: int, story: Story, word: str | None, data: st.DataObject) -> None:
        """Mostly where it may go: else few would ever be closed."""
        allowed = st.sampled_from(sorted(PATHS[story.status])).map(Status)
        to = data.draw(allowed | allowed | st.sampled_from(Status))
        name = data.draw(st.sampled_from([None, *(name for name in self.names if name.status == to)]))
        self._move(who, story, to, word, name)

    @somebody_asked
    @rule(who=people | desks, story=stories, data=st.data())
    def status_is_named(self, who: int, story: Story, data: st.DataObject) -> None:
        """Mostly by a name of the one that it has."""
        fit = [name for name in self.names if name.status == story.status]
        name = data.draw(st.sampled_from([None, *fit]) | st.sampled_from(self.names))
        self._move(who, story, Status(story.status), None, name)

    def _move(self, who: int, story: Story, to: Status, word: str | None, name: Name | None) -> None:
        now = self.house.clock.time + self.house.clock.step
        held_up = self.ties.hold_up(story)
        verdict = story.verdict_on_move(self.people[who], to, word, now, name=name, held_up=held_up)
        command = ChangeTicketStatusCommand(
            ticket_id=story.id, status=to, status_id=name.id if name else None, resolution=word
        )
        self.attempt(verdict, self.house.desk.change_ticket_status(self.actors[who], command))
        if not verdict:
            self.expected += story.move(str(to), word, now, name)

    @somebody_asked
    @rule()
    def house_closes_what_is_settled(self) -> None:
        """One after the other, looking at the time for each."""
        closed = [story for story in self.stories if (told := story.settle(self.house.clock.time)) and self._note(told)]
        done = self.attempt(None, self.closing())
        assert done == len(closed)

    def _note(self, told: list[str]) -> bool:
        self.expected += told
        return True

    @somebody_asked
    @rule(who=people | desks, story=stories, relation=st.sampled_from(sorted(SAID)), other=stories)
    def tickets_are_linked(self, who: int, story: Story, relation: str, other: Story) -> None:
        if story is other:
            other = self.stories[self.stories.index(story) - 1]  # itself, where it is the only one
        verdict = self.ties.verdict_on_tying(self.people[who], story, relation, other)
        command = LinkTicketsCommand(ticket_id=story.id, relation=Relation(relation), other_id=other.id)
        self.attempt(verdict, self.house.desk.link_tickets(self.actors[who], command))
        if not verdict:
            self.ties.all.append(self.ties.tie(story, relation, other))
            self.expected.append("desk.ticket_linked")

    @precondition(lambda life: life.ties.all)
    @rule(who=people | desks, data=st.data())
    def tickets_are_unlinked(self, who: int, data: st.DataObject) -> None:
        tie = data.draw(st.sampled_from(self.ties.all))
        verdict = self.ties.verdict_on_untying(self.people[who], tie)
        rows = self.run(self.house.links(tie.one.id))
        link_id = next(
            row.id
            for row in rows
            if str(row.relation) == tie.relation and tie.joins(tie.one, self._story(row.ticket_id))
        )
        command = UnlinkTicketsCommand(ticket_id=tie.one.id, link_id=link_id)
        self.attempt(verdict, self.house.desk.unlink_tickets(self.actors[who], command))
        if not verdict:
            self.ties.all.remove(tie)
            self.expected.append("desk.ticket_unlinked")

    def _story(self, ticket_id: TicketId) -> Story:
        return next(story for story in self.stories if story.id == ticket_id)

    @somebody_asked
    @rule(who=people, story=stories, to=developers)
    def ticket_is_assigned(self, who: int, story: Story, to: int) -> None:
        taker = self.people[to]
        verdict = story.verdict_on_assign(self.people[who], taker, load_of(taker, self.stories))
        command = AssignTicketCommand(ticket_id=story.id, developer_id=taker.id)
        self.attempt(verdict, self.house.desk.assign_ticket(self.actors[who], command))
        if not verdict:
            self.expected += story.give(taker, self.people[who])

    @somebody_asked
    @rule(who=people, story=stories)
    def ticket_is_claimed(self, who: int, story: Story) -> None:
        taker = self.people[who]
        verdict = story.verdict_on_claim(taker, load_of(taker, self.stories))
        self.attempt(verdict, self.house.desk.claim_ticket(self.actors[who], ClaimTicketCommand(ticket_id=story.id)))
        if not verdict:
            self.expected += story.give(taker, taker)

    @precondition(lambda life: any(story.turns for story in life.stories))
    @rule(who=people, data=st.data(), to=answers, reason=words)
    def turn_is_answered(self, who: int, data: st.DataObject, to: Answer, reason: str | None) -> None:
        story = data.draw(st.sampled_from([story for story in self.stories if story.turns]))
        verdict = story.verdict_on_answer(self.people[who], to, reason)
        turn = self.run(self.house.turns(story.id))[-1]
        command = AnswerAssignmentCommand(assignment_id=turn.id, ticket_id=story.id, status=to, reason=reason)
        self.attempt(verdict, self.house.desk.answer_assignment(self.actors[who], command))
        if not verdict:
            self.expected += story.answer(str(to))

    @somebody_asked
    @rule(who=people | desks, story=stories, other=stories, across=st.sampled_from([True, True, False]))
    def ticket_is_merged(self, who: int, story: Story, other: Story, *, across: bool) -> None:
        if story is other:
            other = self.stories[self.stories.index(story) - 1]  # itself, where it is the only one
        now = self.house.clock.time + self.house.clock.step
        is_part = self.ties.lead("parent_of", story, other)
        verdict = story.verdict_on_merge(self.people[who], other, across=across, is_part=is_part)
        command = MergeTicketCommand(ticket_id=story.id, into_id=other.id, across_requesters=across)
        self.attempt(verdict, self.house.desk.merge_ticket(self.actors[who], command))
        if not verdict:
            self.expected += story.merge(other, now)
            self.ties.merge(story, other)

    @somebody_asked
    @rule(who=people | desks, data=st.data())
    def ticket_is_unmerged(self, who: int, data: st.DataObject) -> None:
        """Mostly one that is merged."""
        merged = [story for story in self.stories if story.into]
        story = data.draw(st.sampled_from(merged or self.stories) | st.sampled_from(self.stories))
        now = self.house.clock.time + self.house.clock.step
        verdict = story.verdict_on_unmerge(self.people[who], now)
        command = UnmergeTicketCommand(ticket_id=story.id)
        self.attempt(verdict, self.house.desk.unmerge_ticket(self.actors[who], command))
        if not verdict:
            assert story.into
            self.ties.unmerge(story, story.into)
            self.expected += story.unmerge(self.people[who], self.stories)

    @invariant()
    def all_is_as_the_oracle_says(self) -> None:
        assert self.house.happened == self.expected
        if self.is_changed:
            self.run(self._compare_tickets())
            self.run(self._compare_sights())

    async def _compare_tickets(self) -> None:
        for story in self.stories:
            card = await self.house.card(story.id)
            holder = story.holder.id if story.holder else None
            assert (card.status, card.assignee_id, card.team_id) == (story.status, holder, story.team)
            assert (card.title, card.version) == (story.title, story.version)
            assert card.status_id == (story.name.id if story.name else None)
            assert card.merged_into_id == (story.into.id if story.into else None)
            assert story.into or card.resolution == story.word
            assert (card.resolved_at or card.closed_at) == story.finished
            assert (card.first_response_at is not None) == story.answered
            turns = [(turn.assignee_id, str(turn.status)) for turn in await self.house.turns(story.id)]
            assert turns == [(turn.holder.id, turn.status) for turn in story.turns]
            active = [turn.holder for turn in story.turns if turn.is_active]
            assert active in ([], [story.holder])
            links = {(str(link.relation), link.ticket_id) for link in await self.house.links(story.id)}
            assert links == {(relation, other.id) for relation, other in self.ties.seen_from(story)}

    async def _compare_sights(self) -> None:
        for person, actor in zip(self.people, self.actors, strict=True):
            listed = await self.house.desk.tickets.list(actor, TicketFilter(), ALL)
            visible = [story for story in self.stories if story.is_visible_to(person)]
            assert {row.id for row in listed.items} == {story.id for story in visible}
            for story in visible:
                comments = await self.house.desk.tickets.comments(actor, story.id, ALL)
                seen = [comment.is_internal for comment in comments.items]
                assert seen == [internal for _, internal in story.comments if person.works or not internal]
            assert len(await self.house.told(person.id)) == person.told


class DeskLifeInMemory(InMemory, DeskLife):
    """On the memory shelf."""
