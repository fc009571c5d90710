"""The API's own document, told what there is in a world, so that what is tried finds something to work on."""

from copy import deepcopy
from typing import Any, Final

from domain.shared.access import PERMISSIONS, Permission, Role
from entrypoints.http import openapi_document
from entrypoints.http.openapi.operation import camel
from entrypoints.http.policy import PUBLIC, Policy, policy_of, routes_of
from entrypoints.http.routes import ROUTES
from tests.fuzz.world import World

POLICIES: Final[dict[str, Policy | None]] = {
    f"{method} {camel(path)}": policy_of(handler) for router in ROUTES for method, path, handler in routes_of(router)
}
"""Who may call an operation at all, by the label it has in a trial."""

HALF: Final = 0.5
"""How often an id that is there stands in for a made-up one."""


def callable_by(role: Role | None) -> set[str]:
    """Labels of the operations that somebody of this role, or nobody at all, may call."""
    return {
        label
        for label, policy in POLICIES.items()
        if policy is PUBLIC or (role and (not isinstance(policy, Permission) or policy in PERMISSIONS[role]))
    }


def document_of(world: World, refresh_token: str) -> dict[str, Any]:
    """The document with an example for every id in a path, with a refresh token that is good, and without cursors.

    Those are sealed: of a list asked for with a made-up one, nothing would be tried but its refusal. True ones are
    followed by the lives, and broken ones refused, in tests of their own.
    """
    document = deepcopy(openapi_document())
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["parameters"] = [it for it in operation["parameters"] if it["name"] != "cursor"]
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["example"] = str(world.aim(operation["operationId"], parameter["name"]))
    refreshing = document["paths"]["/api/v1/auth/refresh"]["post"]["requestBody"]
    refreshing["content"]["application/json"]["example"] = {"refreshToken": refresh_token}
    moving = document["paths"]["/api/v1/tickets/{ticketId}/status"]["post"]["requestBody"]
    if world.actor.role in {Role.CUSTOMER, Role.VIEWER, Role.EDITOR}:  # who can move a ticket in one way only
        moving["content"]["application/json"]["example"] = {"status": "reopened"}
    return document


def dictionaries_of(world: World) -> dict[str, Any]:
    """Settings by which ids that are there are tried wherever an id is asked for."""
    return {
        "dictionaries": {name: {"values": [*map(str, ids)]} for name, ids in world.ids.items()},
        "parameters": {
            place: {"dictionary": name, "probability": HALF}
            for name, places in _PLACES.items()
            for place in (f"path.{name}", *places)
        },
    }


_PLACES: Final = {
    "ticketId": ["body.ticketId"],
    "linkId": [],
    "timeEntryId": [],
    "complaintId": [],
    "viewId": [],
    "token": [],
    "commentId": [],
    "assignmentId": [],
    "notificationId": [],
    "sessionId": [],
    "teamId": ["body.teamId", "query.teamId"],
    "calendarId": ["body.calendarId", "query.calendarId"],
    "policyId": [],
    "categoryId": ["body.categoryId", "body.parentId", "query.categoryId"],
    "userId": ["body.assigneeId", "body.leadId", "body.requesterId", "query.assigneeId", "query.requesterId"],
}
