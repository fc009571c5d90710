"""Names that an installation gives to what is one status to every rule: "waiting for parts" is still pending."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from domain.desk.events import StatusCreated, StatusEdited
from domain.desk.ticket import Status
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import StatusId


class StatusNotFound(NotFound):
    code = "DESK_STATUS_NOT_FOUND"


class StatusNameTaken(Conflict):
    code = "DESK_STATUS_NAME_TAKEN"


class StatusInUse(Conflict):
    code = "DESK_STATUS_IN_USE"


class StatusInactive(Conflict):
    code = "DESK_STATUS_INACTIVE"


class StatusUnclear(Invalid):
    """Neither a status nor a name is stated, or the two do not belong together."""

    code = "DESK_STATUS_UNCLEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStatus:
    """One of any number of names inside a status, which never changes: tickets that carry it would move unseen.

    `position` is where people see it among the others.
    """

    id: StatusId
    name: str
    status: Status
    position: int = 0
    is_active: bool = True
    created_at: datetime
    updated_at: datetime

    @classmethod
    def create(cls, *, id: StatusId, at: datetime, **fields: Any) -> tuple[Self, StatusCreated]:
        return cls(id=id, created_at=at, updated_at=at, **fields), StatusCreated(status_id=id, at=at)

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, StatusEdited]:
        return replace(self, updated_at=at, **changes), StatusEdited(status_id=self.id, at=at)

    def require_active(self) -> None:
        if not self.is_active:
            raise StatusInactive(f"No ticket can become {self.name} any more.", {"statusId": "Not active."})


def meant(status: Status | None, named: NamedStatus | None) -> Status:
    """The status that is stated by itself, by one of its names, or by both."""
    if named is None:
        if status is None:
            raise StatusUnclear("State where to move it.", {"status": "Missing, and so is statusId."})
        return status
    if status not in (None, named.status):
        raise StatusUnclear(
            f"{named.name} is {named.status}, not {status}.", {"statusId": f"A name of {named.status}."}
        )
    named.require_active()
    return named.status
