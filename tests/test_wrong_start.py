"""A service that cannot reach its database does not start, and says why in a few lines."""

import os
import subprocess
import sys

from eventreg.config import ROOT
from tests.crash.running import ENVIRONMENT, free_port

SAID = """Error: The database cannot be opened: postgresql+psycopg://clerk:***@127.0.0.1:{port}/eventreg
Connection refused
Check DATABASE_URL, and whether the database is there and runs.
Updating the database failed (exit code 1); see above."""


def test_a_database_that_cannot_be_reached_stops_the_start_with_a_sentence(tmp_path):
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    environment |= {"INSTANCE": str(tmp_path / "instance"), "DEMO": "0", "PORT": str(free_port())}
    environment["DATABASE_URL"] = f"postgresql://clerk:a-password@127.0.0.1:{port}/eventreg"

    command = [sys.executable, "-m", "eventreg.serve"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    assert done.returncode == 1
    assert [line for line in SAID.format(port=port).splitlines() if line not in done.stderr] == []
    assert [word for word in ("Traceback", "a-password") if word in done.stderr] == []
