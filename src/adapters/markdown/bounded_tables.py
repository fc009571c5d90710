from typing import Final

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table

MOST_CELLS: Final = 5_000


def bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - called by markdown-it
    """A table, unless it may have too many cells: short rows are filled up to as many cells as the first one has."""
    if start + 1 >= end:
        return False
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    return columns * (end - start) <= MOST_CELLS and table(state, start, end, silent)
