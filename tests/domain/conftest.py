"""A database for many at once, and how hard Hypothesis tries: the same modest examples in every run.

HYPOTHESIS_PROFILE=thorough looks for new ones.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from tests.domain.together import connect

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


@pytest.fixture
def shared(file_url: str) -> Iterator[Engine]:
    """An engine on an empty database that several threads or processes share."""
    with connect(file_url) as engine:
        yield engine
