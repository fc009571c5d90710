from datetime import date
from typing import Annotated

from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from application.desk.face import Desk
from application.desk.queries.developers import DEVELOPER_SORTS, DeveloperCard, DeveloperFilter
from application.desk.remove_developer_profile import RemoveDeveloperProfileCommand
from application.desk.set_developer_profile import SetDeveloperProfileCommand
from application.shared.messages import ShortText, Tags
from domain.desk.absence import Absence
from domain.desk.developer import DeveloperInUse, DeveloperNotFound, ExperienceLevel
from domain.shared.access import Permission
from domain.shared.errors import Invalid
from entrypoints.http.body import Body
from entrypoints.http.envelope import Answer, gone, listed, success
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the
from entrypoints.http.rest.desk.windows import Windows, windows_of

DEVELOPERS = Listing("developers", DeveloperCard, DeveloperFilter, DEVELOPER_SORTS, default_sort="createdAt")


class AbsenceBody(Body, frozen=True):
    """Days off, in the developer's own time zone; the first and the last belong to it."""

    first: date
    last: date


class SetDeveloperProfileBody(Body, frozen=True):
    """The whole profile; `capacity` is how many unfinished tickets they hold at most.

    By themselves tickets go to nobody outside their `availability` (without any, all hours are) or during `absences`.
    """

    specializations: Tags = ()
    experience_level: ExperienceLevel = ExperienceLevel.MID
    github_username: ShortText | None = None
    slack_id: ShortText | None = None
    time_zone: ShortText = "UTC"
    availability: Windows = ()
    absences: Annotated[tuple[AbsenceBody, ...], Meta(max_length=100)] = ()
    capacity: Annotated[int, Meta(ge=0, le=1_000)] = 10


@get("/", policy=Permission.DESK_READ, listing=DEVELOPERS)
async def list_developers(request: Asked, desk: NamedDependency[Desk]) -> Answer[list[DeveloperCard]]:
    wanted = DEVELOPERS.read(request)
    return listed(await desk.developers.list(request.user, wanted.filter, wanted.page), wanted)


@get("/{user_id:str}", policy=Permission.DESK_READ, refusals=(DeveloperNotFound,))
async def read_developer(request: Asked, desk: NamedDependency[Desk], user_id: Id) -> Answer[DeveloperCard]:
    return success(await desk.developers.card(request.user, the(user_id)))


@put("/{user_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(DeveloperNotFound, Invalid))
async def set_developer_profile(
    request: Asked, desk: NamedDependency[Desk], user_id: Id, data: JSONBody[SetDeveloperProfileBody]
) -> Answer[DeveloperCard]:
    """State what somebody is good at and how much they take on; from then on tickets can be theirs."""
    profile = SetDeveloperProfileCommand(
        user_id=the(user_id),
        specializations=data.specializations,
        experience_level=data.experience_level,
        github_username=data.github_username,
        slack_id=data.slack_id,
        time_zone=data.time_zone,
        availability=windows_of(data.availability),
        absences=tuple(Absence(absence.first, absence.last) for absence in data.absences),
        capacity=data.capacity,
    )
    await desk.set_developer_profile(request.user, profile)
    return success(await desk.developers.card(request.user, the(user_id)))


@delete("/{user_id:str}", policy=Permission.DESK_CONFIGURE, refusals=(DeveloperNotFound, DeveloperInUse))
async def remove_developer_profile(request: Asked, desk: NamedDependency[Desk], user_id: Id) -> Answer[None]:
    """From then on nobody can hand them a ticket. Those they hold are handed on first."""
    await desk.remove_developer_profile(request.user, RemoveDeveloperProfileCommand(user_id=the(user_id)))
    return gone()


ROUTES = Router(
    "/developers",
    route_handlers=[list_developers, read_developer, set_developer_profile, remove_developer_profile],
    tags=["Developers"],
)
