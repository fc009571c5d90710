from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
DATA: Final = HERE / ".data"
"""The database, logs and questions of the last run; git does not see it."""

RESULTS: Final = HERE / "results"
README: Final = HERE / "README.md"
NODE: Final = HERE / "peers" / "node"
