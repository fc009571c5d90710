"""Every route there is, except those of the documentation, which is made from these."""

from typing import Final

from litestar import Router

from entrypoints.http.envelope import BASE, BASE_V2
from entrypoints.http.health import live, ready
from entrypoints.http.rest.audit import entries
from entrypoints.http.rest.desk import (
    assignments,
    bulk,
    calendars,
    categories,
    clocks,
    comments,
    complaints,
    developers,
    drafts,
    history,
    links,
    macros,
    merges,
    ratings,
    reports,
    sla_policies,
    statuses,
    tags,
    teams,
    tickets,
    times,
    views,
    watchers,
)
from entrypoints.http.rest.identity import (
    api_keys,
    auth,
    export,
    invitations,
    me,
    passwords,
    providers,
    roles,
    second_factor,
    sessions,
    users,
    users_v2,
)
from entrypoints.http.rest.notifications import notifications

API: Final = (
    auth.ROUTES,
    sessions.ROUTES,
    me.ROUTES,
    export.ROUTES,
    users.ROUTES,
    tickets.ROUTES,
    bulk.ROUTES,
    tags.ROUTES,
    views.ROUTES,
    reports.ROUTES,
    comments.ROUTES,
    drafts.ROUTES,
    history.ROUTES,
    links.ROUTES,
    watchers.ROUTES,
    macros.ON_TICKETS,
    merges.ROUTES,
    times.ROUTES,
    ratings.ROUTES,
    complaints.ROUTES,
    assignments.ROUTES,
    statuses.ROUTES,
    teams.ROUTES,
    macros.ROUTES,
    categories.ROUTES,
    developers.ROUTES,
    calendars.ROUTES,
    clocks.ROUTES,
    sla_policies.ROUTES,
    notifications.ROUTES,
    entries.ROUTES,
    passwords.ROUTES,
    api_keys.ROUTES,
    roles.ROUTES,
    invitations.ROUTES,
    providers.ROUTES,
    second_factor.OWN,
    second_factor.OF_OTHERS,
)
HEALTH: Final = Router("/", route_handlers=[live, ready], tags=["Health"])

API_V2: Final = (users_v2.ROUTES,)
"""What the second version shows in another way; for everything else the first goes on."""

ROUTES: Final = (Router(BASE, route_handlers=[*API]), Router(BASE_V2, route_handlers=[*API_V2]), HEALTH)
