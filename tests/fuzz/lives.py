"""What all lives over HTTP share: who there is, what was asked, and how an answer is held against the oracle."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final

import httpx2
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition

from domain.shared.access import Role
from domain.shared.ids import TeamId
from entrypoints.http.problems import status_of
from tests.fuzz.door import Door
from tests.fuzz.oracle import Matter, Member
from tests.support.builders import a_category, a_profile, a_team, a_user, first_session
from tests.support.postgres import empty
from tests.support.shelves import stock
from tests.unit.application.desk.oracle import Verdict

PASSWORDS: Final = ("Correct-Horse-7", "Another-Horse-8")
WEAK: Final = "short"

CAST: Final = (
    (Role.ADMIN, None, False),
    (Role.MANAGER, 1, False),
    (Role.AGENT, None, False),
    (Role.DEVELOPER, 2, True),
    (Role.DEVELOPER, 1, False),
    (Role.CUSTOMER, None, False),
    (Role.CUSTOMER, None, False),
)
"""Role, capacity where there is a profile, and whether they are of the team."""

everybody = st.runner().flatmap(lambda life: st.sampled_from(life.members))
staff = st.runner().flatmap(lambda life: st.sampled_from([one for one in life.members if one.works] or life.members))
admins = st.runner().flatmap(lambda life: st.sampled_from([one for one in life.members if one.is_acting_admin]))
callers = everybody | staff | staff
"""Staff more often: others are mostly refused."""

matters = st.runner().flatmap(lambda life: st.sampled_from(life.matters))
somebody_asked = precondition(lambda life: life.matters)
versions = st.sampled_from([None, 0, 0, 1])
"""How far behind the newest a change is made; None for whichever version there is."""


class Life(RuleBasedStateMachine):
    """A house that begins with a few people, and what they do with it one after the other."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.door = door
        self.members: list[Member] = []
        self.matters: list[Matter] = []
        self.moments = count(1)

    @initialize()
    def house_is_furnished(self) -> None:
        empty(self.door.database_url)
        self.door.run(self._furnish())

    async def _furnish(self) -> None:
        house, team, self.spare_team = self.door.house, a_team(), a_team()
        self.category = a_category(team_id=team.id)
        users = [
            a_user(
                role=role,
                email=f"person{number}@example.com",
                password_hash=f"1:{PASSWORDS[0]}",
                team_id=team.id if is_of_team else None,
                created_at=house.clock.now(),
            )
            for number, (role, _, is_of_team) in enumerate(CAST)
        ]
        capacities = [capacity for _, capacity, _ in CAST]
        profiles = [
            a_profile(user_id=user.id, capacity=capacity)
            for user, capacity in zip(users, capacities, strict=True)
            if capacity is not None
        ]
        sessions = map(first_session, users)
        await stock(house.shelf, team, self.spare_team, self.category, *users, *profiles, *sessions)
        for user, capacity in zip(users, capacities, strict=True):
            self.members.append(
                Member(
                    user.id,
                    str(user.role),
                    user.team_id,
                    capacity,
                    email=user.email,
                    password=PASSWORDS[0],
                    born=(moment := next(self.moments)),
                    touched=moment - 1_000,  # the builder's time
                )
            )

    @property
    def teams(self) -> Sequence[TeamId | None]:
        return (self.category.team_id, self.spare_team.id, None)

    @property
    def acting_admins(self) -> int:
        return sum(member.is_acting_admin for member in self.members)

    def ask(self, who: Member | None, method: str, path: str, **more: Any) -> httpx2.Response:
        return self.door.ask(method, path, who.bearer if who else None, **more)

    def outcome(self, response: httpx2.Response, verdict: Verdict, status: int = 200) -> Any:
        """The data of an answer that is just as the oracle says; None where it says no."""
        answer: dict[str, Any] = response.json() if response.content else {"success": True, "data": None}
        if verdict is None:
            assert (response.status_code, answer["success"]) == (status, True), response.text
            return answer["data"]
        assert (response.status_code, answer["success"], answer["data"]) == (status_of(verdict), False, None), verdict
        assert answer["error"]["code"] == verdict.code
        return None

    def compare(self, response: httpx2.Response, verdict: Verdict, matter: Matter) -> None:
        """Hold the card of a ticket, or its refusal, against the oracle."""
        data = self.outcome(response, verdict)
        if data:
            assert shown(data, matter.card()) == matter.card()
            assert (data["firstResponseAt"] is not None) == matter.answered
            assert (data["resolvedAt"] is None and data["closedAt"] is None) == (matter.finished is None)

    def now(self) -> datetime:
        """The time at which the house does what it is asked next."""
        return self.door.house.clock.time + self.door.house.clock.step

    def read_list(self, who: Member, path: str, asked: Mapping[str, str], limit: int, *, by_cursor: bool) -> list[Any]:
        """All rows of a list, in portions; each portion says how many there are in all."""
        rows: list[Any] = []
        totals: set[int] = set()
        place: dict[str, Any] = {}
        while True:
            response = self.ask(who, "GET", path, params={**asked, **place, "limit": limit})
            rows += self.outcome(response, None)
            portion = response.json()["meta"]["pagination"]
            totals.add(portion["total"])
            if portion["nextCursor"] is None:
                assert totals == {len(rows)}
                return rows
            place = {"cursor": portion["nextCursor"]} if by_cursor else {"page": place.get("page", 1) + 1}


def shown(row: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """What a row shows of what is expected."""
    return {name: row[name] for name in expected}


def if_match(version: int | None) -> dict[str, str]:
    """Headers of a change made from a version; None for any."""
    return {"If-Match": "*" if version is None else f'"{version}-0123456789abcdef"'}
