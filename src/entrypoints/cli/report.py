"""`tixgenius report`: how the desk does, for people, spreadsheets and programs."""

import csv
import io
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import App, Parameter
from rich.table import Table

from application.desk.queries.reports import TicketReportRow
from application.desk.report_tickets import ReportTicketsCommand, known_zone
from domain.desk.interval import Interval
from domain.shared.access import Actor
from domain.shared.ids import CategoryId, TeamId
from entrypoints.cli.console import out
from entrypoints.cli.opening import opened_house

app = App(name="report", help="How the desk does.")

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


@app.command
async def tickets(
    *,
    first: Annotated[
        datetime | None,
        Parameter(
            name="--from", help="The day or time it begins, in the time zone; 30 days before --to unless stated."
        ),
    ] = None,
    end: Annotated[
        datetime | None, Parameter(name="--to", help="The day or time before which it ends; the end of today.")
    ] = None,
    interval: Annotated[Interval, Parameter(help="What time is cut into.")] = Interval.DAY,
    time_zone: Annotated[str, Parameter(help="Where intervals begin at midnight, such as Europe/Berlin.")] = "UTC",
    team_id: Annotated[TeamId | None, Parameter(help="Only the tickets of this team.")] = None,
    category_id: Annotated[CategoryId | None, Parameter(help="Only the tickets of this category.")] = None,
    format: Annotated[
        Literal["table", "csv", "json"], Parameter(help="csv and json: times in UTC, durations in seconds.")
    ] = "table",
) -> None:
    """Show what was opened, solved and left in each interval, how soon it was answered, and which promises were broken.

    Half were answered or solved within the median, nine of ten within p90, by the clock and not by business hours.
    """
    zone = known_zone(time_zone)
    command = ReportTicketsCommand(
        first=_placed(first, zone),
        end=_placed(end, zone),
        interval=interval,
        time_zone=time_zone,
        team_id=team_id,
        category_id=category_id,
    )
    async with opened_house() as house:
        rows = await house.desk.report_tickets(Actor.house(), command)
    match format:
        case "table":
            out.print(table_of(rows, zone), markup=False)
        case "csv":
            sys.stdout.write(csv_of(rows))
        case "json":
            sys.stdout.write(json_of(rows))


def table_of(rows: Sequence[TicketReportRow], zone: ZoneInfo) -> Table:
    """Times as they are in the zone; how long something took in its two largest units."""
    table = Table(box=None)
    table.add_column("from")
    for name in ("opened", "solved", "backlog", "answered: median", "p90", "solved: median", "p90", "broken promises"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.begins_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            f"{row.opened:,}",
            f"{row.solved:,}",
            f"{row.backlog:,}",
            lasting(row.first_response_p50),
            lasting(row.first_response_p90),
            lasting(row.resolution_p50),
            lasting(row.resolution_p90),
            f"{row.breaches.first_response + row.breaches.next_response + row.breaches.resolution:,}",
        )
    return table


def lasting(seconds: int | None) -> str:
    match seconds:
        case None:
            return "-"
        case _ if seconds < _MINUTE:
            return f"{seconds} s"
        case _ if seconds < _HOUR:
            return f"{seconds // _MINUTE} min"
        case _ if seconds < _DAY:
            return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE:02} min"
    return f"{seconds // _DAY} d {seconds % _DAY // _HOUR:02} h"


def csv_of(rows: Sequence[TicketReportRow]) -> str:
    """What the API answers, with a column for each kind of promise."""
    flat = [_flat(row) for row in rows]
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, flat[0])
    table.writeheader()
    table.writerows(flat)
    return text.getvalue()


def json_of(rows: Sequence[TicketReportRow]) -> str:
    """What the API answers as `data`."""
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"


def _flat(row: TicketReportRow) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(row)
    return fields | {f"breaches.{kind}": count for kind, count in fields.pop("breaches").items()}


def _placed(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A time that says no zone is meant where intervals begin."""
    return at.replace(tzinfo=zone) if at is not None and at.tzinfo is None else at
