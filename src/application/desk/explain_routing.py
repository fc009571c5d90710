from collections.abc import Sequence
from dataclasses import dataclass

from application.desk.find_developer import find_developer, pasts_of
from application.desk.ports import DeskWork, TriageAdvisor
from application.desk.queries.routing import Candidate, RoutingCard
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, sees_internal
from domain.desk.routing import Choice, Policy, Routing, obstacle
from domain.desk.ticket import Ticket
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


@dataclass(frozen=True, slots=True)
class ExplainRouting:
    """Tell staff how a ticket finds somebody: what applies, who there is, and what would come of it at this moment."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    advisor: TriageAdvisor

    async def __call__(self, actor: Actor, ticket_id: TicketId) -> RoutingCard:
        async with self.uow() as work:
            ticket = await work.queues.ticket(ticket_id, scope=TicketScope.of(actor))
            require(sees_internal(actor), "see how tickets are routed")
            tree = await work.queues.tree()
            there = await work.queues.developers(ticket.team_id)
            past = (await pasts_of(work, [ticket]))[ticket.id]
        now = self.clock.now()
        against = {one.id: obstacle(one, ticket.team_id, past, at=now) for one in there}
        able = [one for one in there if against[one.id] is None]
        policy = tree.policy(ticket.category_id)
        known = await self.advisor.suggest(ticket, tree.path(ticket.category_id), there)
        scores = {suggestion.developer_id: suggestion.score for suggestion in known}
        choice = await find_developer(self.advisor, ticket, tree, able, where="who could take it")
        goes = choice if ticket.waits_for_somebody else None
        return RoutingCard(
            ticket_id=ticket.id,
            routing=policy.routing,
            stated_by=policy.category_id,
            team_id=ticket.team_id,
            assignee_id=ticket.assignee_id,
            next_assignee_id=goes.developer.id if goes else None,
            outcome=_outcome(ticket, policy, goes, able),
            candidates=[Candidate.of(one, why_not=against[one.id], score=scores.get(one.id)) for one in there],
        )


def _outcome(ticket: Ticket, policy: Policy, goes: Choice | None, able: Sequence[object]) -> str:
    if not ticket.waits_for_somebody:
        return (
            "Waits for nobody: it is somebody's." if ticket.assignee_id else f"Waits for nobody: it is {ticket.status}."
        )
    if policy.routing is Routing.MANUAL:
        return "Waits to be claimed, or assigned by hand."
    if goes is not None:
        return f"Goes to {goes.developer.name}. {goes.why}"
    if able:
        return "Waits: nobody is a match good enough. It can be claimed, or assigned by hand."
    return "Waits until somebody is at work and has room."
