from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from domain.desk.absence import BACKWARDS, Absence, away_until
from domain.desk.events import DeveloperProfileSet
from domain.desk.window import NO_ZONE, UNSOUND, Window, is_within, is_zone
from domain.shared.access import PERMISSIONS, Permission, Role
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

    `capacity` is how many unfinished tickets they hold at most. Without windows they are available at all hours.
    """

    user_id: UserId
    specializations: tuple[str, ...] = ()
    experience_level: ExperienceLevel = ExperienceLevel.MID
    github_username: str | None = None
    slack_id: str | None = None
    time_zone: str = "UTC"
    availability: tuple[Window, ...] = ()
    absences: tuple[Absence, ...] = ()
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
        if not all(absence.is_sound for absence in self.absences):
            wrong["absences"] = BACKWARDS
        if wrong:
            raise Invalid("The working hours do not hold together.", wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Developer:
    """A developer as assignment sees them now. Once locked, their unfinished tickets were counted after the lock.

    `last_routed_at` is when the house last gave them a ticket by itself.
    """

    id: UserId
    name: str
    role: Role = Role.DEVELOPER
    is_active: bool
    team_id: TeamId | None
    specializations: tuple[str, ...] = ()
    time_zone: str = "UTC"
    availability: tuple[Window, ...] = ()
    absences: tuple[Absence, ...] = ()
    capacity: int
    open_tickets: int
    last_routed_at: datetime | None = None

    @property
    def has_room(self) -> bool:
        return self.open_tickets < self.capacity

    @property
    def works(self) -> bool:
        """Whether their role lets them work on tickets at all."""
        return Permission.TICKETS_WORK in PERMISSIONS[self.role]

    def gone(self) -> str | None:
        """Why they will not come back to their tickets by themselves, in a sentence; None when they are not gone."""
        if not self.is_active:
            return "Is not active."
        return None if self.works else f"Does not work on tickets, as {self.role}."

    def leave(self, *, at: datetime) -> date | None:
        """The last day of the leave they are on; None when they are not."""
        return away_until(at.astimezone(ZoneInfo(self.time_zone)).date(), self.absences)

    def absence(self, *, at: datetime) -> str | None:
        """Why they are not at work, in a sentence; None when they are."""
        if (until := self.leave(at=at)) is not None:
            return f"Is on leave until {until}."
        if self.availability and not is_within(at, self.availability, ZoneInfo(self.time_zone)):
            return "Is outside working hours."
        return None

    def fullness(self) -> str | None:
        """Why there is no room for one more, in a sentence; None when there is."""
        return None if self.has_room else f"Holds {self.open_tickets} of {self.capacity}."

    def require_fit_for(self, team_id: TeamId | None) -> None:
        """Refuse to burden somebody who is away for good, of another team, or full."""
        if not self.is_active:
            raise DeveloperInactive(f"{self.name} is not active.")
        if team_id is not None and self.team_id != team_id:
            raise DeveloperOutsideTeam(f"{self.name} is not of the team that owns the ticket.")
        if not self.has_room:
            raise DeveloperFull(f"{self.name} already holds {self.open_tickets} tickets.")
