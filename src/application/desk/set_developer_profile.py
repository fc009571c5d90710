from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from application.desk.errors import PersonUnknown
from application.desk.ports import DeskWork
from application.shared.messages import Command, ShortText, Tags, as_dict
from application.shared.ports import Clock, UnitOfWork
from domain.desk.absence import Absence
from domain.desk.access import may_configure
from domain.desk.developer import DeveloperNotFound, DeveloperProfile, ExperienceLevel
from domain.desk.window import Window
from domain.shared.access import Actor, require
from domain.shared.ids import UserId


class SetDeveloperProfileCommand(Command, frozen=True, kw_only=True):
    user_id: UserId
    specializations: Tags = ()
    experience_level: ExperienceLevel = ExperienceLevel.MID
    github_username: ShortText | None = None
    slack_id: ShortText | None = None
    time_zone: ShortText = "UTC"
    availability: Annotated[tuple[Window, ...], Meta(max_length=50)] = ()
    absences: Annotated[tuple[Absence, ...], Meta(max_length=100)] = ()
    capacity: Annotated[int, Meta(ge=0, le=1_000)] = 10


@dataclass(frozen=True, slots=True)
class SetDeveloperProfile:
    """State what somebody is good at and how much they take on; from then on tickets can be theirs."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: SetDeveloperProfileCommand) -> None:
        require(may_configure(actor), "set developer profiles")
        now = self.clock.now()
        async with self.uow() as work:
            try:
                await work.people.require(command.user_id, field="userId")
            except PersonUnknown:  # the profile itself is named by this id
                raise DeveloperNotFound("There is nobody who could be this developer.") from None
            before = await work.developers.profile(command.user_id)
            created_at = before.created_at if before else now
            profile, event = DeveloperProfile.of(
                command.user_id, at=now, created_at=created_at, **as_dict(command, without=("user_id",))
            )
            await work.developers.save(profile, event)
