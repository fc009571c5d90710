from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.absence import Absence
from domain.desk.developer import (
    Developer,
    DeveloperFull,
    DeveloperInactive,
    DeveloperOutsideTeam,
    DeveloperProfile,
    ExperienceLevel,
)
from domain.desk.events import DeveloperProfileSet
from domain.desk.window import Window
from domain.shared.errors import Conflict, Invalid
from tests.support.builders import MONDAY, a_developer, a_profile, a_team, a_user

LATER = MONDAY + timedelta(hours=1)
CHRISTMAS = Absence(date(2026, 12, 24), date(2027, 1, 2))
BACKWARDS = Absence(CHRISTMAS.last, CHRISTMAS.first)
MORNING = Window(weekday=0, start=time(9), end=time(12))
UNSOUND = Window(weekday=0, start=time(12), end=time(9))
NO_ZONES = [
    "",
    "Europe",
    "Nowhere/Land",
    "europe berlin",
    "../etc/passwd",
    "/etc/localtime",
    "UTC\0",
    "\ud800",
    "x" * 5000,
]


def stated(**profile: Any) -> DeveloperProfile:
    return DeveloperProfile.of(a_user().id, at=LATER, created_at=MONDAY, **profile)[0]


class TestOf:
    def test_states_what_somebody_is_good_at(self) -> None:
        fields: dict[str, Any] = {
            "specializations": ("python", "sql"),
            "experience_level": ExperienceLevel.LEAD,
            "github_username": "octo",
            "slack_id": "U1",
            "time_zone": "Europe/Berlin",
            "availability": (MORNING,),
            "absences": (CHRISTMAS,),
            "capacity": 3,
        }
        user_id = a_user().id
        profile, event = DeveloperProfile.of(user_id, at=LATER, created_at=MONDAY, **fields)
        assert profile == a_profile(user_id=user_id, created_at=MONDAY, updated_at=LATER, **fields)
        assert event == DeveloperProfileSet(user_id=user_id, at=LATER)

    @pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu"])
    def test_accepts_names_of_time_zones(self, zone: str) -> None:
        assert stated(time_zone=zone).time_zone == zone

    @pytest.mark.parametrize("zone", NO_ZONES, ids=lambda zone: ascii(zone[:20]))
    def test_refuses_what_is_no_time_zone(self, zone: str) -> None:
        with pytest.raises(Invalid) as refused:
            stated(time_zone=zone)
        assert list(refused.value.details) == ["timeZone"]

    def test_refuses_a_window_that_is_no_stretch_of_a_weekday(self) -> None:
        with pytest.raises(Invalid) as refused:
            stated(availability=(MORNING, UNSOUND))
        assert list(refused.value.details) == ["availability"]

    def test_names_all_that_is_wrong_at_once(self) -> None:
        with pytest.raises(Invalid) as refused:
            stated(time_zone="Nowhere/Land", availability=(UNSOUND,), absences=(BACKWARDS,))
        assert set(refused.value.details) == {"timeZone", "availability", "absences"}

    def test_refuses_an_absence_that_ends_before_it_begins(self) -> None:
        with pytest.raises(Invalid) as refused:
            stated(absences=(CHRISTMAS, BACKWARDS))
        assert list(refused.value.details) == ["absences"]


class TestHasRoom:
    @given(capacity=st.integers(0, 5), held=st.integers(0, 7))
    def test_is_true_below_capacity(self, capacity: int, held: int) -> None:
        assert a_developer(capacity=capacity, open_tickets=held).has_room == (held < capacity)


class TestRequireFitFor:
    TEAM = a_team().id

    @pytest.mark.parametrize(
        ("developer", "refusal", "reason"),
        [
            (a_developer(is_active=False), DeveloperInactive, "is not active"),
            (a_developer(), DeveloperOutsideTeam, "is not of the team"),
            (a_developer(team_id=TEAM, open_tickets=2), DeveloperFull, "already holds 2 tickets"),
        ],
    )
    def test_says_who_does_not_fit_and_why(self, developer: Developer, refusal: type[Conflict], reason: str) -> None:
        with pytest.raises(refusal, match=rf"^The developer {reason}"):
            developer.require_fit_for(self.TEAM)

    def test_accepts_who_fits(self) -> None:
        a_developer(team_id=self.TEAM).require_fit_for(self.TEAM)
        a_developer(team_id=self.TEAM).require_fit_for(None)
        a_developer().require_fit_for(None)
