from collections.abc import Iterator
from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import ComplaintRepository
from application.desk.queries.complaints import ComplaintFilter, ComplaintQueries, ComplaintRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_complaint
from domain.desk.complaint import Complaint, ComplaintNotFound
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import ComplaintId


@final
class MemoryComplaintRepository(ComplaintRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._complaints = transaction.rows.complaints

    async def get(self, complaint_id: ComplaintId) -> Complaint:
        try:
            return self._complaints[complaint_id]
        except KeyError:
            raise ComplaintNotFound("There is no such complaint.") from None

    async def save(self, complaint: Complaint, *events: Event) -> None:
        self._transaction.save(self._complaints, complaint.id, complaint, events)


@final
class MemoryComplaintQueries(ComplaintQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: ComplaintFilter, page: PageRequest) -> Page[ComplaintRow]:
        found = (
            one
            for one in self._known(actor)
            if (not filter.status or one.status in filter.status) and filter.ticket_id in (None, one.ticket_id)
        )
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=ComplaintRow))

    async def one(self, actor: Actor, complaint_id: ComplaintId) -> ComplaintRow:
        for complaint in self._known(actor):
            if complaint.id == complaint_id:
                return as_row(complaint, ComplaintRow)
        raise ComplaintNotFound("There is no such complaint.")

    async def own(self, actor: Actor, page: PageRequest) -> Page[ComplaintRow]:
        found = (one for one in self._known(actor) if one.complainant_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=ComplaintRow))

    def _known(self, actor: Actor) -> Iterator[Complaint]:
        return (one for one in self._store.rows.complaints.values() if sees_complaint(actor, one.complainant_id))
