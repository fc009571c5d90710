from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.desk.create_team import CreateTeamCommand
from application.desk.delete_team import DeleteTeamCommand
from application.desk.edit_team import EditTeamCommand
from application.desk.errors import PersonUnknown
from application.desk.face import Desk
from application.desk.queries.teams import TEAM_SORTS, TeamCard, TeamFilter
from application.shared.messages import Line, ShortText
from domain.desk.team import TeamInUse, TeamNameTaken, TeamNotFound
from domain.shared.access import Permission
from domain.shared.ids import UserId
from entrypoints.http.body import Body, Changes, command
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

TEAMS = Listing("teams", TeamCard, TeamFilter, TEAM_SORTS, default_sort="name")


class CreateTeamBody(Body, frozen=True):
    name: Line
    description: ShortText = ""
    lead_id: UserId | None = None


class EditTeamBody(Changes, frozen=True):
    """What is left out stays."""

    name: Line | UnsetType = UNSET
    description: ShortText | UnsetType = UNSET
    lead_id: UserId | UnsetType | None = UNSET


@get("/", policy=Permission.DESK_READ, listing=TEAMS)
async def list_teams(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[TeamCard]]:
    wanted = TEAMS.read(request)
    return listed(await desk.teams.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.DESK_CONFIGURE, refusals=(TeamNameTaken, PersonUnknown))
async def create_team(request: Asked, desk: NamedDependency[Desk], data: JSONBody[CreateTeamBody]) -> Answer[TeamCard]:
    """People join it by their account's `teamId`."""
    team_id = await desk.create_team(request.user, command(CreateTeamCommand, data))
    return created(await desk.teams.card(request.user, team_id), at=f"/teams/{team_id}")


@get("/{team_id:str}", policy=Permission.DESK_READ, refusals=(TeamNotFound,))
async def read_team(request: Asked, desk: NamedDependency[Desk], team_id: Id) -> Answer[TeamCard]:
    return success(await desk.teams.card(request.user, the(team_id)))


@patch("/{team_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(TeamNotFound, TeamNameTaken, PersonUnknown))
async def edit_team(
    request: Asked, desk: NamedDependency[Desk], team_id: Id, data: JSONBody[EditTeamBody]
) -> Answer[TeamCard]:
    await desk.edit_team(request.user, command(EditTeamCommand, data, team_id=the(team_id)))
    return success(await desk.teams.card(request.user, the(team_id)))


@delete("/{team_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(TeamNotFound, TeamInUse))
async def delete_team(request: Asked, desk: NamedDependency[Desk], team_id: Id) -> Answer[None]:
    """Only a team that nothing belongs to."""
    await desk.delete_team(request.user, DeleteTeamCommand(team_id=the(team_id)))
    return gone()


ROUTES = Router("/teams", route_handlers=[list_teams, create_team, read_team, edit_team, delete_team], tags=["Teams"])
