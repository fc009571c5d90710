from uuid import UUID

from application.desk.create_team import CreateTeamCommand
from application.shared.origin import Origin, origin
from domain.shared.access import HOUSE, Actor
from tests.support.house import SmallHouse


class TestOrigin:
    async def test_is_the_house_unless_somebody_said(self, house: SmallHouse) -> None:
        await house.desk.create_team(Actor.house(), CreateTeamCommand(name="Billing"))
        [entry] = await house.record()
        assert (entry.actor_id, entry.request_id, entry.ip, entry.user_agent) == (HOUSE, None, None, None)

    async def test_stands_beside_every_event(self, house: SmallHouse) -> None:
        caller = Origin(actor_id=UUID(int=4), request_id="r-1", ip="192.0.2.1", user_agent="curl/8")
        token = origin.set(caller)
        try:
            await house.desk.create_team(Actor.house(), CreateTeamCommand(name="Billing"))
        finally:
            origin.reset(token)
        [entry] = await house.record()
        assert Origin(entry.actor_id, entry.request_id, entry.ip, entry.user_agent) == caller
        assert house.recorded[0].actor_id == UUID(int=4)
