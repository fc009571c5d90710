"""Looks at what the house would stand on, without opening it."""

from adapters.postgres.checkup import Checkup, Jobs, Record, check_up, count_jobs, driver, record, signing_since

__all__ = ["Checkup", "Jobs", "Record", "check_up", "count_jobs", "driver", "record", "redis_version", "signing_since"]


def redis_version(url: str) -> str | None:
    """Of the server; None when there is no answer."""
    from adapters.redis.checkup import version  # noqa: PLC0415 - as where the house opens its cache

    return version(url)
