"""The parts of automatic assignment that no door opens: the house itself runs them."""

from application.desk.relieve_developer import RelieveDeveloper
from application.desk.route_everywhere import RouteEverywhere
from application.desk.route_tickets import RouteTickets
from application.desk.skill_match import SkillMatch
from application.desk.when_developer_leaves import WhenDeveloperLeaves
from application.desk.when_policy_changes import WhenPolicyChanges
from application.desk.when_room_appears import WhenRoomAppears
from application.desk.when_ticket_needs_somebody import WhenTicketNeedsSomebody
from application.shared.ports import Reaction
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters


def route_tickets(shelf: Shelf, adapters: Adapters) -> RouteTickets:
    return RouteTickets(shelf.desk_work, adapters.clock(), adapters.ids(), SkillMatch())


def route_everywhere(shelf: Shelf, adapters: Adapters) -> RouteEverywhere:
    return RouteEverywhere(shelf.desk_work, route_tickets(shelf, adapters))


def when_ticket_needs_somebody(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenTicketNeedsSomebody(shelf.desk_work, _relieve(shelf, adapters), route_tickets(shelf, adapters))


def when_room_appears(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenRoomAppears(shelf.desk_work, route_tickets(shelf, adapters))


def when_developer_leaves(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenDeveloperLeaves(_relieve(shelf, adapters))


def when_policy_changes(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenPolicyChanges(route_everywhere(shelf, adapters))


def _relieve(shelf: Shelf, adapters: Adapters) -> RelieveDeveloper:
    return RelieveDeveloper(shelf.desk_work, adapters.clock())
