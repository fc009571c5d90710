from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from application.audit.ports import SealQueries, Unsealed
from application.audit.seal_events import AT_ONCE
from application.audit.verify_events import TOLD_AT_MOST, VerifyEvents
from domain.audit.seal import Damage, Entry, Seal
from domain.desk.events import TeamCreated
from tests.support.builders import MONDAY, a_team
from tests.support.house import SmallHouse


async def happened(house: SmallHouse, times: int = 1) -> None:
    async with house.shelf.desk_work() as work:
        for _ in range(times):
            team = a_team()
            await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))


@dataclass
class Tampered(SealQueries):
    """The seals of a shelf, as somebody left them."""

    seals: SealQueries
    added: list[UUID] = field(default_factory=list)
    gone: int = 0

    async def all(self) -> AsyncIterator[Seal]:
        async for seal in self.seals.all():
            yield seal

    async def entries(self, seal: Seal) -> Mapping[UUID, Entry]:
        return dict(list((await self.seals.entries(seal)).items())[self.gone :])

    async def unsealed(self, newest: Seal | None, *, at_most: int) -> Unsealed:  # noqa: ARG002 - of the port
        return Unsealed(1, self.added[:at_most])


class TestSealEvents:
    async def test_seals_all_there_is_in_portions(self, house: SmallHouse) -> None:
        await happened(house, AT_ONCE + 1)
        sealed = await house.audit.seal_events()
        assert (sealed.events, sealed.newest and sealed.newest.number) == (AT_ONCE + 1, 2)
        assert (await house.audit.seal_events()).events == 0


class TestVerifyEvents:
    async def test_seals_first(self, house: SmallHouse) -> None:
        await happened(house, 2)
        found = await house.audit.verify_events()
        assert (found.events, found.seals, found.sealed_now, found.waiting, found.faults) == (2, 1, 2, 0, ())
        again = await house.audit.verify_events(head=found.head)
        assert (again.sealed_now, again.head, again.faults) == (0, found.head, ())

    async def test_finds_nothing_where_nothing_happened(self, house: SmallHouse) -> None:
        found = await house.audit.verify_events()
        assert (found.events, found.seals, found.head, found.faults) == (0, 0, "", ())

    async def test_misses_a_head_that_is_none(self, house: SmallHouse) -> None:
        await happened(house)
        found = await house.audit.verify_events(head="0" * 64)
        assert [fault.damage for fault in found.faults] == [Damage.HEAD_UNKNOWN]

    async def test_tells_what_is_gone_and_what_came(self, house: SmallHouse) -> None:
        await happened(house, 3)
        audit = house.audit
        tampered = Tampered(house.shelf.seals, added=[UUID(int=7)], gone=1)
        found = await VerifyEvents(tampered, audit.seal_events, audit.verify_events.mac)()
        assert [(fault.damage, fault.position) for fault in found.faults] == [(Damage.MISSING, 1), (Damage.ADDED, None)]
        assert found.waiting == 1

    async def test_tells_the_first_and_counts_them_all(self, house: SmallHouse) -> None:
        await happened(house, TOLD_AT_MOST + 20)
        audit = house.audit
        tampered = Tampered(house.shelf.seals, added=[UUID(int=7)], gone=TOLD_AT_MOST + 20)
        found = await VerifyEvents(tampered, audit.seal_events, audit.verify_events.mac)()
        assert (len(found.faults), found.faults_found) == (TOLD_AT_MOST, TOLD_AT_MOST + 21)
        assert found.faults[-1].position == TOLD_AT_MOST
