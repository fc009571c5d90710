"""Looks at what the house would stand on, without opening it."""

from adapters.postgres.checkup import Checkup, Jobs, check_up, count_jobs, driver, signing_since
from adapters.redis.checkup import version as redis_version

__all__ = ["Checkup", "Jobs", "check_up", "count_jobs", "driver", "redis_version", "signing_since"]
