"""Merge, then un-merge, is as if nothing had been: on the memory shelf with much chance, on both in tests/contract."""

import asyncio
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.shelf import memory_shelf
from tests.support.doubles import NumberedIds, SteppingClock
from tests.support.merging import there_and_back


@given(chance=st.randoms(use_true_random=False))
def test_is_as_if_nothing_had_been(chance: Random) -> None:
    ids = NumberedIds()
    asyncio.run(there_and_back(memory_shelf(ids=ids), SteppingClock(), ids, chance))
