from application.desk.assign_ticket import AssignTicketCommand
from application.notifications.queries import NotificationRow
from application.notifications.read_notification import ReadNotificationCommand
from domain.notifications.notification import NotificationNotFound
from domain.shared.access import Actor, Role
from tests.support.builders import a_notification
from tests.support.house import SmallHouse


async def told(house: SmallHouse, developer: Actor) -> NotificationRow:
    agent, ticket = await house.person(Role.AGENT), await house.ticket()
    command = AssignTicketCommand(ticket_id=ticket.id, developer_id=developer.user_id)
    await house.desk.assign_ticket(agent, command)
    return (await house.told(developer.user_id))[0]


class TestReadNotification:
    async def test_notes_when_it_was_read(self, house: SmallHouse) -> None:
        developer = await house.developer()
        row = await told(house, developer)
        await house.notifications.read_notification(developer, ReadNotificationCommand(notification_id=row.id))
        assert [row.read_at for row in await house.told(developer.user_id)] == [house.clock.time]

    async def test_counts_the_first_time_only(self, house: SmallHouse) -> None:
        developer = await house.developer()
        row = await told(house, developer)
        await house.notifications.read_notification(developer, ReadNotificationCommand(notification_id=row.id))
        first = house.clock.time
        await house.notifications.read_notification(developer, ReadNotificationCommand(notification_id=row.id))
        assert [row.read_at for row in await house.told(developer.user_id)] == [first]

    async def test_does_not_exist_for_others(self, house: SmallHouse) -> None:
        developer, admin = await house.developer(), await house.person(Role.ADMIN)
        row = await told(house, developer)
        async with house.refuses(NotificationNotFound):
            await house.notifications.read_notification(admin, ReadNotificationCommand(notification_id=row.id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        developer = await house.developer()
        async with house.refuses(NotificationNotFound):
            await house.notifications.read_notification(
                developer, ReadNotificationCommand(notification_id=a_notification().id)
            )
