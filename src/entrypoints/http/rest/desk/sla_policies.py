from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.create_sla_policy import CreateSlaPolicyCommand, Minutes
from application.desk.delete_sla_policy import DeleteSlaPolicyCommand
from application.desk.edit_sla_policy import EditSlaPolicyCommand
from application.desk.errors import CalendarUnknown, CategoryUnknown
from application.desk.face import Desk
from application.desk.queries.sla_policies import SLA_POLICY_SORTS, SlaPolicyCard, SlaPolicyFilter
from application.shared.messages import Line
from domain.desk.sla import SlaPolicyExists, SlaPolicyNotFound, TargetMissing
from domain.desk.ticket import Priority
from domain.shared.access import Permission
from domain.shared.ids import CalendarId, CategoryId
from domain.shared.tier import Tier
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

POLICIES = Listing("sla_policies", SlaPolicyCard, SlaPolicyFilter, SLA_POLICY_SORTS, default_sort="name")

UNFIT = (CalendarUnknown, CategoryUnknown, TargetMissing, SlaPolicyExists)


class CreateSlaPolicyBody(Body, frozen=True):
    """For tickets with all of priority, category (or one below it) and requester's tier that are stated.

    Targets are minutes of the calendar's business time; one at least is stated.
    """

    name: Line
    calendar_id: CalendarId
    priority: Priority | None = None
    category_id: CategoryId | None = None
    tier: Tier | None = None
    first_response: Minutes | None = None
    next_response: Minutes | None = None
    resolution: Minutes | None = None
    is_active: bool = True


class EditSlaPolicyBody(Changes, frozen=True):
    """What is left out stays; null is any priority, category or tier, and no target."""

    name: Line | UnsetType = UNSET
    calendar_id: CalendarId | UnsetType = UNSET
    priority: Priority | UnsetType | None = UNSET
    category_id: CategoryId | UnsetType | None = UNSET
    tier: Tier | UnsetType | None = UNSET
    first_response: Minutes | UnsetType | None = UNSET
    next_response: Minutes | UnsetType | None = UNSET
    resolution: Minutes | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


@get("/", policy=Permission.DESK_READ, listing=POLICIES)
async def list_sla_policies(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[SlaPolicyCard]]:
    wanted = POLICIES.read(request)
    return listed(await desk.sla_policies.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.DESK_CONFIGURE, refusals=UNFIT)
async def create_sla_policy(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateSlaPolicyBody]
) -> Answer[SlaPolicyCard]:
    """Of the policies that fit a ticket one applies: that of the nearest category, then of its tier, then priority."""
    policy_id = await desk.create_sla_policy(request.user, command(CreateSlaPolicyCommand, data))
    return created(await desk.sla_policies.card(request.user, policy_id), at=f"/sla-policies/{policy_id}")


@get("/{policy_id:str}", policy=Permission.DESK_READ, refusals=(SlaPolicyNotFound,))
async def read_sla_policy(request: Asked, desk: NamedDependency[Desk], policy_id: Id) -> Answer[SlaPolicyCard]:
    return success(await desk.sla_policies.card(request.user, the(policy_id)))


@patch("/{policy_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(SlaPolicyNotFound, *UNFIT))
async def edit_sla_policy(
    request: Asked, desk: NamedDependency[Desk], policy_id: Id, data: JSONBody[EditSlaPolicyBody]
) -> Answer[SlaPolicyCard]:
    """Unfinished tickets are judged by it soon afterwards, from the times at which their clocks really ran."""
    await desk.edit_sla_policy(request.user, command(EditSlaPolicyCommand, data, policy_id=the(policy_id)))
    return success(await desk.sla_policies.card(request.user, the(policy_id)))


@delete("/{policy_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(SlaPolicyNotFound,))
async def delete_sla_policy(request: Asked, desk: NamedDependency[Desk], policy_id: Id) -> Answer[None]:
    """Unfinished tickets lose what it promised them, finished ones keep it."""
    await desk.delete_sla_policy(request.user, DeleteSlaPolicyCommand(policy_id=the(policy_id)))
    return gone()


ROUTES = Router(
    "/sla-policies",
    route_handlers=[list_sla_policies, create_sla_policy, read_sla_policy, edit_sla_policy, delete_sla_policy],
    tags=["Service levels"],
)
