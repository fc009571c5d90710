"""Whether there is a Redis, for somebody who looks after it."""

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

PATIENCE = 1.0
"""Seconds."""


def version(url: str) -> str | None:
    """Of the server; None when there is no answer."""
    try:
        with Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0), protocol=2
        ) as client:
            return str(client.info("server")["redis_version"])
    except (RedisError, OSError, LookupError, TypeError, ValueError):
        return None
