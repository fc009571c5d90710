from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.desk.add_comment import AddCommentCommand
from application.desk.face import Desk
from application.desk.queries.comments import CommentCard
from application.desk.queries.wording import BIRTH_SORT
from application.shared.messages import Text
from domain.desk.comment import CommentNotFound
from domain.desk.ticket import TicketNotFound
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, created, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

COMMENTS = Listing("comments", CommentCard, NoFilter, BIRTH_SORT, default_sort="createdAt")


class AddCommentBody(Body, frozen=True):
    """`internal` makes it a note that nobody but staff ever sees."""

    body: Text
    internal: bool = False


@get("/", policy=AUTHENTICATED, listing=COMMENTS, refusals=(TicketNotFound,))
async def list_comments(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[CommentCard]]:
    """What was said about a ticket, oldest first."""
    wanted = COMMENTS.read(request)
    shown = wanted.shows("body_html")
    return listed(await desk.conversation.page(request.user, the(ticket_id), wanted.page, with_html=shown), wanted)


@post("/", policy=AUTHENTICATED, refusals=(TicketNotFound,))
async def add_comment(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, data: JSONBody[AddCommentBody]
) -> Answer[CommentCard]:
    """A public reply, or an internal note. A reply by the requester ends the waiting for them."""
    comment_id = await desk.add_comment(request.user, command(AddCommentCommand, data, ticket_id=the(ticket_id)))
    comment = await desk.conversation.card(request.user, the(ticket_id), comment_id)
    return created(comment, at=f"/tickets/{comment.ticket_id}/comments/{comment_id}")


@get("/{comment_id:str}", policy=AUTHENTICATED, refusals=(TicketNotFound, CommentNotFound))
async def read_comment(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, comment_id: Id
) -> Answer[CommentCard]:
    return success(await desk.conversation.card(request.user, the(ticket_id), the(comment_id)))


ROUTES = Router(
    "/tickets/{ticket_id:str}/comments", route_handlers=[list_comments, add_comment, read_comment], tags=["Comments"]
)
