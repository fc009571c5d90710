"""How much is tried. `make check` takes the small amounts, always the same; `make fuzz` the large ones, by chance."""

import os
from typing import Final

from hypothesis import HealthCheck, settings

THOROUGH: Final = os.environ.get("FUZZ") == "thorough"

EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "1000" if THOROUGH else "100"))
"""For each operation and each role, by chance; what examples and bounds call for comes on top."""

LIVES: Final = int(os.environ.get("FUZZ_LIVES", "2500" if THOROUGH else "500"))
"""Of each machine: whole lives over HTTP, and those of the desk on each shelf."""

STEPS: Final = int(os.environ.get("FUZZ_STEPS", "100" if THOROUGH else "50"))

TOKENS: Final = int(os.environ.get("FUZZ_TOKENS", "100000" if THOROUGH else "10000"))
"""Forged access tokens, of which each is read once."""

STATED_SEED: Final = os.environ.get("FUZZ_SEED")
SEED: Final = int(STATED_SEED or (int.from_bytes(os.urandom(4)) if THOROUGH else 1))
"""What chance starts from; a failing run names its own, to be run again with."""

AMOUNTS: Final = settings(
    max_examples=LIVES,
    stateful_step_count=STEPS,
    derandomize=not (THOROUGH or STATED_SEED),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""Of machines."""
