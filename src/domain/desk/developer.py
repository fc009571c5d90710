from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from domain.desk.events import DeveloperProfileSet
from domain.desk.window import NO_ZONE, UNSOUND, Window, is_zone
from domain.shared.errors import Conflict, Invalid, NotFound, Unmet
from domain.shared.ids import TeamId, UserId


class DeveloperNotFound(NotFound):
    code = "DESK_DEVELOPER_NOT_FOUND"


class NotADeveloper(Unmet):
    """Tickets go to people with a developer profile only."""

    code = "DESK_NOT_A_DEVELOPER"


class DeveloperFull(Conflict):
    code = "DESK_DEVELOPER_FULL"


class DeveloperInactive(Conflict):
    code = "DESK_DEVELOPER_INACTIVE"


class DeveloperOutsideTeam(Conflict):
    code = "DESK_DEVELOPER_OUTSIDE_TEAM"


class DeveloperInUse(Conflict):
    code = "DESK_DEVELOPER_IN_USE"


class ExperienceLevel(StrEnum):
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeveloperProfile:
    """What somebody who solves tickets is good at, and how much they take on; one per user.

    `capacity` is how many unfinished tickets they hold at most.
    """

    user_id: UserId
    specializations: tuple[str, ...] = ()
    experience_level: ExperienceLevel = ExperienceLevel.MID
    github_username: str | None = None
    slack_id: str | None = None
    time_zone: str = "UTC"
    availability: tuple[Window, ...] = ()
    capacity: int = 10
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(
        cls, user_id: UserId, *, at: datetime, created_at: datetime, **profile: Any
    ) -> tuple[Self, DeveloperProfileSet]:
        """The profile as it is from now on, whatever it was before."""
        stated = cls(user_id=user_id, created_at=created_at, updated_at=at, **profile)
        stated._require_sound_hours()
        return stated, DeveloperProfileSet(user_id=user_id, at=at)

    def _require_sound_hours(self) -> None:
        wrong: dict[str, str] = {}
        if not is_zone(self.time_zone):
            wrong["timeZone"] = NO_ZONE
        if not all(window.is_sound for window in self.availability):
            wrong["availability"] = UNSOUND
        if wrong:
            raise Invalid("The working hours do not hold together.", wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Developer:
    """A developer as assignment sees them now: locked, and their unfinished tickets counted after the lock."""

    id: UserId
    name: str
    is_active: bool
    team_id: TeamId | None
    capacity: int
    open_tickets: int

    @property
    def has_room(self) -> bool:
        return self.open_tickets < self.capacity

    def require_fit_for(self, team_id: TeamId | None) -> None:
        """Refuse to burden somebody who is away for good, of another team, or full."""
        if not self.is_active:
            raise DeveloperInactive(f"{self.name} is not active.")
        if team_id is not None and self.team_id != team_id:
            raise DeveloperOutsideTeam(f"{self.name} is not of the team that owns the ticket.")
        if not self.has_room:
            raise DeveloperFull(f"{self.name} already holds {self.open_tickets} tickets.")
