"""How hard Hypothesis tries: the same modest examples in every run; HYPOTHESIS_PROFILE=thorough looks for new ones."""

import os

from hypothesis import HealthCheck, settings

# A test takes its database once and leaves it empty after each example.
settings.register_profile(
    "modest",
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("modest"), max_examples=500, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "modest"))
