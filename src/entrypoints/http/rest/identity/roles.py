from litestar import Router, get

from application.identity.access_table import ACCESS_TABLE, AccessTable
from entrypoints.http.envelope import Answer, success
from entrypoints.http.policy import AUTHENTICATED


@get("/", policy=AUTHENTICATED)
async def list_roles() -> Answer[AccessTable]:
    """Which role has which permissions, what each of them allows, and the scope that API keys need for it."""
    return success(ACCESS_TABLE, headers={"Cache-Control": "private, max-age=300"})


ROUTES = Router("/roles", route_handlers=[list_roles], tags=["Roles"])
