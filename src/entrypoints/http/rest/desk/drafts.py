from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.discard_draft import DiscardDraftCommand
from application.desk.face import Desk
from application.desk.keep_draft import KeepDraftCommand
from application.desk.queries.drafts import DraftCard
from application.shared.messages import Text
from domain.desk.draft import DraftNotFound
from domain.desk.ticket import TicketNotFound
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, gone, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.rest.asking import Asked, Id, the


class KeepDraftBody(Body, frozen=True):
    """What you mean to say, as you would say it in a comment."""

    body: Text
    internal: bool = False


@get("/", policy=AUTHENTICATED, refusals=(TicketNotFound, DraftNotFound))
async def read_draft(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[DraftCard]:
    """Your own; nobody else sees it."""
    return success(await desk.drafts.card(request.user, the(ticket_id)))


@put("/", policy=AUTHENTICATED, refusals=(TicketNotFound,))
async def keep_draft(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[KeepDraftBody]
) -> Answer[DraftCard]:
    """Keep it until you comment on the ticket, in place of the one before."""
    await desk.keep_draft(request.user, command(KeepDraftCommand, data, ticket_id=the(ticket_id)))
    return success(await desk.drafts.card(request.user, the(ticket_id)))


@delete("/", policy=AUTHENTICATED, refusals=(TicketNotFound,))
async def discard_draft(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[None]:
    """Throw it away, if there is one."""
    await desk.discard_draft(request.user, DiscardDraftCommand(ticket_id=the(ticket_id)))
    return gone()


ROUTES = Router(
    "/tickets/{ticket_id:str}/draft", route_handlers=[read_draft, keep_draft, discard_draft], tags=["Comments"]
)
