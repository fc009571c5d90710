from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.add_comment import AddCommentCommand
from application.desk.edit_comment import EditCommentCommand
from application.desk.errors import CommentUnknown, PersonNotMentionable
from application.desk.face import Desk
from application.desk.queries.comments import CommentCard, RevisionRow
from application.desk.queries.wording import BIRTH_SORT
from application.desk.remove_comment import RemoveCommentCommand
from application.shared.messages import Text
from domain.desk.comment import AnsweredMeanwhile, CommentIsRemoved, CommentNotFound, NoteStaysInternal
from domain.desk.ticket import AlreadyMerged, TicketNotFound
from domain.shared.access import Permission
from domain.shared.ids import CommentId
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.conditional import expected_version
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED, IfMatch
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

COMMENTS = Listing("comments", CommentCard, NoFilter, BIRTH_SORT, default_sort="createdAt")
REVISIONS = Listing("revisions", RevisionRow, NoFilter, BIRTH_SORT, default_sort="createdAt")


class AddCommentBody(Body, frozen=True):
    """Markdown. `internal` makes it a note that nobody but staff ever sees.

    Staff mention others by `[@Anna](user:…)`, a link to their id; whoever is mentioned is told.
    `after` is the last comment you have seen, null when there was none: it is refused when somebody else replied
    since. Left out, nobody asks.
    """

    body: Text
    internal: bool = False
    after: CommentId | UnsetType | None = UNSET


class EditCommentBody(Changes, frozen=True):
    """What is left out stays. `internal` can become true, by a moderator, and never false."""

    body: Text | UnsetType = UNSET
    internal: bool | UnsetType = UNSET


@get("/", policy=AUTHENTICATED, listing=COMMENTS, refusals=(TicketNotFound,))
async def list_comments(request: Asked, desk: NamedDependency[Desk], ticket_id: Id) -> Answer[list[CommentCard]]:
    """What was said about a ticket, oldest first."""
    wanted = COMMENTS.read(request)
    shown = wanted.shows("body_html")
    return listed(await desk.conversation.page(request.user, the(ticket_id), wanted.page, with_html=shown), wanted)


@post(
    "/",
    policy=AUTHENTICATED,
    refusals=(TicketNotFound, AlreadyMerged, PersonNotMentionable, CommentUnknown, AnsweredMeanwhile),
)
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


@patch(
    "/{comment_id:str}",
    policy=AUTHENTICATED,
    if_match=IfMatch.REQUIRED,
    refusals=(TicketNotFound, CommentNotFound, CommentIsRemoved, NoteStaysInternal, PersonNotMentionable),
)
async def edit_comment(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, comment_id: Id, data: JSONBody[EditCommentBody]
) -> Answer[CommentCard]:
    """Authors say better what they said; what it was before is kept for staff. Moderators hide replies."""
    ids, expected = {"ticket_id": the(ticket_id), "comment_id": the(comment_id)}, expected_version(request)
    await desk.edit_comment(request.user, command(EditCommentCommand, data, expected_version=expected, **ids))
    return success(await desk.conversation.card(request.user, the(ticket_id), the(comment_id)))


@delete("/{comment_id:str}", policy=Permission.TICKETS_MODERATE, refusals=(TicketNotFound, CommentNotFound))
async def remove_comment(request: Asked, desk: NamedDependency[Desk], ticket_id: Id, comment_id: Id) -> Answer[None]:
    """Take back for good what it says and ever said, such as a password posted by mistake. That it was there stays."""
    await desk.remove_comment(request.user, RemoveCommentCommand(ticket_id=the(ticket_id), comment_id=the(comment_id)))
    return gone()


@get(
    "/{comment_id:str}/revisions",
    policy=Permission.TICKETS_READ_INTERNAL,
    listing=REVISIONS,
    refusals=(TicketNotFound, CommentNotFound),
)
async def list_revisions(
    request: Asked, desk: NamedDependency[Desk], ticket_id: Id, comment_id: Id
) -> Answer[list[RevisionRow]]:
    """What it said before it was edited, oldest first."""
    wanted = REVISIONS.read(request)
    return listed(await desk.revisions.list(request.user, the(ticket_id), the(comment_id), wanted.page), wanted)


ROUTES = Router(
    "/tickets/{ticket_id:str}/comments",
    route_handlers=[list_comments, add_comment, read_comment, edit_comment, remove_comment, list_revisions],
    tags=["Comments"],
)
