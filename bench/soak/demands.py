from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Demand:
    """What has to be, and what was."""

    what: str
    wanted: str
    found: str
    holds: bool


def at_most(what: str, limit: float, found: float, unit: str) -> Demand:
    return Demand(what, f"at most {limit:g} {unit}", f"{found:.1f} {unit}", found <= limit)


def none_of(what: str, wanted: str, found: Sequence[object]) -> Demand:
    """Nothing of the kind may be there."""
    shown = ", ".join(sorted({repr(one) for one in found})[:5])
    return Demand(what, wanted, f"{len(found)} not so ({shown})" if found else "all", not found)


def told(demands: Sequence[Demand]) -> str:
    lines = [f"| {one.what} | {one.wanted} | {one.found} | {'yes' if one.holds else '**no**'} |" for one in demands]
    return "\n".join(["| | demanded | found | holds |", "|---|---|---|---|", *lines])
