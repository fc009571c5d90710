"""Who is there and how the desk is laid out."""

from typing import Final

from msgspec import Struct

from domain.desk.developer import ExperienceLevel
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
