import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from application.desk.archive import CommentRecord, TicketRecord
from domain.desk.ticket import Channel, Priority, Status
from entrypoints.cli.readers.entries import Read, Refused
from entrypoints.cli.readers.json_lines import read_json_lines
from entrypoints.cli.readers.lines import Line
from entrypoints.cli.readers.vocabulary import Vocabulary

CREATED = "2012-03-04T05:06:07.000+0000"
CREATED_AT = datetime(2012, 3, 4, 5, 6, 7, tzinfo=UTC)


def read(*texts: str | bytes, words: Vocabulary | None = None) -> list[Read | Refused]:
    lines = (Line(number, text.encode() if isinstance(text, str) else text) for number, text in enumerate(texts, 1))
    return list(read_json_lines(lines, words or Vocabulary()))


def record_of(issue: dict[str, Any], words: Vocabulary | None = None) -> TicketRecord:
    (entry,) = read(json.dumps({"key": "A-1", "created": CREATED} | issue), words=words)
    assert isinstance(entry, Read), entry
    return entry.record


def reason_for(text: str | bytes) -> str:
    (entry,) = read(text)
    assert isinstance(entry, Refused)
    return entry.reason


class TestTrackerIssue:
    def test_becomes_a_record_in_every_part(self) -> None:
        record = record_of(
            {
                "key": "APP-7",
                "project": "APP",
                "type": "New Feature",
                "status": "In Review",
                "resolution": "Won't Do",
                "priority": "Trivial",
                "components": ["Android", "Release"],
                "labels": ["api", "crash"],
                "assignee": "person-1",
                "assigneeTimeZone": "America/Los_Angeles",
                "reporter": "person-2",
                "updated": "2018-09-12T21:25:14.000+0000",
                "resolved": "2018-09-12T21:24:57.000+0000",
                "due": None,
                "title": "It fails",
                "description": "Often.",
                "environment": "osx 10.6",
                "links": [{"type": "Relates", "direction": "outward", "key": "APP-3"}],
                "comments": [{"author": None, "created": CREATED, "body": ""}],
            }
        )
        assert record == TicketRecord(
            key="APP-7",
            title="It fails",
            description="Often.\n\n## Environment\n\nosx 10.6",
            status=Status.IN_PROGRESS,
            priority=Priority.LOW,
            category="Android",
            tags=("New Feature", "api", "crash", "Release"),
            channel=Channel.CLI,
            requester="person-2",
            assignee="person-1",
            assignee_time_zone="America/Los_Angeles",
            resolution="Won't Do",
            created_at=CREATED_AT,
            updated_at=datetime(2018, 9, 12, 21, 25, 14, tzinfo=UTC),
            resolved_at=datetime(2018, 9, 12, 21, 24, 57, tzinfo=UTC),
            comments=(CommentRecord(author=None, body="", created_at=CREATED_AT),),
        )

    def test_needs_no_more_than_a_key_and_a_time(self) -> None:
        assert record_of({}) == TicketRecord(key="A-1", title="", created_at=CREATED_AT)

    @pytest.mark.parametrize("priority", [None, "", "None"], ids=["missing", "empty", "named"])
    def test_without_a_priority_is_of_medium_priority(self, priority: str | None) -> None:
        assert record_of({"priority": priority}).priority is Priority.MEDIUM

    def test_has_labels_split_at_commas_squeezed_cut_and_only_once(self) -> None:
        labels = ["ios,", ",proxy", "Studio,Mac", "ios", " two  words ", "x" * 60, ","]
        assert record_of({"labels": labels}).tags == ("ios", "proxy", "Studio", "Mac", "two words", "x" * 50)

    def test_passes_over_blank_components_and_people(self) -> None:
        record = record_of({"components": [" ", "Core"], "reporter": "", "assignee": "  "})
        assert (record.category, record.requester, record.assignee) == ("Core", None, None)

    def test_with_an_environment_alone_has_it_as_its_description(self) -> None:
        assert record_of({"environment": "kiosk"}).description == "## Environment\n\nkiosk"

    def test_with_an_unknown_status_is_refused_and_says_how_to_map_it(self) -> None:
        reason = reason_for(json.dumps({"key": "A-1", "created": CREATED, "status": "In QA"}))
        assert reason == 'Unknown status "In QA". Say what it means: --map "status.In QA=…".'

    def test_with_a_mapped_status_and_priority_takes_ours(self) -> None:
        words = Vocabulary(["status.In QA=pending", "priority.P1=high"])
        record = record_of({"status": "in qa", "priority": "P1"}, words)
        assert (record.status, record.priority) == (Status.PENDING, Priority.HIGH)


class TestOurOwnLine:
    def test_is_read_back_as_it_was_written(self) -> None:
        record = TicketRecord(
            key="17",
            title="Nul \0 and 𝄞",
            description="Long",
            tags=("a", "b c"),
            channel=Channel.EMAIL,
            requester="customer@example.com",
            created_at=CREATED_AT,
            due_at=CREATED_AT,
            comments=(CommentRecord(author="x", body="note", is_internal=True, created_at=CREATED_AT),),
        )
        assert read(msgspec.json.encode(record)) == [Read(1, record)]


class TestRefusal:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("[]", "Expected `object`, got `array`"),
            ("{", "Input data was truncated"),
            ('{"key": "A"} trailing', "JSON is malformed: trailing characters (byte 14)"),
            (b'{"key": "\xff", "created": "2012-03-04T05:06:07Z"}', "'utf-8' codec can't decode"),
            ('{"key": "A"}', "Neither a ticket of ours (`createdAt`) nor an issue of a tracker (`created`)."),
            ('{"created": "2012-03-04T05:06:07Z"}', "Object missing required field `key`"),
            ('{"key": " ", "created": "2012-03-04T05:06:07Z"}', "Expected `str` matching regex '\\\\S' - at `$.key`"),
            ('{"key": "A", "created": "2012-03-04T05:06:07"}', "Expected `datetime` with a timezone component"),
            ('{"key": "A", "created": "yesterday"}', "Invalid RFC3339 encoded datetime - at `$.created`"),
            ('{"key": "A", "title": "", "createdAt": "2012-03-04T05:06:07Z", "status": "x"}', "Invalid enum value 'x'"),
            ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "maximum recursion depth exceeded"),
            ('{"created": "\\ud800"}', "Input data was truncated"),
        ],
        ids=range(12),
    )
    def test_names_the_reason(self, text: str | bytes, reason: str) -> None:
        assert reason_for(text).startswith(reason)

    def test_leaves_the_lines_around_it_alone(self) -> None:
        good = json.dumps({"key": "A", "created": CREATED})
        first, second, third = read(good, "nonsense\n", good)
        assert isinstance(first, Read)
        assert isinstance(second, Refused)
        assert (second.line, second.text) == (2, "nonsense")
        assert isinstance(third, Read)
