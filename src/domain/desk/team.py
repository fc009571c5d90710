from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from domain.desk.events import TeamCreated, TeamDeleted, TeamEdited
from domain.shared.errors import Conflict, NotFound
from domain.shared.ids import TeamId, UserId


class TeamNotFound(NotFound):
    code = "DESK_TEAM_NOT_FOUND"


class TeamNameTaken(Conflict):
    code = "DESK_TEAM_NAME_TAKEN"


class TeamInUse(Conflict):
    code = "DESK_TEAM_IN_USE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who solve one kind of problem. Members are the users whose `team_id` it is."""

    id: TeamId
    name: str
    description: str = ""
    lead_id: UserId | None = None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def create(cls, *, id: TeamId, at: datetime, **fields: Any) -> tuple[Self, TeamCreated]:
        return cls(id=id, created_at=at, updated_at=at, **fields), TeamCreated(team_id=id, at=at)

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, TeamEdited]:
        return replace(self, updated_at=at, **changes), TeamEdited(team_id=self.id, at=at)

    def delete(self, *, at: datetime) -> TeamDeleted:
        return TeamDeleted(team_id=self.id, at=at)
