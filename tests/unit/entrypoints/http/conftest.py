from collections.abc import AsyncIterator

import pytest

from tests.support.api import Api, opened


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with opened() as api:
        yield api
