"""The house among what it is measured beside: it finds none of what only the benchmark installs.

Libraries of the house look for FastAPI and Pydantic, and load what they find: 12 MB that nobody's house has.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from typing import Final

OTHERS: Final = frozenset({"fastapi", "greenlet", "opentelemetry", "pydantic", "starlette"})


class _Absent(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:  # noqa: ARG002
        if fullname.partition(".")[0] in OTHERS:
            raise ModuleNotFoundError(f"{fullname} is of the benchmark", name=fullname)


sys.meta_path.insert(0, _Absent())
