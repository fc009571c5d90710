"""Who is there and how the desk is laid out."""

from collections.abc import Sequence
from datetime import date, time
from typing import Final

from msgspec import Struct

from domain.desk.business_time import BusinessTime, business_time
from domain.desk.developer import ExperienceLevel
from domain.desk.routing import Routing
from domain.desk.ticket import Priority
from domain.desk.window import Window
from domain.shared.access import Role

SUPPORT: Final = "Product support"
BILLING: Final = "Billing"
PLATFORM: Final = "Platform"

TEAMS: Final = {
    SUPPORT: "Everything people see and click",
    BILLING: "Invoices, payments and refunds",
    PLATFORM: "The API, speed and reliability",
}

CATEGORIES: Final = {
    SUPPORT: ("Product", ("Sign-in", "Reports", "Mobile app")),
    BILLING: ("Payments", ("Invoices", "Refunds")),
    PLATFORM: ("Service", ("API", "Performance")),
}
"""For each team, the category it owns and those below it."""

ROUTING: Final = {"Product": Routing.SKILL_MATCH, "Payments": Routing.ROUND_ROBIN, "Service": Routing.LEAST_LOADED}
"""How tickets of these categories, and of those below, find somebody by themselves."""


class Skill(Struct, frozen=True):
    specializations: tuple[str, ...]
    level: ExperienceLevel
    time_zone: str
    capacity: int


class Member(Struct, frozen=True):
    """Known by the part of the address before @example.com."""

    name: str
    role: Role
    team: str | None = None
    skill: Skill | None = None

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"


def _developer(name: str, team: str, *skill: str, level: ExperienceLevel, zone: str, capacity: int) -> Member:
    return Member(name, Role.DEVELOPER, team, Skill(skill, level, zone, capacity))


MEMBERS: Final = (
    Member("manager", Role.MANAGER),
    Member("agent.day", Role.AGENT),
    Member("agent.night", Role.AGENT),
    _developer(
        *("developer.web", SUPPORT, "javascript", "sign-in"),
        level=ExperienceLevel.SENIOR,
        zone="Europe/Berlin",
        capacity=12,
    ),
    _developer(
        *("developer.mobile", SUPPORT, "android", "ios"),
        level=ExperienceLevel.MID,
        zone="America/New_York",
        capacity=10,
    ),
    _developer(
        *("developer.billing", BILLING, "payments", "tax"),
        level=ExperienceLevel.LEAD,
        zone="Europe/London",
        capacity=12,
    ),
    _developer(
        *("developer.api", PLATFORM, "api", "postgresql"),
        level=ExperienceLevel.SENIOR,
        zone="Asia/Kolkata",
        capacity=12,
    ),
    _developer(
        *("developer.junior", PLATFORM, "python"), level=ExperienceLevel.JUNIOR, zone="Europe/Berlin", capacity=6
    ),
    *(
        Member(f"customer.{name}", Role.CUSTOMER)
        for name in ("bakery", "clinic", "school", "studio", "garage", "museum")
    ),
)


class Opening(Struct, frozen=True):
    """When somebody is there, by the name of the calendar."""

    name: str
    time_zone: str
    hours: tuple[Window, ...]
    holidays: tuple[tuple[int, int], ...] = ()
    """Day and month."""

    def holidays_of(self, years: Sequence[int]) -> tuple[date, ...]:
        return tuple(date(year, month, day) for year in years for day, month in self.holidays)


OFFICE: Final = Opening(
    "Office hours",
    "Europe/Berlin",
    tuple(Window(weekday, time(8), time(18)) for weekday in range(5)),
    ((1, 1), (1, 5), (3, 10), (25, 12), (26, 12)),
)
ALWAYS: Final = Opening("Around the clock", "UTC", tuple(Window(weekday, time(), time()) for weekday in range(7)))

OPENINGS: Final = (OFFICE, ALWAYS)


class Promise(Struct, frozen=True):
    """Minutes of business time, to tickets of one priority or to those that no other promise is for."""

    name: str
    priority: Priority | None
    opening: Opening
    first_response: int
    next_response: int
    resolution: int

    @property
    def hours(self) -> BusinessTime:
        return business_time(self.opening.time_zone, self.opening.hours, ())


PROMISES: Final = (
    Promise("Critical", Priority.CRITICAL, ALWAYS, first_response=30, next_response=60, resolution=480),
    Promise("High", Priority.HIGH, OFFICE, first_response=120, next_response=240, resolution=1_200),
    Promise("Standard", None, OFFICE, first_response=480, next_response=960, resolution=3_000),
)


def promised(priority: Priority) -> Promise:
    return next(promise for promise in PROMISES if promise.priority in {priority, None})
