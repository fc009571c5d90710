from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.apply_macro import ApplyMacroCommand
from application.desk.create_macro import CreateMacroCommand, MacroText
from application.desk.delete_macro import DeleteMacroCommand
from application.desk.edit_macro import EditMacroCommand
from application.desk.face import Desk
from application.desk.queries.macros import MACRO_SORTS, FilledMacro, MacroCard, MacroFilter
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Line, Tags
from domain.desk.developer import NotADeveloper
from domain.desk.macro import MacroDoesNothing, MacroNameTaken, MacroNotFound, PlaceholderUnknown
from domain.desk.ticket import AlreadyMerged, Priority, Status, TicketNotFound
from domain.shared.access import Permission
from entrypoints.http.body import Body, Changes, Nothing, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the
from entrypoints.http.rest.desk.tickets import HANDING, MOVING

MACROS = Listing("macros", MacroCard, MacroFilter, MACRO_SORTS, default_sort="name")

KEEPING = (MacroNameTaken, PlaceholderUnknown, MacroDoesNothing)


class CreateMacroBody(Body, frozen=True):
    """`body` is Markdown with places such as `{{requester.firstName}}`. What it changes goes with the reply.

    Shared macros are for all who work here, and take `desk:configure`.
    """

    name: Line
    shared: bool = False
    body: MacroText = ""
    internal: bool = False
    status: Status | None = None
    priority: Priority | None = None
    tags: Tags = ()
    assign_to_me: bool = False


class EditMacroBody(Changes, frozen=True):
    """What is left out stays."""

    name: Line | UnsetType = UNSET
    body: MacroText | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    status: Status | UnsetType | None = UNSET
    priority: Priority | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET
    assign_to_me: bool | UnsetType = UNSET


@get("/", policy=Permission.TICKETS_READ_INTERNAL, listing=MACROS)
async def list_macros(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[MacroCard]]:
    """Your own and the shared ones."""
    wanted = MACROS.read(request)
    return listed(await desk.macros.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.TICKETS_WORK, refusals=KEEPING)
async def create_macro(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateMacroBody]
) -> Answer[MacroCard]:
    """Keep a reply that you give again and again."""
    macro_id = await desk.create_macro(request.user, command(CreateMacroCommand, data))
    return created(await desk.macros.card(request.user, macro_id), at=f"/macros/{macro_id}")


@get("/{macro_id:str}", policy=Permission.TICKETS_READ_INTERNAL, refusals=(MacroNotFound,))
async def read_macro(request: Asked, desk: NamedDependency[Desk], macro_id: Id) -> Answer[MacroCard]:
    return success(await desk.macros.card(request.user, the(macro_id)))


@patch("/{macro_id:str}", policy=Permission.TICKETS_WORK, refusals=(MacroNotFound, *KEEPING))
async def edit_macro(
    request: Asked, desk: NamedDependency[Desk], macro_id: Id, data: JSONBody[EditMacroBody]
) -> Answer[MacroCard]:
    await desk.edit_macro(request.user, command(EditMacroCommand, data, macro_id=the(macro_id)))
    return success(await desk.macros.card(request.user, the(macro_id)))


@delete("/{macro_id:str}", policy=Permission.TICKETS_WORK, refusals=(MacroNotFound,))
async def delete_macro(request: Asked, desk: NamedDependency[Desk], macro_id: Id) -> Answer[None]:
    await desk.delete_macro(request.user, DeleteMacroCommand(macro_id=the(macro_id)))
    return gone()


@get("/{macro_id:str}", policy=Permission.TICKETS_READ_INTERNAL, refusals=(TicketNotFound, MacroNotFound))
async def fill_macro(request: Asked, desk: NamedDependency[Desk], ticket_id: Id, macro_id: Id) -> Answer[FilledMacro]:
    """What it would say on this ticket."""
    return success(await desk.fill_macro(request.user, the(ticket_id), the(macro_id)))


@post(
    "/{macro_id:str}",
    status_code=200,
    policy=Permission.TICKETS_WORK,
    refusals=(TicketNotFound, MacroNotFound, AlreadyMerged, NotADeveloper, *HANDING, *MOVING),
)
async def apply_macro(
    request: Asked,
    desk: NamedDependency[Desk],
    ticket_id: Id,
    macro_id: Id,
    data: JSONBody[Nothing | None] = None,  # noqa: ARG001 - read in order to be refused
) -> Answer[TicketCard]:
    """Say and do what it says: everything happens, or nothing."""
    stated = ApplyMacroCommand(ticket_id=the(ticket_id), macro_id=the(macro_id))
    return success(await desk.apply_macro(request.user, stated))


ROUTES = Router(
    "/macros", route_handlers=[list_macros, create_macro, read_macro, edit_macro, delete_macro], tags=["Macros"]
)
ON_TICKETS = Router("/tickets/{ticket_id:str}/macros", route_handlers=[fill_macro, apply_macro], tags=["Macros"])
