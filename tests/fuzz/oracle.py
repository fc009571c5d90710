"""What must be true of people and tickets over HTTP: the desk's oracle, with accounts, tokens and lists beside it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from application.identity.errors import TokenRefused
from domain.desk.developer import DeveloperInactive
from domain.desk.ticket import TicketNotFound
from domain.identity.user import LastAdmin, UserDeleted, UserNotFound
from domain.shared.errors import Forbidden, StaleVersion
from tests.unit.application.desk.oracle import Person, Story, Verdict

PRIORITIES: Final = ("low", "medium", "high", "critical")


@dataclass(eq=False, repr=False)
class Member(Person):
    """Somebody with an account. `access` counts what ended tokens; `token` is the count their token was given at.

    `session` is that of their token; who was there from the start has one of their own id.
    """

    email: str = ""
    first: str = ""
    last: str = ""
    password: str | None = None
    tier: str = "guest"
    active: bool = True
    deleted: bool = False
    access: int = 1
    token: int = 1
    session: str = ""
    version: int = 1
    born: int = 0
    touched: int = 0

    def __repr__(self) -> str:
        return f"{self.role} {self.email}"

    @property
    def bearer(self) -> str:
        return f"{self.id}/{self.token}/{self.session or self.id}"

    @property
    def works(self) -> bool:
        return self.role in {"developer", "agent", "manager", "admin"}

    @property
    def sees_all(self) -> bool:
        return self.role in {"agent", "manager", "admin"}

    @property
    def reads_users(self) -> bool:
        return self.role in {"manager", "admin"}

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip() or self.email.partition("@")[0]

    @property
    def verdict_on_token(self) -> Verdict:
        return None if self.active and self.token == self.access else TokenRefused

    def verdict_on_reading(self, whom: "Member") -> Verdict:
        return None if whom is self or self.reads_users else UserNotFound

    def verdict_on_edit(self, whom: "Member", changes: Mapping[str, Any], version: int | None, admins: int) -> Verdict:
        """By this one; `admins` are the active ones there are."""
        if self.role != "admin":
            return Forbidden
        if version is not None and version != whom.version:
            return StaleVersion
        if whom.deleted:
            return UserDeleted
        if whom is self and self.active and not changes.get("isActive", True):
            return Forbidden
        stays = changes.get("role", whom.role) == "admin" and changes.get("isActive", whom.active)
        return LastAdmin if whom.is_acting_admin and not stays and admins == 1 else None

    def verdict_on_delete(self, whom: "Member", admins: int) -> Verdict:
        if self.role != "admin":
            return Forbidden
        return LastAdmin if whom.is_acting_admin and admins == 1 else None

    @property
    def is_acting_admin(self) -> bool:
        return self.role == "admin" and self.active

    def edit(self, changes: Mapping[str, Any], at: int) -> None:
        before = (self.role, self.active, self.team, self.password)
        for name, value in changes.items():
            setattr(self, _OWN_NAMES.get(name, name), value)
        self.access += before != (self.role, self.active, self.team, self.password)
        self.version += 1
        self.touched = at

    def forget(self, at: int) -> None:
        if self.deleted:
            return
        self.email, self.first, self.last = f"{self.id}@anonymised.invalid", "", "Deleted user"
        self.password = self.team = None
        self.active, self.deleted = False, True
        self.access += 1
        self.version += 1
        self.touched = at

    def card(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "email": self.email,
            "firstName": self.first,
            "lastName": self.last,
            "name": self.name,
            "role": self.role,
            "tier": self.tier,
            "isActive": self.active,
            "teamId": str(self.team) if self.team else None,
            "version": self.version,
        }


_OWN_NAMES: Final = {"isActive": "active", "firstName": "first", "lastName": "last", "teamId": "team"}


@dataclass(eq=False, repr=False)
class Matter(Story):
    """A ticket with all that lists and cards show of it."""

    number: int = 0
    description: str = ""
    priority: str = "medium"
    category: UUID | None = None
    tags: tuple[str, ...] = ()
    channel: str = "api"
    born: int = 0
    touched: int = 0
    said: list[tuple[str, Member, str, bool]] = field(default_factory=list)
    """Of each comment its id, who said it, what, and whether among staff."""
    gone: tuple[list[tuple[str, Member, str, bool]], tuple[str, ...]] = ([], ())
    """What went along when it was merged: comments, and tags that were new to the other one."""

    def __repr__(self) -> str:
        return f"ticket {self.number} of {self.requester}"

    def verdict_on_change(self, who: Member, version: int | None) -> Verdict:
        return self.verdict_on_edit(who, self.version if version is None else version)

    def verdict_on_step(self, who: Member, to: str, word: str | None, version: int | None, now: Any) -> Verdict:
        """A move, made from some version."""
        if self.is_visible_to(who) and self._may_move(who, to) and version not in {None, self.version}:
            return StaleVersion
        return self.verdict_on_move(who, to, word, now)

    def verdict_on_reading(self, who: Member) -> Verdict:
        return None if self.is_visible_to(who) else TicketNotFound

    def _may_move(self, who: Person, to: str) -> bool:
        return (self.status, to, who.role) == ("open", "closed", "admin") or super()._may_move(who, to)

    def _verdict_on_taking(self, who: Person, load: int) -> Verdict:
        verdict = super()._verdict_on_taking(who, load)
        stays = who.capacity is None or self.status == "closed" or who is self.holder
        return DeveloperInactive if isinstance(who, Member) and not who.active and not stays else verdict

    def merge(self, target: Story, now: Any) -> list[str]:
        assert isinstance(target, Matter)
        goes = [one for one in self.said if one[3] or self.requester is target.requester]
        tags = self.tags if self.requester is target.requester else ()
        self.gone = (goes, tuple(tag for tag in tags if tag not in target.tags))
        self.hand_said(goes, target)
        target.tags += self.gone[1]
        happened = super().merge(target, now)
        whose = f"#{target.number}" if self.requester is target.requester else "another ticket"
        self.word = f"Merged into {whose}."
        return happened

    def unmerge(self, by: Person, loads: Any) -> list[str]:
        target = self.into
        assert isinstance(target, Matter)
        goes, tags = self.gone
        target.hand_said([one for one in goes if one in target.said], self)
        target.tags = tuple(tag for tag in target.tags if tag not in tags)
        return super().unmerge(by, loads)

    def hand_said(self, said: list[tuple[str, Member, str, bool]], to: "Matter") -> None:
        """Ids of comments are in the order in which these were written."""
        self.said = [one for one in self.said if one not in said]
        to.said = sorted((*to.said, *said), key=lambda one: UUID(one[0]))

    def heard_by(self, who: Member) -> list[tuple[str, str, str, bool]]:
        """The comments that somebody sees, as rows show them."""
        return [(its, str(by.id), body, internal) for its, by, body, internal in self.said if who.works or not internal]

    def is_found_by(self, who: Member, wanted: str) -> bool:
        """By its own text, or by something said that they see and that does not fit only for what it lacks."""
        said = [body for _, _, body, _ in self.heard_by(who)] if not _finds(wanted, []) else []
        return any(_finds(wanted, text.split()) for text in (f"{self.title} {self.description}", *said))

    def row(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "number": self.number,
            "title": self.title,
            "status": self.status,
            "priority": self.priority,
            "categoryId": str(self.category) if self.category else None,
            "teamId": str(self.team) if self.team else None,
            "assigneeId": str(self.holder.id) if self.holder else None,
            "requesterId": str(self.requester.id),
            "channel": self.channel,
            "tags": list(self.tags),
        }

    def card(self) -> dict[str, Any]:
        return self.row() | {"description": self.description, "resolution": self.word, "version": self.version}


USER_SORTS: Final[Mapping[str, Callable[[Member], Any]]] = {
    "createdAt": lambda member: member.born,
    "updatedAt": lambda member: member.touched,
    "email": lambda member: member.email,
    "lastName": lambda member: member.last,
}
USER_FILTERS: Final[Mapping[str, Callable[[Member, str], bool]]] = {
    "role": lambda member, wanted: member.role in wanted.split(","),
    "isActive": lambda member, wanted: member.active == (wanted == "true"),
    "teamId": lambda member, wanted: str(member.team) == wanted,
    "search": lambda member, wanted: wanted.casefold() in f"{member.name}\n{member.email}".casefold(),
}
TICKET_SORTS: Final[Mapping[str, Callable[[Matter], Any]]] = {
    "createdAt": lambda matter: matter.born,
    "updatedAt": lambda matter: matter.touched,
    "number": lambda matter: matter.number,
    "priority": lambda matter: PRIORITIES.index(matter.priority),
    "title": lambda matter: matter.title,
}
TICKET_FILTERS: Final[Mapping[str, Callable[[Matter, str], bool]]] = {
    "status": lambda matter, wanted: matter.status in wanted.split(","),
    "priority": lambda matter, wanted: matter.priority in wanted.split(","),
    "categoryId": lambda matter, wanted: str(matter.category) == wanted,
    "teamId": lambda matter, wanted: str(matter.team) == wanted,
    "assigneeId": lambda matter, wanted: (str(matter.holder.id) if matter.holder else "none") == wanted,
    "requesterId": lambda matter, wanted: str(matter.requester.id) == wanted,
    "tag": lambda matter, wanted: set(wanted.split(",")) <= set(matter.tags),
    "channel": lambda matter, wanted: matter.channel in wanted.split(","),
}


def _finds(wanted: str, words: list[str]) -> bool:
    """Words all of which must be there, those with a minus not."""
    return all((word.removeprefix("-") in words) != word.startswith("-") for word in wanted.split())


def listed(
    things: Iterable[Any], filters: Mapping[str, Any], sorts: Mapping[str, Any], asked: Mapping[str, str]
) -> Any:
    """Those that a query of a list asks for, in its order; ties go by id, in the direction of the last key."""
    names = asked["sort"].split(",")
    found = [thing for thing in things if all(filters[name](thing, asked[name]) for name in filters if name in asked)]
    found.sort(key=lambda thing: UUID(str(thing.id)).int, reverse=names[-1].startswith("-"))
    for name in reversed(names):
        found.sort(key=sorts[name.removeprefix("-")], reverse=name.startswith("-"))
    return found
