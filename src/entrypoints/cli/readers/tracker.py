"""An issue of another tracker, as its flattened export writes it on one line."""

from typing import Annotated

from msgspec import Meta, Struct

from application.desk.archive import CommentRecord, Name, TicketRecord
from application.shared.messages import Instant
from entrypoints.cli.readers.vocabulary import Vocabulary

Label = Annotated[str, Meta(max_length=300)]


class TrackerComment(Struct, frozen=True):
    created: Instant
    author: Label | None = None
    body: str | None = None


class TrackerIssue(Struct, frozen=True, rename="camel"):
    """Only `key` and `created` must be there."""

    key: Name
    created: Instant
    title: str | None = None
    description: str | None = None
    environment: str | None = None
    type: Label | None = None
    status: Label | None = None
    resolution: str | None = None
    priority: Label | None = None
    components: list[Label] | None = None
    labels: list[Label] | None = None
    assignee: Label | None = None
    assignee_time_zone: str | None = None
    reporter: Label | None = None
    updated: Instant | None = None
    resolved: Instant | None = None
    due: Instant | None = None
    comments: list[TrackerComment] | None = None


def record_of(issue: TrackerIssue, words: Vocabulary) -> TicketRecord:
    """The first component becomes the category; type, labels and further components become tags."""
    components = [said for component in issue.components or () if (said := named(component))]
    return TicketRecord(
        key=issue.key,
        title=issue.title or "",
        description=with_environment(issue.description or "", issue.environment),
        status=words.status(issue.status),
        priority=words.priority(issue.priority),
        category=components[0] if components else None,
        tags=tags_of([issue.type or "", *(issue.labels or ()), *components[1:]]),
        requester=named(issue.reporter),
        assignee=named(issue.assignee),
        assignee_time_zone=issue.assignee_time_zone,
        resolution=issue.resolution,
        created_at=issue.created,
        updated_at=issue.updated,
        resolved_at=issue.resolved,
        due_at=issue.due,
        comments=tuple(
            CommentRecord(author=named(comment.author), body=comment.body or "", created_at=comment.created)
            for comment in issue.comments or ()
        ),
    )


def named(text: str | None) -> str | None:
    """A name that says something, or none."""
    return (text or "").strip() or None


def with_environment(description: str, environment: str | None) -> str:
    if not (environment or "").strip():
        return description
    heading = "## Environment\n\n"
    return f"{description}\n\n{heading}{environment}" if description.strip() else f"{heading}{environment}"


def tags_of(labels: list[str]) -> tuple[str, ...]:
    """Labels as tags: without commas, which separate tags, and cut where tags end."""
    parts = (" ".join(part.split())[:50].rstrip() for label in labels for part in label.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
