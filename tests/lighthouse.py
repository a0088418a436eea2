"""Lighthouse judges the sign-up form and an event's page as on a phone: `make lighthouse`.

Accessibility, best practices and what search engines need must be perfect each time. Performance is the median of
three runs, with the network and the processor of its mobile setting simulated, so that a busy machine disturbs little.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy.orm import Session

from eventreg.config import ROOT
from eventreg.domain.events import Day
from tests.crash.running import Service
from tests.domain.together import connect
from tests.factories import make_event, make_project
from tests.journeys.conftest import FLAGS

JUDGE = ROOT / "scripts" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
ROUNDS = 3
TRIES = 3
WARM = 6  # requests beforehand, so that each process has read its templates


def main() -> int:
    """Print the scores of each page; return 1 if one is too low."""
    with tempfile.TemporaryDirectory(prefix="eventreg-lighthouse-") as folder:
        service = Service(Path(folder, "instance"), f"sqlite:///{folder}/judged.db")
        service.start()
        try:
            slug = add_event(service.database_url)
            judged = [judge(f"{service.address}/events/{slug}{page}", Path(folder)) for page in ("", "/register")]
        finally:
            service.kill()
    return 0 if all(judged) else 1


def add_event(url: str) -> str:
    """Add an event that one can sign up for; return its part of the address."""
    now, today = datetime.now(UTC), datetime.now(UTC).date()
    with connect(url) as engine, Session(engine) as session:
        project = make_project(session, starts_on=date(today.year - 1, 1, 1), ends_on=date(today.year + 2, 1, 1))
        days = tuple(Day(today + timedelta(days=20 + each)) for each in range(3))
        event = make_event(session, project, days=days, capacity=200, opens_at=now - timedelta(days=1))
        session.commit()
        return event.slug


def judge(address: str, folder: Path) -> bool:
    """Let Lighthouse look at a page several times; print what it says, and say whether that is enough."""
    for _ in range(WARM):
        urllib.request.urlopen(address).read()
    rounds = [look(address, folder) for _ in range(ROUNDS)]
    enough = True
    for category, least in LEAST.items():
        scores = [round(100 * each["categories"][category]["score"]) for each in rounds]
        score = median(scores) if category == "performance" else min(scores)
        enough = enough and score >= least
        print(f"{address.split('/', 3)[3]:40} {category:15} {score:5.0f}   {scores}   at least {least}", flush=True)
        if score < least:
            print_faults(rounds[-1], category)
    return enough


def look(address: str, folder: Path) -> dict[str, dict]:
    """Return what Lighthouse finds in one run."""
    report = folder / "report.json"
    command = [os.environ.get("NODE", "node"), str(JUDGE), address, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--only-categories={','.join(LEAST)}", "--no-enable-error-reporting"]
    command += ["--form-factor=mobile", "--throttling-method=simulate"]
    command += [f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]
    environment = os.environ | {"CHROME_PATH": os.environ["CHROMIUM"], "HOME": str(folder)}
    for left in reversed(range(TRIES)):  # on a busy machine the browser may miss its own beginning
        if subprocess.run(command, env=environment, check=not left, timeout=180).returncode == 0:
            break
    return json.loads(report.read_text(encoding="utf-8"))


def print_faults(report: dict[str, dict], category: str) -> None:
    """Say what a page lost points for."""
    for each in report["categories"][category]["auditRefs"]:
        found = report["audits"][each["id"]]
        if each["weight"] and found["score"] is not None and found["score"] < 1:
            print(f"    {found['id']}: {found['title']} {found.get('displayValue', '')}")


if __name__ == "__main__":
    sys.exit(main())
