"""Who may call a route at all. What they may do with the thing they name, the use case asks."""

from enum import Enum
from typing import Any, Final

from litestar import Litestar, Router
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from domain.shared.access import Permission


class Access(Enum):
    PUBLIC = "public"
    AUTHENTICATED = "authenticated"


PUBLIC: Final = Access.PUBLIC
AUTHENTICATED: Final = Access.AUTHENTICATED

Policy = Access | Permission


class IfMatch(Enum):
    """What a route makes of `If-Match`; where it is not stated, the header is refused rather than overlooked."""

    REQUIRED = "required"
    HONOURED = "honoured"


class PolicyMissing(Exception):
    """Deny by default: nobody thought about who may call these."""


Routes = list[tuple[str, str, HTTPRouteHandler]]


def routes_of(app: Router) -> Routes:
    """Method, path template and handler of every route, without the OPTIONS that Litestar adds to each."""
    return [
        (method, route.path_format, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods)
        if method != "OPTIONS"
    ]


def policy_of(handler: Any) -> Policy | None:
    policy = handler.opt.get("policy")
    return policy if isinstance(policy, Access | Permission) else None


def require_policies(app: Litestar) -> None:
    """Refuse to start with a route of which nobody said who may call it."""
    open_routes = [f"{method} {path}" for method, path, handler in routes_of(app) if policy_of(handler) is None]
    if open_routes:
        raise PolicyMissing(f"No policy: {', '.join(open_routes)}")


def methods_of(app: Litestar) -> dict[str, str]:
    """What may be asked of each path, as the `Allow` header says it. HEAD is there wherever GET is."""
    methods: dict[str, set[str]] = {}
    for method, path, _ in routes_of(app):
        methods.setdefault(path, {"OPTIONS"}).update({"GET", "HEAD"} if method == "GET" else {method})
    return {path: ", ".join(sorted(allowed)) for path, allowed in methods.items()}
