"""Users as the second version of the API shows them; what the first can do, it does for both."""

from litestar import Router, get
from litestar.di import NamedDependency

from application.identity.face import Identity
from application.identity.queries import USER_SORTS, FullUserCard, UserFilter
from domain.identity.user import UserNotFound
from domain.shared.access import Permission
from entrypoints.http.envelope import Answer, listed, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked, Id, the

USERS = Listing("users v2", FullUserCard, UserFilter, USER_SORTS, default_sort="-createdAt")


@get("/", policy=Permission.USERS_READ, listing=USERS)
async def list_users_v2(request: Asked, identity: NamedDependency[Identity]) -> Answer[list[FullUserCard]]:
    """With teams by name, and what is going on about each account."""
    wanted = USERS.read(request)
    return listed(await identity.users.full_list(request.user, wanted.filter, wanted.page), wanted)


@get("/{user_id:str}", policy=AUTHENTICATED, refusals=(UserNotFound,))
async def read_user_v2(request: Asked, identity: NamedDependency[Identity], user_id: Id) -> Answer[FullUserCard]:
    """Yourself, or anybody if you may read accounts."""
    return success(await identity.users.full(request.user, the(user_id)))


ROUTES = Router("/users", route_handlers=[list_users_v2, read_user_v2], tags=["Users"])
