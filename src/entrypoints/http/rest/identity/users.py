from litestar import Router, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from application.identity.create_user import CreateUserCommand
from application.identity.delete_user import DeleteUserCommand
from application.identity.edit_user import EditUserCommand
from application.identity.errors import MalformedEmail, TeamUnknown, TooManyLogins
from application.identity.face import Identity
from application.identity.queries import USER_SORTS, UserCard, UserFilter
from application.identity.reinstate_user import ReinstateUserCommand
from application.identity.suspend_user import SuspendUserCommand
from application.shared.messages import Line, ShortText
from domain.identity.credentials import WeakPassword
from domain.identity.user import AlreadySuspended, EmailTaken, LastAdmin, NotSuspended, UserDeleted, UserNotFound
from domain.shared.access import Permission, Role
from domain.shared.ids import TeamId
from domain.shared.tier import Tier
from entrypoints.http.body import Body, Changes, Nothing, command
from entrypoints.http.conditional import expected_version
from entrypoints.http.envelope import Answer, created, gone, listed, success
from entrypoints.http.policy import AUTHENTICATED, IfMatch
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

USERS = Listing("users", UserCard, UserFilter, USER_SORTS, default_sort="-createdAt")

UNSOUND = (EmailTaken, MalformedEmail, TeamUnknown)


class CreateUserBody(Body, frozen=True):
    """Without a password the account exists but cannot log in."""

    email: ShortText
    password: ShortText | None = None
    first_name: ShortText = ""
    last_name: ShortText = ""
    phone: ShortText | None = None
    role: Role = Role.CUSTOMER
    tier: Tier = Tier.GUEST
    team_id: TeamId | None = None


class ReplaceUserBody(Body, frozen=True):
    """The whole account but its password, which is set by PATCH."""

    email: ShortText
    role: Role
    first_name: ShortText = ""
    last_name: ShortText = ""
    phone: ShortText | None = None
    tier: Tier = Tier.GUEST
    is_active: bool = True
    team_id: TeamId | None = None


class EditUserBody(Changes, frozen=True):
    """What is left out stays. `password` sets a new one; null takes the login away."""

    email: ShortText | UnsetType = UNSET
    password: ShortText | UnsetType | None = UNSET
    first_name: ShortText | UnsetType = UNSET
    last_name: ShortText | UnsetType = UNSET
    phone: ShortText | UnsetType | None = UNSET
    role: Role | UnsetType = UNSET
    tier: Tier | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    team_id: TeamId | UnsetType | None = UNSET


class SuspendUserBody(Body, frozen=True):
    """`reason` is told to them, and kept in the record."""

    reason: Line


@get("/", policy=Permission.USERS_READ, listing=USERS)
async def list_users(request: Asked, identity: NamedDependency[Identity]) -> Answer[list[UserCard]]:
    wanted = USERS.read(request)
    return listed(await identity.users.list(request.user, wanted.filter, wanted.page), wanted)


@post("/", policy=Permission.USERS_MANAGE, refusals=(WeakPassword, TooManyLogins, *UNSOUND))
async def create_user(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[CreateUserBody]
) -> Answer[UserCard]:
    """Make an account for somebody."""
    user_id = await identity.create_user(request.user, command(CreateUserCommand, data))
    return created(await identity.users.card(request.user, user_id), at=f"/users/{user_id}")


@get("/{user_id:str}", policy=AUTHENTICATED, refusals=(UserNotFound,))
async def read_user(request: Asked, identity: NamedDependency[Identity], user_id: Id) -> Answer[UserCard]:
    """Yourself, or anybody if you may read accounts."""
    return success(await identity.users.card(request.user, the(user_id)))


@put(
    "/{user_id:str}",
    policy=Permission.USERS_MANAGE,
    if_match=IfMatch.HONOURED,
    refusals=(UserNotFound, UserDeleted, LastAdmin, *UNSOUND),
)
async def replace_user(
    request: Asked, identity: NamedDependency[Identity], user_id: Id, data: JSONBody[ReplaceUserBody]
) -> Answer[UserCard]:
    """State the account anew. The last active admin stays one."""
    stated = command(EditUserCommand, data, user_id=the(user_id), expected_version=expected_version(request))
    await identity.edit_user(request.user, stated)
    return success(await identity.users.card(request.user, the(user_id)))


@patch(
    "/{user_id:str}",
    policy=Permission.USERS_MANAGE,
    if_match=IfMatch.HONOURED,
    refusals=(UserNotFound, UserDeleted, LastAdmin, WeakPassword, TooManyLogins, *UNSOUND),
)
async def edit_user(
    request: Asked, identity: NamedDependency[Identity], user_id: Id, data: JSONBody[EditUserBody]
) -> Answer[UserCard]:
    """Change an account. A new role, password, team or activity ends the access tokens given before."""
    stated = command(EditUserCommand, data, user_id=the(user_id), expected_version=expected_version(request))
    await identity.edit_user(request.user, stated)
    return success(await identity.users.card(request.user, the(user_id)))


@delete("/{user_id:str}", policy=Permission.USERS_MANAGE, refusals=(UserNotFound, LastAdmin))
async def delete_user(request: Asked, identity: NamedDependency[Identity], user_id: Id) -> Answer[None]:
    """Forget a person: what they did stays, who they were goes."""
    await identity.delete_user(request.user, DeleteUserCommand(user_id=the(user_id)))
    return gone()


@post(
    "/{user_id:str}/suspend",
    status_code=200,
    policy=Permission.USERS_MANAGE,
    refusals=(UserNotFound, UserDeleted, AlreadySuspended, LastAdmin),
)
async def suspend_user(
    request: Asked, identity: NamedDependency[Identity], user_id: Id, data: JSONBody[SuspendUserBody]
) -> Answer[UserCard]:
    """Shut somebody out: all their sessions end at once. They are told by mail, with the reason. Not yourself."""
    await identity.suspend_user(request.user, command(SuspendUserCommand, data, user_id=the(user_id)))
    return success(await identity.users.card(request.user, the(user_id)))


@post(
    "/{user_id:str}/reinstate",
    status_code=200,
    policy=Permission.USERS_MANAGE,
    refusals=(UserNotFound, UserDeleted, NotSuspended),
)
async def reinstate_user(
    request: Asked,
    identity: NamedDependency[Identity],
    user_id: Id,
    data: JSONBody[Nothing | None] = None,  # noqa: ARG001 - read in order to be refused
) -> Answer[UserCard]:
    """Let somebody in again who was suspended. They are told by mail."""
    await identity.reinstate_user(request.user, ReinstateUserCommand(user_id=the(user_id)))
    return success(await identity.users.card(request.user, the(user_id)))


ROUTES = Router(
    "/users",
    route_handlers=[
        list_users,
        create_user,
        read_user,
        replace_user,
        edit_user,
        delete_user,
        suspend_user,
        reinstate_user,
    ],
    tags=["Users"],
)
