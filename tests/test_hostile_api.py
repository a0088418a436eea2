"""Programs that send whatever the description of the interface allows, and what it forbids, to the running service.

HYPOTHESIS_PROFILE=thorough tries many more.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sqlalchemy.orm import Session

from eventreg import config
from eventreg.application import create_app
from eventreg.domain.events import Day
from eventreg.models import Role
from tests.browser import Browser
from tests.crash.running import Service
from tests.domain.together import connect
from tests.factories import make_event, make_pass_with_token, make_project, make_registration, make_user

EXAMPLES = {"thorough": 300}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), 10)
# A secret is good for our own page only, which sends the token of its session with it; nobody else is let in.
NOT_MEANT = "positive_data_acceptance"
# What is sent without a session's cookie gets it from us all the same, and is let in.
SENT_ANYWAY = ",negative_data_rejection"
REFUSALS = "[checks]\nnegative_data_rejection.expected-statuses = [400, 401, 403, 404, 413, 415, 429]\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The running service with an event of today, and what a door and a coordinator send with each request."""
    folder = tmp_path_factory.mktemp("hostile")
    service = Service(folder / "instance", f"sqlite:///{folder / 'hostile.db'}")
    service.start()
    now = datetime.now(UTC)
    with connect(service.database_url) as engine, Session(engine, expire_on_commit=False) as session:
        period = {"starts_on": now.date() - timedelta(days=9), "ends_on": now.date() + timedelta(days=9)}
        project = make_project(session, slug="hostile", **period)
        event = make_event(session, project, days=(Day(now.date()),))
        make_registration(session, event, now=now)
        _, token = make_pass_with_token(session, event, now=now)
        coordinator = make_user(session, Role.COORDINATOR, project=project)
        session.commit()
    cookie = sitting_of(coordinator, service)
    asked = Request(f"{service.address}/api/v1/projects/hostile/results", headers={"Cookie": f"session={cookie}"})
    urlopen(asked).close()  # which raises what is no success
    yield service, {"door": f"Authorization: Bearer {token}", "coordinator": f"Cookie: session={cookie}"}
    service.kill()


def sitting_of(user, service):
    """Return the cookie of somebody who has logged in to the service."""
    settings = config.read(service.instance, {"DATABASE_URL": service.database_url, "ACCESS_LOG": "0"})
    browser = Browser(create_app(settings, instance=service.instance)).log_in(user)
    return browser.client.get_cookie("session").value


@pytest.mark.parametrize(
    ("who", "part", "tested"),
    [("door", "", 4), ("nobody", "", 4), ("coordinator", "/projects/{slug}/results", 1)],
)
def test_nothing_is_found_that_the_description_does_not_say(who, part, tested, served, tmp_path):
    service, headers = served
    (tmp_path / "schemathesis.toml").write_text(REFUSALS + '[parameters]\n"path.slug" = "hostile"\n' * bool(part))
    command = [str(Path(sys.executable).with_name("st")), "run", f"{service.address}/api/v1/openapi.json"]
    command += [
        "--checks",
        "all",
        "--exclude-checks",
        NOT_MEANT + SENT_ANYWAY * bool(part),
        "--seed",
        "1",
        "--no-color",
    ]
    command += ["--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES)]
    command += ["--header", headers[who]] if who in headers else []
    command += ["--include-path", part] if part else []

    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, timeout=EXAMPLES * 4 + 120)

    assert done.returncode == 0, done.stdout
    assert f"Tested: {tested}" in done.stdout
    assert '"status":500' not in service.log.read_text()
