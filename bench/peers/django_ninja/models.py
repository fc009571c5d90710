"""The two tables that the peer needs, as the ORM sees them. The database fills `search` and `transaction` itself."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Func,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
    Value,
)
from uuid_utils.compat import uuid7


class Ticket(Model):
    id = UUIDField(primary_key=True, default=uuid7)
    number = BigIntegerField(db_default=Func(Value("ticket_number"), function="nextval"))
    title = TextField()
    description = TextField()
    status = TextField(default="open")
    status_id = UUIDField(null=True)
    priority = TextField()
    category_id = UUIDField(null=True)
    team_id = UUIDField(null=True)
    assignee_id = UUIDField(null=True)
    requester_id = UUIDField()
    channel = TextField(default="api")
    tags = ArrayField(TextField())
    resolution = TextField(null=True)
    external_key = TextField(null=True)
    merged_into_id = UUIDField(null=True)
    due_at = DateTimeField(null=True)
    first_response_at = DateTimeField(null=True)
    resolved_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True)
    clocks = JSONField()
    version = IntegerField(default=1)
    created_at = DateTimeField()
    updated_at = DateTimeField()

    class Meta:
        db_table = "tickets"
        managed = False


class Event(Model):
    id = UUIDField(primary_key=True, default=uuid7)
    name = TextField()
    entity_type = TextField()
    entity_id = UUIDField()
    payload = JSONField()
    old_values = JSONField()
    new_values = JSONField()
    actor_id = UUIDField()
    request_id = TextField(null=True)
    ip = TextField(null=True)
    user_agent = TextField(null=True)
    created_at = DateTimeField()

    class Meta:
        db_table = "events"
        managed = False
