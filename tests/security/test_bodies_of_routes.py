"""What callers may say in bodies, for every body there is: no field the house decides, no id of what is not theirs."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler
from msgspec import structs

from application.audit.queries import AuditRow
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.categories import CategoryCard
from application.desk.queries.comments import CommentRow
from application.desk.queries.developers import DeveloperCard
from application.desk.queries.teams import TeamCard
from application.desk.queries.tickets import TicketCard
from application.identity.queries import InvitationRow, SessionRow, UserCard
from application.notifications.queries import NotificationRow
from application.shared.filters import alternatives
from domain.identity.user import User
from domain.shared.access import Role
from entrypoints.http.body import Body
from entrypoints.http.openapi.operation import body_of, camel
from entrypoints.http.policy import IfMatch, routes_of
from entrypoints.http.routes import ROUTES
from tests.security.test_matrix import refused
from tests.security.world import World

SHOWN = (
    AuditRow,
    AssignmentRow,
    CategoryCard,
    CommentRow,
    DeveloperCard,
    InvitationRow,
    NotificationRow,
    SessionRow,
    TeamCard,
    TicketCard,
    UserCard,
)
EVERY_NAME = {field.encode_name for card in SHOWN for field in structs.fields(card)} | {
    camel(name) for name in User.__dataclass_fields__
}
"""Everything that any answer shows, and all that is known of a user."""


def routes_with_bodies() -> Iterator[tuple[str, str, HTTPRouteHandler, type[Body]]]:
    for router in ROUTES:
        for method, path, handler in routes_of(router):
            body, _ = body_of(handler)
            if body is not None:
                yield method, path, handler, body


ALL = [pytest.param(*route, id=route[2].fn.__name__) for route in routes_with_bodies()]
REFERENCES = [
    pytest.param(method, path, handler, field.encode_name, id=f"{handler.fn.__name__}-{field.encode_name}")
    for method, path, handler, body in routes_with_bodies()
    for field in structs.fields(body)
    if UUID in alternatives(field.type)
]


async def asked_with(world: World, method: str, path: str, handler: HTTPRouteHandler, **members: Any) -> Any:
    """The operation on one's own thing, with these members in an otherwise good body."""
    operation = handler.fn.__name__
    ids = await world.own(operation)
    good = world.body(operation) or {}
    newcomer = {"email": "new@example.com", "password": "Correct-Horse-7"}
    public = newcomer if operation in {"register", "log_in"} else {}
    headers = {"If-Match": "*"} if handler.opt.get("if_match") is IfMatch.REQUIRED else {}
    before = await world.api.house.everything()
    url = path.format(**ids).removeprefix("/api/v1")
    response = await world.api.ask(method, url, world.actor, json=good | public | members, headers=headers)
    assert response.status_code >= 400, response.text
    assert await world.api.house.everything() == before
    return response


@pytest.mark.parametrize(("method", "path", "handler", "body"), ALL)
class TestMembers:
    async def test_the_house_decides_are_refused_by_name(
        self, world: World, method: str, path: str, handler: HTTPRouteHandler, body: type[Body]
    ) -> None:
        await world.settle(Role.ADMIN)
        own_names = {field.encode_name for field in structs.fields(body)}
        members = dict.fromkeys(EVERY_NAME - own_names, 1)
        response = await asked_with(world, method, path, handler, **members)
        assert response.json()["error"]["code"] == "BODY_INVALID"
        assert response.json()["error"]["details"] == dict.fromkeys(members, "Unknown.")

    async def test_of_the_wrong_kind_are_refused_by_name(
        self, world: World, method: str, path: str, handler: HTTPRouteHandler, body: type[Body]
    ) -> None:
        await world.settle(Role.ADMIN)
        for field in structs.fields(body):
            for wrong in _ODD:
                if _takes(field.type, wrong):
                    continue
                response = await asked_with(world, method, path, handler, **{field.encode_name: wrong})
                assert response.status_code == 400
                assert any(name.startswith(field.encode_name) for name in response.json()["error"]["details"])


_ODD: tuple[Any, ...] = ({"deep": True}, [[]], 1.5, 2**53)


def _takes(kind: Any, value: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


class TestReferences:
    @pytest.mark.parametrize(("method", "path", "handler", "name"), REFERENCES)
    async def test_to_nothing_are_refused(
        self, world: World, method: str, path: str, handler: HTTPRouteHandler, name: str
    ) -> None:
        await world.settle(Role.ADMIN)
        response = await asked_with(world, method, path, handler, **{name: str(uuid4())})
        error = response.json()["error"]
        assert response.status_code in {400, 422}
        assert name in error["details"] or error["code"] == "DESK_NOT_A_DEVELOPER"

    async def test_to_other_people_are_for_staff(self, world: World) -> None:
        await world.settle(Role.CUSTOMER)
        for requester in (world.other.user_id, uuid4()):
            body = {"title": "Theirs", "description": "Not mine.", "requesterId": str(requester)}
            before = await world.api.house.everything()
            response = await world.api.post("/tickets", world.actor, body)
            assert (response.status_code, response.json()["error"]["code"]) == (403, "FORBIDDEN")
            assert await world.api.house.everything() == before

    async def test_to_developers_of_other_teams_are_refused(self, world: World) -> None:
        await world.settle(Role.AGENT)
        team = await world.api.house.team()
        ticket = await world.ticket_of(world.other, team_id=team.id)
        answered = await refused(
            world, "POST", "/tickets/{ticket_id}/assign", "assign_ticket", {"ticket_id": ticket.id}, world.actor
        )
        assert answered[:2] == (409, "DESK_DEVELOPER_OUTSIDE_TEAM")
