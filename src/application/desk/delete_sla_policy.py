from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import SlaPolicyId


class DeleteSlaPolicyCommand(Command, frozen=True, kw_only=True):
    policy_id: SlaPolicyId


@dataclass(frozen=True, slots=True)
class DeleteSlaPolicy:
    """Take a promise back. Unfinished tickets are judged anew afterwards; finished ones keep what was promised them."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteSlaPolicyCommand) -> None:
        require(may_configure(actor), "delete SLA policies")
        async with self.uow() as work:
            policy = await work.sla_policies.get(command.policy_id)
            await work.sla_policies.remove(policy.id, policy.delete(at=self.clock.now()))
