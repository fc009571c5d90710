"""What reactions, the watch and a recount share: tickets that are locked are judged by what is promised now."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from application.desk.ports import DeskWork
from application.shared.ports import Clock
from domain.desk.events import SlaBreached, SlaBreachWithdrawn
from domain.desk.judgement import judge
from domain.desk.ticket import Status, Ticket


class Verdicts(NamedTuple):
    """How many tickets were looked at, how many of them changed, and what came of it."""

    judged: int = 0
    changed: int = 0
    breached: int = 0
    withdrawn: int = 0

    def plus(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(*map(sum, zip(self, other, strict=True)))


async def judge_tickets(
    work: DeskWork, tickets: Sequence[Ticket], clock: Clock, *, quiet: Collection[Status] = ()
) -> Verdicts:
    """Terms are read after the tickets were locked: whoever changes them comes to judge each ticket after us.

    What is late about `quiet` ones is noted on the ticket and told to nobody: there is nothing left to do about it.
    """
    terms = await work.sla_policies.terms()
    if not terms.policies and not any(clock.promise for ticket in tickets for clock in ticket.clocks):
        return Verdicts(judged=len(tickets))
    tiers = await work.people.tiers({ticket.requester_id for ticket in tickets}) if terms.ask_tiers else {}
    leads = await work.teams.leads() if terms.policies else {}
    total = Verdicts(judged=len(tickets))
    for ticket in tickets:
        lead_id = leads.get(ticket.team_id) if ticket.team_id else None
        tier = tiers.get(ticket.requester_id)
        judged, news = judge(ticket.wound(), terms, tier=tier, lead_id=lead_id, at=clock.now())
        if judged == ticket:
            continue
        await work.tickets.save(judged, *(() if ticket.status in quiet else news))
        breached = sum(isinstance(event, SlaBreached) for event in news)
        withdrawn = sum(isinstance(event, SlaBreachWithdrawn) for event in news)
        total = total.plus(Verdicts(changed=1, breached=breached, withdrawn=withdrawn))
    return total
