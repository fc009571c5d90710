"""A desk at work around one customer, with a word of its own in every place that is kept from them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID, uuid4

from application.desk.add_comment import AddCommentCommand
from application.desk.answer_assignment import AnswerAssignmentCommand
from application.desk.apply_macro import ApplyMacroCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from application.desk.create_macro import CreateMacroCommand
from application.desk.create_view import CreateViewCommand
from application.desk.edit_comment import EditCommentCommand
from application.desk.keep_draft import KeepDraftCommand
from application.desk.link_tickets import LinkTicketsCommand
from application.desk.log_time import LogTimeCommand
from application.desk.merge_ticket import MergeTicketCommand
from application.desk.move_complaint import MoveComplaintCommand
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.tickets import TicketCard
from application.desk.rate_ticket import RateTicketCommand
from application.desk.remove_comment import RemoveCommentCommand
from application.desk.set_developer_profile import SetDeveloperProfileCommand
from application.desk.submit_complaint import SubmitComplaintCommand
from application.desk.unassign_ticket import UnassignTicketCommand
from application.desk.watch_clocks import WatchClocks
from application.desk.watch_ticket import WatchTicketCommand
from application.identity.suspend_user import SuspendUserCommand
from application.shared.origin import Origin, origin
from domain.desk.assignment import AssignmentStatus
from domain.desk.complaint import ComplaintStatus
from domain.desk.link import Relation
from domain.desk.routing import Routing
from domain.desk.ticket import Status
from domain.shared.access import Actor, Role
from domain.shared.ids import AssignmentId, CommentId, TicketId
from tests.support.house import SmallHouse

Command = TypeVar("Command")
Result = TypeVar("Result")

COMMON: Final = "whispered"
"""The word that stands beside every canary: whoever finds one by it has found what is not theirs."""


class DeskAtWork:
    """`words` are the canaries by where they stand, `hidden` the ids of what is nobody's business but the desk's."""

    def __init__(self, house: SmallHouse) -> None:
        self._house, self._desk = house, house.desk
        self.words: dict[str, str] = {}
        self.hidden: dict[str, UUID] = {}
        self.once_said = ""
        """What stood there before it was removed."""

    @property
    def canaries(self) -> Mapping[str, str]:
        """The words, and the ids that tell what there is; that of the team stands on the customer's own ticket."""
        hidden = {f"id of the hidden {name}": one for name, one in self.hidden.items() if name != "team_id"}
        others = {f"id of ticket {one.number}": one.id for one in (self.linked, self.merged)}
        return {**self.words, **{where: str(one) for where, one in (hidden | others).items()}}

    def found_in(self, text: str) -> set[str]:
        """Where the canaries stand that a text shows."""
        return {where for where, canary in self.canaries.items() if canary in text}

    @property
    def staff(self) -> tuple[Actor, ...]:
        return self.admin, self.manager, self.agent, self.developer

    async def open(self) -> None:
        """All there is to do on a desk, done."""
        await self._people()
        await self._tickets()
        await self._turns()
        await self._say()
        await self._keep()
        await self._complain()
        await self._finish()

    async def _do(self, act: Callable[[Actor, Command], Awaitable[Result]], by: Actor, command: Command) -> Result:
        """As from a request of theirs."""
        before = origin.set(Origin(actor_id=by.user_id))
        try:
            return await act(by, command)
        finally:
            origin.reset(before)

    def _word(self, where: str) -> str:
        return self.words.setdefault(where, f"canary{uuid4().hex}")

    def _text(self, where: str) -> str:
        return f"{COMMON} {self._word(where)}"

    # ----------------------------------------------------------------------------------------------------- who is there
    async def _people(self) -> None:
        house = self._house
        self.customer, self.other = await house.person(Role.CUSTOMER), await house.person(Role.CUSTOMER)
        self.admin, self.manager = await house.person(Role.ADMIN), await house.person(Role.MANAGER)
        self.agent = await house.person(Role.AGENT, last_name=self._word("name of staff"))
        skill = self._word("skill of a developer")
        lead = await house.person(Role.MANAGER)
        self.team = await house.team(
            name=self._word("name of a team"), description=self._word("description of a team"), lead_id=lead.user_id
        )
        self.developer = await house.person(Role.DEVELOPER, team_id=self.team.id)
        profile = SetDeveloperProfileCommand(
            user_id=self.developer.user_id,
            specializations=(skill, "outage"),
            github_username=self._word("name at GitHub"),
            slack_id=self._word("name in a chat"),
        )
        await self._do(self._desk.set_developer_profile, self.admin, profile)
        self.category = await house.category(team_id=self.team.id, routing=Routing.SKILL_MATCH)
        calendar = await house.calendar(name=self._word("name of a calendar"))
        policy = await house.policy(name=self._word("name of a promise"), calendar_id=calendar.id)
        self.hidden |= {"team_id": self.team.id, "calendar_id": calendar.id, "policy_id": policy.id}
        barred = await house.person(Role.CUSTOMER, last_name=self._word("name of another customer"))
        reason = SuspendUserCommand(user_id=barred.user_id, reason=self._word("why somebody was suspended"))
        await self._do(house.identity.suspend_user, self.admin, reason)
        self.hidden["user_id"] = barred.user_id

    async def _others(self, how: str) -> TicketCard:
        where = f"another's ticket, {how}"
        command = OpenTicketCommand(
            title=self._text(f"title of {where}"),
            description=self._text(f"description of {where}"),
            tags=(self._word(f"tag of {where}"),),
        )
        return await self._do(self._desk.open_ticket, self.other, command)

    async def _tickets(self) -> None:
        """The customer's, two of another's that have to do with it, and one that has not."""
        mine = OpenTicketCommand(
            title="The report stays empty", description="Since Monday.", tags=("outage",), category_id=self.category.id
        )
        self.own, self.finished = [await self._do(self._desk.open_ticket, self.customer, mine) for _ in range(2)]
        self.linked, self.merged, self.apart = [await self._others(how) for how in ("linked", "merged", "apart")]
        for user_id in (self.customer.user_id, self.agent.user_id):
            await self._do(
                self._desk.watch_ticket, self.agent, WatchTicketCommand(ticket_id=self.own.id, user_id=user_id)
            )
        link = LinkTicketsCommand(ticket_id=self.own.id, relation=Relation.BLOCKED_BY, other_id=self.linked.id)
        self.hidden["link_id"] = await self._do(self._desk.link_tickets, self.agent, link)
        merge = MergeTicketCommand(ticket_id=self.merged.id, into_id=self.own.id, across_requesters=True)
        await self._do(self._desk.merge_ticket, self.agent, merge)
        self.hidden["ticket_id"] = self.apart.id

    async def _turns(self) -> None:
        """It was routed, which the developer rejects; it is handed over, taken away and handed over again."""
        turn = (await self._house.turns(self.own.id))[-1]
        self.words["why a ticket was routed"] = str(turn.why)
        answer = AnswerAssignmentCommand(
            assignment_id=AssignmentId(turn.id),
            ticket_id=self.own.id,
            status=AssignmentStatus.REJECTED,
            reason=self._word("why a ticket was rejected"),
        )
        await self._do(self._desk.answer_assignment, self.developer, answer)
        hand = AssignTicketCommand(
            ticket_id=self.own.id, developer_id=self.developer.user_id, notes=self._word("notes of an assignment")
        )
        await self._do(self._desk.assign_ticket, self.agent, hand)
        take = UnassignTicketCommand(ticket_id=self.own.id, reason=self._word("why a ticket was taken away"))
        await self._do(self._desk.unassign_ticket, self.manager, take)
        await self._do(self._desk.claim_ticket, self.developer, ClaimTicketCommand(ticket_id=self.own.id))
        self.hidden["assignment_id"] = turn.id

    # ----------------------------------------------------------------------------------------------- what is said there
    async def _comment(self, by: Actor, body: str, *, internal: bool = False, on: TicketId | None = None) -> CommentId:
        command = AddCommentCommand(ticket_id=on or self.own.id, body=body, internal=internal)
        return await self._do(self._desk.add_comment, by, command)

    async def _say(self) -> None:
        named = f"@[The developer](user:{self.developer.user_id})"
        note = await self._comment(self.agent, f"{self._text('internal note')} {named}", internal=True)
        self.reworded = await self._comment(self.agent, self._text("former text of a reply"))
        reword = EditCommentCommand(ticket_id=self.own.id, comment_id=self.reworded, body="Have you tried again?")
        await self._do(self._desk.edit_comment, self.agent, reword)
        hidden = await self._comment(self.agent, self._text("reply that was hidden"))
        hide = EditCommentCommand(ticket_id=self.own.id, comment_id=hidden, internal=True)
        await self._do(self._desk.edit_comment, self.manager, hide)
        removed = await self._comment(self.agent, self._text("reply that was removed"))
        self.once_said = "".join(one.body for one in await self._house.comments(self.own.id))
        await self._do(
            self._desk.remove_comment, self.manager, RemoveCommentCommand(ticket_id=self.own.id, comment_id=removed)
        )
        for ticket in (self.linked, self.apart):
            await self._comment(self.agent, self._text("reply to another"), on=ticket.id)
        self.hidden["comment_id"] = note

    async def _keep(self) -> None:
        """What staff has at hand and writes down."""
        draft = KeepDraftCommand(ticket_id=self.own.id, body=self._text("draft"))
        await self._do(self._desk.keep_draft, self.agent, draft)
        macro = CreateMacroCommand(
            name=self._word("name of a macro"), body=self._text("note by a macro"), internal=True, shared=True
        )
        macro_id = await self._do(self._desk.create_macro, self.admin, macro)
        apply = ApplyMacroCommand(ticket_id=self.own.id, macro_id=macro_id)
        await self._do(self._desk.apply_macro, self.developer, apply)
        own = CreateMacroCommand(name=self._word("name of one's own macro"), body=self._text("one's own macro"))
        await self._do(self._desk.create_macro, self.agent, own)
        for name, is_shared in (("name of a private view", False), ("name of a shared view", True)):
            words = {"search": self._word(f"{name}: what it looks for")}
            view = CreateViewCommand(name=self._word(name), filter=words, is_shared=is_shared)
            self.hidden["view_id"] = await self._do(self._desk.create_view, self.admin, view)
        time = LogTimeCommand(
            ticket_id=self.own.id,
            minutes=30,
            spent_on=self._house.clock.time.date(),
            note=self._word("note of a time entry"),
        )
        self.hidden |= {"macro_id": macro_id, "time_entry_id": await self._do(self._desk.log_time, self.agent, time)}

    async def _complain(self) -> None:
        command = SubmitComplaintCommand(
            subject=self._word("subject of a complaint"),
            text=self._word("text of a complaint"),
            ticket_id=self.apart.id,
        )
        complaint_id = await self._do(self._desk.submit_complaint, self.other, command)
        answer = self._word("outcome of a complaint")
        for status, resolution in ((ComplaintStatus.UNDER_REVIEW, None), (ComplaintStatus.DISMISSED, answer)):
            move = MoveComplaintCommand(complaint_id=complaint_id, status=status, resolution=resolution)
            await self._do(self._desk.move_complaint, self.manager, move)
        self.hidden["complaint_id"] = complaint_id

    # -------------------------------------------------------------------------------------------------- how it all ends
    async def _finish(self) -> None:
        """Promises are broken, and all is resolved."""
        self._house.clock.skip(timedelta(days=30))
        await WatchClocks(self._house.shelf.desk_work, self._house.clock)()
        await self._comment(self.customer, "Still empty.")
        for ticket, text in (
            (self.linked, self._text("how another's ticket was resolved")),
            (self.apart, self._text("how another's ticket was resolved")),
            (self.own, "Restarted."),
            (self.finished, "Restarted."),
        ):
            move = ChangeTicketStatusCommand(ticket_id=ticket.id, status=Status.RESOLVED, resolution=text)
            await self._do(self._desk.change_ticket_status, self.agent, move)
        rating = RateTicketCommand(ticket_id=self.apart.id, score=1, comment=self._word("what another says of it"))
        await self._do(self._desk.rate_ticket, self.other, rating)
