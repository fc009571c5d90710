from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.create_category import CreateCategoryCommand
from application.desk.delete_category import DeleteCategoryCommand
from application.desk.edit_category import EditCategoryCommand
from application.desk.errors import TeamUnknown
from application.desk.face import Desk
from application.desk.queries.categories import CATEGORY_SORTS, CategoryCard, CategoryFilter
from application.shared.messages import Line
from domain.desk.category import CategoryCycle, CategoryInUse, CategoryNameTaken, CategoryNotFound, ParentUnknown
from domain.desk.routing import Routing
from domain.shared.access import Permission
from domain.shared.ids import CategoryId, TeamId
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

CATEGORIES = Listing("categories", CategoryCard, CategoryFilter, CATEGORY_SORTS, default_sort="name")

MISPLACED = (ParentUnknown, TeamUnknown, CategoryNameTaken)


class CreateCategoryBody(Body, frozen=True):
    """`teamId` is the team that new tickets of it go to; `routing`, how they find somebody in it by themselves.

    Without `routing` it is as the category above says, and by hand at the top.
    """

    name: Line
    parent_id: CategoryId | None = None
    team_id: TeamId | None = None
    routing: Routing | None = None
    is_active: bool = True


class EditCategoryBody(Changes, frozen=True):
    """What is left out stays; tickets keep the team they have."""

    name: Line | UnsetType = UNSET
    parent_id: CategoryId | UnsetType | None = UNSET
    team_id: TeamId | UnsetType | None = UNSET
    routing: Routing | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


@get("/", policy=AUTHENTICATED, listing=CATEGORIES)
async def list_categories(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[CategoryCard]]:
    """What tickets can be about: a tree by `parentId`, whose roots are `parentId=none`."""
    wanted = CATEGORIES.read(request)
    return listed(await desk.categories.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.DESK_CONFIGURE, refusals=MISPLACED)
async def create_category(
    request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateCategoryBody]
) -> Answer[CategoryCard]:
    category_id = await desk.create_category(request.user, command(CreateCategoryCommand, data))
    return created(await desk.categories.card(request.user, category_id), at=f"/categories/{category_id}")


@get("/{category_id:str}", policy=AUTHENTICATED, refusals=(CategoryNotFound,))
async def read_category(request: Asked, desk: NamedDependency[Desk], category_id: Id) -> Answer[CategoryCard]:
    return success(await desk.categories.card(request.user, the(category_id)))


@patch("/{category_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(CategoryNotFound, CategoryCycle, *MISPLACED))
async def edit_category(
    request: Asked, desk: NamedDependency[Desk], category_id: Id, data: JSONBody[EditCategoryBody]
) -> Answer[CategoryCard]:
    """Rename it, move it in the tree, give it to another team, route it in another way, switch it on or off."""
    await desk.edit_category(request.user, command(EditCategoryCommand, data, category_id=the(category_id)))
    return success(await desk.categories.card(request.user, the(category_id)))


@delete("/{category_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(CategoryNotFound, CategoryInUse))
async def delete_category(request: Asked, desk: NamedDependency[Desk], category_id: Id) -> Answer[None]:
    """Only a category that no ticket carries and none stands below; others are switched off."""
    await desk.delete_category(request.user, DeleteCategoryCommand(category_id=the(category_id)))
    return gone()


ROUTES = Router(
    "/categories",
    route_handlers=[list_categories, create_category, read_category, edit_category, delete_category],
    tags=["Categories"],
)
