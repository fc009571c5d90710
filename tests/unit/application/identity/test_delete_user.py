import pytest

from application.identity.delete_user import DeleteUserCommand
from domain.identity.user import LastAdmin, UserNotFound
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.support.builders import a_user
from tests.support.house import SmallHouse


class TestDeleteUser:
    async def test_forgets_the_person_and_keeps_what_they_did(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, first_name="First")
        ticket = await house.ticket(requester_id=whom.user_id)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=whom.user_id))
        user = await house.user(whom.user_id)
        assert (user.name, user.is_active, user.password_hash) == ("Deleted user", False, None)
        assert user.access_version == 2
        assert (await house.card(ticket.id)).requester_id == whom.user_id

    async def test_is_recorded_without_telling_who_it_was(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, first_name="First")
        email = (await house.user(whom.user_id)).email
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=whom.user_id))
        assert house.happened == ["identity.user_anonymised"]
        [entry] = await house.record()
        assert not {email, "First"} & {*entry.old_values.values(), *entry.new_values.values()}
        assert entry.old_values["isActive"] is True

    async def test_changes_nothing_the_second_time(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=whom.user_id))
        once = await house.user(whom.user_id)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=whom.user_id))
        assert await house.user(whom.user_id) == once
        assert house.happened == ["identity.user_anonymised"]

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    async def test_is_for_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.identity.delete_user(actor, DeleteUserCommand(user_id=actor.user_id))

    async def test_keeps_the_last_active_admin(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(LastAdmin):
            await house.identity.delete_user(admin, DeleteUserCommand(user_id=admin.user_id))

    async def test_lets_an_admin_go_while_another_stays(self, house: SmallHouse) -> None:
        admin, other = await house.person(Role.ADMIN), await house.person(Role.ADMIN)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=other.user_id))
        assert not (await house.user(other.user_id)).is_active

    async def test_refuses_whom_nobody_knows(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(UserNotFound):
            await house.identity.delete_user(admin, DeleteUserCommand(user_id=a_user().id))
