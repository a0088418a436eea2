"""Whatever is killed under load, what was answered is there afterwards, once; `make crash` plays many more rounds."""

import pytest

from tests.crash.trial import stage

# Few full stops: a service that starts anew takes longer than all else.
PLANS = {
    "sqlite": ["web worker"] * 7 + ["service"] + ["web worker"] * 2,
    "postgresql": ["web worker", "postmaster", "backend"] * 3 + ["mail worker"],
}
LOAD = 0.3  # seconds


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("dialect", PLANS)
def test_what_was_answered_is_there_whatever_dies(dialect):
    with stage(dialect) as trial:
        for seed, victim in enumerate(PLANS[dialect], 1):
            trial.play(seed, victim, LOAD)

        assert trial.totals["rounds"] == len(PLANS[dialect])
        assert trial.totals["answers"] >= trial.totals["deeds"] > 0
