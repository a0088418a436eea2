"""Programs that send whatever the description of the interface allows, and what it forbids, to the running service.

HYPOTHESIS_PROFILE=thorough tries many more.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from eventreg.domain.events import Day
from tests.crash.running import Service
from tests.domain.together import connect
from tests.factories import make_event, make_pass_with_token, make_project, make_registration

EXAMPLES = {"thorough": 300}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), 10)
# A secret is good for our own page only, which sends the token of its session with it; nobody else is let in.
NOT_MEANT = "positive_data_acceptance"
REFUSALS = "[checks]\nnegative_data_rejection.expected-statuses = [400, 401, 403, 404, 413, 415, 429]\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The running service with an event of today, and the token of a door pass."""
    folder = tmp_path_factory.mktemp("hostile")
    service = Service(folder / "instance", f"sqlite:///{folder / 'hostile.db'}")
    service.start()
    now = datetime.now(UTC)
    with connect(service.database_url) as engine, Session(engine) as session:
        period = {"starts_on": now.date() - timedelta(days=9), "ends_on": now.date() + timedelta(days=9)}
        event = make_event(session, make_project(session, **period), days=(Day(now.date()),))
        make_registration(session, event, now=now)
        _, token = make_pass_with_token(session, event, now=now)
        session.commit()
    yield service, token
    service.kill()


@pytest.mark.parametrize("bearer", [True, False], ids=["with a pass", "without"])
def test_nothing_is_found_that_the_description_does_not_say(bearer, served, tmp_path):
    service, token = served
    (tmp_path / "schemathesis.toml").write_text(REFUSALS)
    command = [str(Path(sys.executable).with_name("st")), "run", f"{service.address}/api/v1/openapi.json"]
    command += ["--checks", "all", "--exclude-checks", NOT_MEANT, "--seed", "1", "--no-color"]
    command += ["--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES)]
    command += ["--header", f"Authorization: Bearer {token}"] if bearer else []

    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, timeout=EXAMPLES * 4 + 120)

    assert done.returncode == 0, done.stdout
    assert "Tested: 4" in done.stdout
    assert '"status":500' not in service.log.read_text()
