"""How long Hypothesis looks: briefly by default, thoroughly with `HYPOTHESIS_PROFILE=thorough`."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("brief", max_examples=50, stateful_step_count=30, deadline=None)
settings.register_profile(
    "thorough", max_examples=2_000, stateful_step_count=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "brief"))
