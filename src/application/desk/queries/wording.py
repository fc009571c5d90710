from datetime import datetime
from typing import Final, Literal

from application.shared.page import SortTypes

Nobody = Literal["none"]


BIRTH_SORT: Final[SortTypes] = {"createdAt": datetime}
"""Comments, assignments and links are read in the order they came."""
