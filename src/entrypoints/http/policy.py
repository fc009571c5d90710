"""Who may call a route at all. What they may do with the thing they name, the use case asks."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from litestar import Litestar, Router
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from domain.shared.access import Permission
from domain.shared.grants import Scope


class Access(Enum):
    PUBLIC = "public"
    AUTHENTICATED = "authenticated"
    ENROLLING = "enrolling"


PUBLIC: Final = Access.PUBLIC
AUTHENTICATED: Final = Access.AUTHENTICATED
ENROLLING: Final = Access.ENROLLING
"""Whoever is logged in, even who has yet to set up the second factor that their role asks for."""


Policy = Access | Permission


class IfMatch(Enum):
    """What a route makes of `If-Match`; where it is not stated, the header is refused rather than overlooked."""

    REQUIRED = "required"
    HONOURED = "honoured"


class PolicyMissing(Exception):
    """Deny by default: nobody thought about who may call these."""


AREAS: Final[Mapping[str, str]] = {
    "users": "users",
    "roles": "users",
    "tickets": "tickets",
    "assignments": "tickets",
    "time-entries": "tickets",
    "complaints": "tickets",
    "tags": "tickets",
    "views": "tickets",
    "macros": "tickets",
    "reports": "tickets",
    "teams": "desk",
    "categories": "desk",
    "statuses": "desk",
    "calendars": "desk",
    "sla-policies": "desk",
    "developers": "desk",
    "notifications": "notifications",
    "audit-logs": "audit",
}
"""Of which area of the house each collection is. API keys reach none that is not named here."""

FOR_PEOPLE: Final = frozenset({"invitations", "export"})
"""What no API key reaches, wherever it stands: it makes accounts or widens them, or shows all areas at once."""

_COLLECTION: Final = re.compile(r"/api/v\d+/([^/]+)")

Routes = list[tuple[str, str, HTTPRouteHandler]]


def routes_of(app: Router) -> Routes:
    """Method, path template and handler of every route, without the OPTIONS that Litestar adds to each.

    In the order of `routes.py`; Litestar keeps the handlers of one path in no order that two processes would share.
    """
    return [
        (method, route.path_format, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in sorted(route.route_handlers, key=lambda handler: sorted(handler.http_methods))
        for method in sorted(handler.http_methods)
        if method != "OPTIONS"
    ]


def policy_of(handler: Any) -> Policy | None:
    policy = handler.opt.get("policy")
    return policy if isinstance(policy, Access | Permission) else None


def scope_for(method: str, path: str) -> Scope | None:
    """What an API key must let through for this route; None where no key is admitted."""
    collection = _COLLECTION.match(path)
    area = AREAS.get(collection[1]) if collection else None
    if not FOR_PEOPLE.isdisjoint(path.split("/")):
        return None
    wanted = f"{area}:{'read' if method == 'GET' else 'write'}"
    return Scope(wanted) if wanted in set(Scope) else None


def scopes_of(app: Litestar) -> Mapping[tuple[str, str], Scope]:
    """By method and path; what is not in it is for no key."""
    scopes = {(method, path): scope_for(method, path) for method, path, _ in routes_of(app)}
    return {route: scope for route, scope in scopes.items() if scope is not None}


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
