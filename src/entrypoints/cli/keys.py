"""`tixgenius keys`: what access tokens are signed by."""

from datetime import UTC, datetime

from cyclopts import App
from rich.table import Table

from domain.shared.access import Actor
from entrypoints.cli.console import out, say
from entrypoints.cli.opening import opened_house

app = App(name="keys", help="The keys that sign access tokens.")


@app.command
async def rotate() -> None:
    """Have a new key sign from soon on. The one before is accepted as long as tokens of it live, and then forgotten.

    Nobody is logged out. To end all tokens at once, because a key got out, set another JWT_SECRET.
    """
    async with opened_house() as house:
        key = await house.identity.rotate_signing_keys(Actor.house())
    say(f"Key {key.id} signs from {_shown(key.signs_from)} UTC on.")


@app.command(name="list")
async def list_keys() -> None:
    """List the keys in the order in which they sign."""
    table = Table("key", "algorithm", "state", "created", "signs from", "accepted until", box=None)
    async with opened_house() as house:
        for key in await house.identity.list_signing_keys(Actor.house()):
            until = _shown(key.accepted_until) if key.accepted_until else "the next"
            times = (_shown(key.created_at), _shown(key.signs_from), until)
            table.add_row(str(key.id), house.settings.jwt_algorithm, key.state, *times)
    out.print(table, markup=False)


def _shown(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
