from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from application.notifications.queries import NotificationFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.notifications.notification import Notification, NotificationNotFound
from domain.shared.access import Actor, Role
from tests.support.builders import MONDAY, a_notification, a_ticket, a_user, acting, an_actor
from tests.support.shelves import stock, unstated

PAGE = PageRequest(sort=(Sort("createdAt"),))


async def found(shelf: Shelf, actor: Actor, **wanted: object) -> list[str]:
    asked = NotificationFilter(**wanted)  # type: ignore[arg-type] # its fields
    return [row.text for row in (await shelf.notifications.list(actor, asked, PAGE)).items]


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        user = a_user()
        ticket = a_ticket(requester_id=user.id)
        told = a_notification(recipient_id=user.id, ticket_id=ticket.id, read_at=MONDAY + timedelta(hours=1))
        assert unstated(told) == []
        await stock(shelf, user, ticket, told)
        async with shelf.notifications_work() as work:
            assert await work.notifications.get(told.id, recipient_id=user.id) == told
        row = await shelf.notifications.card(acting(user), told.id)
        assert structs.asdict(row) == {name: getattr(told, name) for name in type(row).__struct_fields__}

    async def test_keeps_that_it_was_read(self, shelf: Shelf) -> None:
        told = await _told(shelf)
        async with shelf.notifications_work() as work:
            await work.notifications.save(told.read(at=MONDAY))
        async with shelf.notifications_work() as work:
            assert await work.notifications.get(told.id, recipient_id=told.recipient_id) == told.read(at=MONDAY)

    async def test_adding_again_changes_nothing(self, shelf: Shelf) -> None:
        told = await _told(shelf)
        await stock(shelf, replace(told, text="Something else"))
        async with shelf.notifications_work() as work:
            assert await work.notifications.get(told.id, recipient_id=told.recipient_id) == told


class TestRecipient:
    async def test_is_the_only_one_who_can_change_it(self, shelf: Shelf) -> None:
        told = await _told(shelf)
        with pytest.raises(NotificationNotFound):
            async with shelf.notifications_work() as work:
                await work.notifications.get(told.id, recipient_id=a_user().id)

    @pytest.mark.parametrize("role", Role)
    async def test_is_the_only_one_who_sees_it(self, shelf: Shelf, role: Role) -> None:
        told = await _told(shelf)
        stranger = an_actor(role)
        assert await found(shelf, stranger) == []
        with pytest.raises(NotificationNotFound):
            await shelf.notifications.card(stranger, told.id)

    async def test_does_not_find_what_is_not_there(self, shelf: Shelf) -> None:
        told = await _told(shelf)
        with pytest.raises(NotificationNotFound):
            await shelf.notifications.card(an_actor(user_id=told.recipient_id), a_notification().id)
        with pytest.raises(NotificationNotFound):
            async with shelf.notifications_work() as work:
                await work.notifications.get(a_notification().id, recipient_id=told.recipient_id)


class TestList:
    async def test_filters(self, shelf: Shelf) -> None:
        user, other = a_user(), a_user()
        await stock(
            shelf,
            user,
            other,
            a_notification(recipient_id=user.id, text="1"),
            a_notification(recipient_id=user.id, text="2", kind="desk.sla_warning"),
            a_notification(recipient_id=user.id, text="3", read_at=MONDAY),
            a_notification(recipient_id=other.id, text="4"),
        )
        actor = acting(user)
        assert await found(shelf, actor) == ["1", "2", "3"]
        assert await found(shelf, actor, is_read=True) == ["3"]
        assert await found(shelf, actor, is_read=False) == ["1", "2"]
        assert await found(shelf, actor, kind="desk.sla_warning") == ["2"]
        assert await found(shelf, actor, kind="desk.sla_warning", is_read=True) == []


async def _told(shelf: Shelf) -> Notification:
    user = a_user()
    told = a_notification(recipient_id=user.id)
    await stock(shelf, user, told)
    return told
