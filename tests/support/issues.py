"""Issues as another tracker exports them, and what became of them here."""

import json
from typing import Any

import psycopg


def issue(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "key": f"APP-{number}",
        "project": "APP",
        "type": "Bug",
        "status": "Closed",
        "resolution": "Fixed",
        "priority": "High",
        "components": ["Android", "Release"],
        "labels": ["crash"],
        "assignee": "person-dev",
        "assigneeTimeZone": "Europe/Berlin",
        "reporter": f"person-{number % 7}",
        "created": f"2012-03-04T05:06:07.{number % 1000:03}+0000",
        "updated": "2012-04-04T05:06:07.000+0000",
        "resolved": "2012-04-04T05:06:07.000+0000",
        "due": None,
        "title": f"Problem {number}",
        "description": "It fails.",
        "environment": "osx",
        "links": [],
        "comments": [
            {"author": "person-dev", "created": "2012-03-05T05:06:07.000+0000", "body": "Looking."},
            {"author": None, "created": "2012-03-06T05:06:07.000+0000", "body": ""},
        ],
    } | fields


def lines(*issues: dict[str, Any] | str) -> str:
    return "".join((it if isinstance(it, str) else json.dumps(it)) + "\n" for it in issues)


def counted(database_url: str) -> dict[str, int]:
    tables = ("tickets", "comments", "categories", "developer_profiles", "assignments")
    with psycopg.connect(database_url) as connection:
        rows = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]  # noqa: S608
    return {table: row[0] for table, row in zip(tables, rows, strict=True) if row}
