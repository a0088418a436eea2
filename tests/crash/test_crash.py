"""Whatever is killed under load, what was answered is there afterwards, once; `make crash` plays many more rounds."""

import shutil

import pytest

from eventreg.config import ROOT
from tests.crash.proof import FAULTS
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


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_faults_of_the_proof_can_still_be_made(fault, tmp_path):
    path = tmp_path / fault.file
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / fault.file, path)

    fault.put_into(tmp_path)

    compile(path.read_text(), path, "exec")
