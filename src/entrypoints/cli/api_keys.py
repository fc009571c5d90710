"""`tixgenius api-keys`: what programs ask with in people's names."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.table import Table

from application.identity.create_api_key import CreateApiKeyCommand
from application.identity.queries import ApiKeyRow
from application.identity.revoke_api_key import RevokeApiKeyCommand
from domain.identity.api_key import PREFIX
from domain.shared.access import Actor
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId
from entrypoints.cli.console import complain, out, say
from entrypoints.cli.opening import opened_house
from entrypoints.cli.pages import every

app = App(name="api-keys", help="What programs ask with in people's names.")

Owner = Annotated[str, Parameter(help="The address of the account they belong to.")]

LONGEST_NAME: Final = 100
CHOICES: Final = ", ".join(Scope)


@app.command
async def create(
    owner: Owner,
    /,
    *,
    name: Annotated[str, Parameter(help="To recognise it by.")],
    scope: Annotated[tuple[str, ...], Parameter(help=f"What it lets through, once for each: {CHOICES}.")],
    days: Annotated[
        int | None,
        Parameter(help="How long it lives; as long as keys may when not given.", validator=Number(gte=1, lte=3_650)),
    ] = None,
) -> int:
    """Make a key and print it, this once. It does what its owner may, as far as its scopes let it."""
    if wrong := _mistake(name, scope):
        complain(wrong)
        return 2
    async with opened_house() as house:
        command = CreateApiKeyCommand(
            name=name,
            scopes=tuple(map(Scope, scope)),
            expires_at=None if days is None else datetime.now(UTC) + timedelta(days=days),
            owner_id=await house.identity.find_user(Actor.house(), owner),
        )
        new = await house.identity.create_api_key(Actor.house(), command)
    out.print(new.text, markup=False)
    say(f"This key asks in the name of {owner}. It is not shown again.")
    return 0


@app.command(name="list")
async def list_keys(owner: Owner, /) -> None:
    """List somebody's keys, oldest first; never the keys themselves."""
    table = Table("id", "name", "scopes", "created", "expires", "last used", box=None)
    async with opened_house() as house:
        owner_id = await house.identity.find_user(Actor.house(), owner)
        async for key in every(house.identity.api_keys.list, owner_id):
            table.add_row(*_cells(key))
    out.print(table, markup=False)


@app.command
async def revoke(key: Annotated[str, Parameter(help="Its id, or how it begins: tix_ and 32 digits.")], /) -> int:
    """End a key; running servers refuse it within 2 seconds."""
    try:
        key_id = ApiKeyId(UUID(key.removeprefix(PREFIX)))
    except ValueError:
        complain("This is neither the id of a key nor how one begins.")
        return 2
    async with opened_house() as house:
        await house.identity.revoke_api_key(Actor.house(), RevokeApiKeyCommand(api_key_id=key_id))
    say(f"The key {key_id} is revoked.")
    return 0


def _mistake(name: str, scopes: Sequence[str]) -> str | None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        return f"A name has 1 to {LONGEST_NAME} characters."
    unknown = ", ".join(scope for scope in scopes if scope not in set(Scope))
    return f"No scopes: {unknown}. There are: {CHOICES}." if unknown else None


def _cells(key: ApiKeyRow) -> tuple[str, ...]:
    times = (_shown(key.created_at), _shown(key.expires_at), _shown(key.last_used_at))
    return str(key.id), key.name, " ".join(key.scopes), *times


def _shown(at: datetime | None) -> str:
    return "never" if at is None else at.astimezone(UTC).isoformat(sep=" ", timespec="minutes")
