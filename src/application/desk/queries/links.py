from datetime import datetime

from application.shared.messages import Message
from domain.desk.link import Relation
from domain.desk.ticket import Status
from domain.shared.ids import LinkId, TicketId, UserId


class LinkRow(Message, frozen=True):
    """The ticket that was asked for is to the named one what `relation` says."""

    id: LinkId
    relation: Relation
    ticket_id: TicketId
    number: int
    title: str
    status: Status
    created_by: UserId
    created_at: datetime
