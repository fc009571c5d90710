from collections.abc import Iterator
from typing import final

from adapters.memory.listing import listed
from adapters.memory.store import Store
from application.desk.queries.history import TOLD_TO_ALL, TOLD_TO_STAFF, HistoryQueries, HistoryRow, Recorded
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import TicketScope, sees_internal
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId, UserId


@final
class MemoryHistoryQueries(HistoryQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[HistoryRow]:
        ticket = self._store.rows.tickets.get(ticket_id)
        if ticket is None or not TicketScope.of(actor).admits(ticket):
            raise TicketNotFound("There is no such ticket.")
        to_staff = sees_internal(actor)
        told = (one for one in self._recorded(ticket_id) if _is_told(one, to_staff=to_staff))
        return listed(
            told, page, BIRTH_SORT, lambda one: one.shown(actor, requester_id=ticket.requester_id, to_staff=to_staff)
        )

    def _recorded(self, ticket_id: TicketId) -> Iterator[Recorded]:
        rows = self._store.rows
        for entry in rows.audit.values():
            if entry.ticket_id == ticket_id:
                user = rows.users.get(UserId(entry.actor_id))
                yield Recorded(
                    id=entry.id,
                    action=entry.action,
                    actor_id=entry.actor_id,
                    actor_name=user.name if user else None,
                    payload=rows.payloads[entry.id],
                    old_values=entry.old_values,
                    new_values=entry.new_values,
                    created_at=entry.created_at,
                )


def _is_told(one: Recorded, *, to_staff: bool) -> bool:
    told = (TOLD_TO_STAFF if to_staff else TOLD_TO_ALL).get(one.action)
    if told is None or (not to_staff and one.payload.get("is_internal")):
        return False
    return not told.if_changed or told.values is None or not told.values.isdisjoint(one.new_values)
