import pytest

from tests.support.house import SmallHouse


@pytest.fixture
def house() -> SmallHouse:
    return SmallHouse()
