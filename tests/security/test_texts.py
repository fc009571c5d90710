"""Every text that a body can hold, with every text that was ever trouble, down to PostgreSQL and back."""

import json
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import quote

import pytest

from application.shared.filters import LONGEST
from domain.shared.access import Role
from entrypoints.http.policy import PUBLIC, policy_of
from tests.security import corpus
from tests.security.surface import TEXTS, Member, placed, say
from tests.security.world import BY_CODE, Ids, World

SECRET: Final = frozenset({"password", "currentPassword", "newPassword", "token", "code"})
"""Members that no answer ever shows."""

UNANSWERED: Final = frozenset({"request_password_reset", "request_email_change", "act_on_tickets", "tag_ticket"})
"""Operations that show nothing of what they were told."""

ONCE: Final = frozenset(
    {
        *("reset_password", "verify_email", "change_password", "confirm_email_change", "suspend_user"),
        *("accept_invitation", "confirm_second_factor", "create_sla_policy", "unassign_ticket", *BY_CODE),
    }
)
"""Operations that cannot be done again in the same way."""

COUNTED: Final = frozenset({"change_password", "request_email_change", "offer_second_factor", *BY_CODE})
"""Operations that would refuse everything after some wrong secrets, if no time passed."""

JSON: Final = {"Content-Type": "application/json"}
KEPT: Final = [member for member in TEXTS if str in member.kinds]
CHOSEN: Final = [member for member in TEXTS if str not in member.kinds]
"""Ids, times, and what is one of a few words."""

TRIMMED: Final = frozenset({"title", "name", "firstName", "lastName"})
"""Lines, which are kept without the space around them."""

TOGETHER: Final[Mapping[tuple[str, str], dict[str, Any]]] = {
    ("move_ticket", "resolution"): {"status": "closed"},
    ("revise_ticket", "resolution"): {"status": "resolved"},
    ("answer_assignment", "reason"): {"status": "rejected"},
    ("move_complaint", "resolution"): {"status": "resolved"},
}
"""What has to be said besides for a member to be kept at all."""


def kept(member: Member, text: str) -> str | None:
    """The text as it is kept: to the byte, but for the few rules that the house has."""
    name = str(member.path[0])
    if name == "reason" and member.operation.name == "suspend_user":
        return text.strip()
    if name == "reason" and member.operation.name == "unassign_ticket":
        return text or None
    if name == "resolution":
        return text.strip() or None
    if name == "email":
        return normalize("NFC", text.strip())
    return text.strip() if name in TRIMMED else text


async def shown(world: World, member: Member, ids: Ids, response: Any) -> Any:
    """The text as it is read from the store again."""
    operation = member.operation
    if operation.name in {"assign_ticket", "unassign_ticket"}:
        listed = await world.api.get(f"/tickets/{ids['ticket_id']}/assignments?sort=-createdAt", world.actor)
        return member.found(listed.json()["data"][0])
    if operation.name == "accept_invitation":
        found = await world.api.get(f"/users?search={quote(world.invited)}", world.actor)
        return member.found(found.json()["data"][0])
    if operation.name == "suspend_user":
        audit = f"/audit-logs?action=identity.user_suspended&entityId={ids['user_id']}"
        return (await world.api.get(audit, world.actor)).json()["data"][0]["newValues"]["suspendedBecause"]
    if operation.name == "register":
        return member.found(response.json()["data"]["user"])
    if "location" in response.headers:
        url = response.headers["location"].removeprefix("/api/v1")
    else:
        url = operation.url(ids).removesuffix("/status")
    return member.found((await world.api.get(url, world.actor)).json()["data"])


def require_refused_by_name(member: Member, response: Any) -> None:
    if response.status_code == HTTPStatus.UNAUTHORIZED and policy_of(member.operation.handler) is PUBLIC:
        return  # who logs in is not told what was wrong
    require_client_error(response, member.name)


def require_client_error(response: Any, name: str) -> None:
    assert 400 <= response.status_code < 500
    assert name in response.json()["error"]["details"], response.text


@pytest.mark.parametrize("member", placed(KEPT))
class TestText:
    async def test_is_kept_to_the_byte_or_refused_by_name(self, stored_world: World, member: Member) -> None:
        world, ids = stored_world, None
        await world.settle(Role.ADMIN)
        world.spare = await world.api.house.developer(capacity=1_000)
        others = TOGETHER.get((member.operation.name, member.name), {})
        texts = list(corpus.TEXTS.values())
        if member.name == "email":
            texts += [f"{text}@example.com" for text in texts]
        for text in texts:
            ids = ids or await world.own(member.operation.name)
            world.api.house.clock.skip(timedelta(minutes=15 if member.operation.name in COUNTED else 0))
            body = json.dumps(member.planted(text, world, **others)).encode()
            response = await say(world, member.operation, ids, content=body)
            if not response.is_success:
                require_refused_by_name(member, response)
                ids = None if member.operation.name == "confirm_second_factor" else ids  # no time may pass, as above
                continue
            if member.path[-1] not in SECRET and member.operation.name not in UNANSWERED:
                assert await shown(world, member, ids, response) == kept(member, text)
            if others or member.operation.name in ONCE:
                ids = None  # what was moved cannot be moved again


@pytest.mark.parametrize("member", placed(CHOSEN))
class TestChoice:
    async def test_is_not_of_these(self, world: World, member: Member) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(member.operation.name)
        for text in corpus.TEXTS.values():
            response = await say(world, member.operation, ids, content=json.dumps(member.planted(text, world)).encode())
            require_refused_by_name(member, response)


class TestLists:
    """Texts come back in order, too, and their cursors lead on."""

    async def test_of_tickets_can_be_walked(self, stored_world: World) -> None:
        world = stored_world
        await world.settle(Role.ADMIN)
        made = set()
        for text in filter(str.strip, corpus.TEXTS.values()):
            response = await said(world, "/tickets", title=text[:300], description=text)
            made |= {response.json()["data"]["id"]} if response.is_success else set()
        assert len(made) > 20
        assert [row["id"] for row in await walked(world, "/tickets?sort=title")] == [
            row["id"] for row in reversed(await walked(world, "/tickets?sort=-title"))
        ]
        assert {row["id"] for row in await walked(world, "/tickets?sort=-title")} == made | {str(world.linkable)}

    async def test_of_names_find_what_they_hold(self, stored_world: World) -> None:
        world = stored_world
        await world.settle(Role.ADMIN)
        for kind in ("teams", "categories"):
            for text in filter(None, corpus.TEXTS.values()):
                made = await said(world, f"/{kind}", name=text)
                wanted = quote(text.strip()[:LONGEST], errors="surrogatepass")
                found = await world.api.get(f"/{kind}?search={wanted}", world.actor)
                if made.is_success:
                    assert made.json()["data"]["id"] in {row["id"] for row in found.json()["data"]}, text
                else:
                    require_client_error(made, "name")
                    assert found.is_success or list(found.json()["error"]["details"]) == ["search"]


async def said(world: World, url: str, **body: str) -> Any:
    """With escapes for what no encoding could write."""
    return await world.api.post(url, world.actor, content=json.dumps(body).encode(), headers=JSON)


async def walked(world: World, url: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answered = (await world.api.get(f"{url}&limit=3{cursor}", world.actor)).json()
        rows += answered["data"]
        following = answered["meta"]["pagination"]["nextCursor"]
        if following is None:
            return rows
        cursor = f"&cursor={following}"
