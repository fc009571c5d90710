"""Looks at what the house would stand on, without opening it."""

from adapters.postgres.checkup import Checkup, Jobs, Record, check_up, count_jobs, driver, record, signing_since
from adapters.redis.checkup import version as redis_version

__all__ = ["Checkup", "Jobs", "Record", "check_up", "count_jobs", "driver", "record", "redis_version", "signing_since"]
