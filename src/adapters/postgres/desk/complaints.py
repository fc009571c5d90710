from typing import Final, final

from sqlalchemy import select

from adapters.postgres.desk.kept import COMPLAINTS
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, any_of, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import complaints
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import ComplaintRepository
from application.desk.queries.complaints import ComplaintFilter, ComplaintQueries, ComplaintRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import reads_all_complaints, sees_complaint
from domain.desk.complaint import Complaint, ComplaintNotFound, ComplaintStatus
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import ComplaintId

_ID: Final = complaints.c.id == parameter("id", complaints.c.id)
_COMPLAINT: Final = Statement(COMPLAINTS.to_change(_ID))
_COMPLAINTS: Final = Listing(
    ComplaintRow,
    complaints,
    key=complaints.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": complaints.c.created_at},
    conditions={
        **any_of(complaints.c.status, usual=tuple(ComplaintStatus)),
        **equal(complaints.c.complainant_id, complaints.c.ticket_id),
    },
)
_ROW: Final = Statement(select(*_COMPLAINTS.columns).where(_ID))


@final
class PostgresComplaintRepository(ComplaintRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, complaint_id: ComplaintId) -> Complaint:
        complaint = await COMPLAINTS.load(self._transaction, _COMPLAINT, id=complaint_id)
        if complaint is None:
            raise ComplaintNotFound("There is no such complaint.")
        return complaint

    async def save(self, complaint: Complaint, *events: Event) -> None:
        await COMPLAINTS.save(self._transaction, self._recorder, complaint, events)


@final
class PostgresComplaintQueries(ComplaintQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: ComplaintFilter, page: PageRequest) -> Page[ComplaintRow]:
        mine = {} if reads_all_complaints(actor) else {"complainant_id": actor.user_id}
        return await _COMPLAINTS.page(self._pool, wanted(filter) | mine, page)

    async def one(self, actor: Actor, complaint_id: ComplaintId) -> ComplaintRow:
        found = await look(self._pool, _ROW, {"id": complaint_id})
        complaint = _COMPLAINTS.read(found[0]) if found else None
        if complaint is None or not sees_complaint(actor, complaint.complainant_id):
            raise ComplaintNotFound("There is no such complaint.")
        return complaint

    async def own(self, actor: Actor, page: PageRequest) -> Page[ComplaintRow]:
        return await _COMPLAINTS.page(self._pool, {"complainant_id": actor.user_id}, page)
