"""`tixgenius audit`: whether the record of what happened is as it was."""

from collections.abc import Mapping
from typing import Annotated, Final

from cyclopts import App, Parameter

from application.audit.verify_events import Verification
from domain.audit.seal import Damage, Fault
from domain.shared.errors import Invalid
from entrypoints.cli.console import complain, out
from entrypoints.cli.opening import opened_house

app = App(name="audit", help="The record of what happened.")

_SAID: Final[Mapping[Damage, str]] = {
    Damage.CHANGED: "is not as it was sealed",
    Damage.MISSING: "is gone",
    Damage.ADDED: "was added where everything was sealed already",
    Damage.SEAL_CHANGED: "is not as it was made",
    Damage.SEAL_MISSING: "is gone",
    Damage.HEAD_UNKNOWN: "The head that was noted is none: the end of the record was cut off, or made anew.",
}


class HeadMisspelled(Invalid):
    code = "CLI_HEAD_MISSPELLED"


@app.command
async def verify(
    *, head: Annotated[str | None, Parameter(help="A head that was shown before: it must still be there.")] = None
) -> int:
    """Seal what is new, and check that all events are as they were sealed. Exit code 1 when something is wrong.

    The last minute is sealed by nobody but this command or a worker: what was changed before that shows nowhere.
    Note the head where whoever can write to the database cannot: without it, nothing shows that the end was cut off.
    """
    if head is not None and not _is_head(head):
        raise HeadMisspelled("A head has 64 characters, 0 to 9 and a to f.")
    async with opened_house() as house:
        found = await house.audit.verify_events(head=head)
    _tell(found)
    return 1 if found.faults else 0


def _is_head(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")  # noqa: PLR2004 - of SHA-256


def _tell(found: Verification) -> None:
    for fault in found.faults:
        complain(_told(fault))
    if found.faults_found > len(found.faults):
        complain(f"… and {found.faults_found - len(found.faults):,} more.")
    state = "are sealed" if found.faults else "are as they were sealed"
    now = f", {found.sealed_now:,} of them just now" if found.sealed_now else ""
    waiting = f"; {found.waiting:,} more belong to work under way" if found.waiting else ""
    out.print(f"{found.events:,} events in {found.seals:,} seals {state}{now}{waiting}.", markup=False)
    if found.head:
        out.print(f"head: {found.head}", markup=False)


def _told(fault: Fault) -> str:
    said = _SAID[fault.damage]
    if fault.event_id is not None:
        where = f"number {fault.position:,}, in seal {fault.seal:,}, " if fault.position and fault.seal else ""
        return f"Event {fault.event_id}, {where}{said}." if where else f"Event {fault.event_id} {said}."
    return f"Seal {fault.seal:,} {said} (before event number {fault.position:,})." if fault.seal else said
