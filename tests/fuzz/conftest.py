"""Every operation as every role, and whole lives over HTTP, by chance.

`FUZZ=thorough` (`make fuzz`) takes the large amounts and another seed each time; without it the amounts are small and
every run is the same. `FUZZ_EXAMPLES`, `FUZZ_LIVES` and `FUZZ_STEPS` state amounts, `FUZZ_SEED` the seed: a failing run
names the one it had.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog

from entrypoints.settings import Settings
from tests.fuzz.door import ANY_NUMBER
from tests.fuzz.stored import Database
from tests.fuzz.world import JWT_SECRET

HOURS: timedelta = timedelta(hours=12)


@pytest.fixture(autouse=True)
def only_failures_are_logged() -> Iterator[None]:
    """Tens of thousands of requests leave as many lines that nobody reads."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    yield
    structlog.configure(**before)


@pytest.fixture
def house_settings(fresh_database_url: str) -> Settings:
    """A house on a database of its own, whose access tokens outlive the longest trial."""
    return Settings(
        database_url=fresh_database_url,
        jwt_secret=JWT_SECRET,
        cursor_secret="for trials " * 4,
        data_secret="for sealing " * 4,
        access_token_minutes=int(HOURS.total_seconds() // 60),
        account_failures=ANY_NUMBER,  # wrong passwords are what chance tries
        address_failures=ANY_NUMBER,
    )


@pytest.fixture
def stored(fresh_database_url: str) -> Iterator[Database]:
    with Database(fresh_database_url) as database:
        yield database
