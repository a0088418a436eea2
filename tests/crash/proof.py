"""`make crash-proof`: three faults, each put into a copy of the code, and `make crash` has to find every one of them.

What finds nothing in good code has to find something in bad code, or it says nothing. FAULT=n tries only that one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from eventreg.config import ROOT

ROUNDS = 40  # in which a fault has to be found
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "instance", "__pycache__", "bench")


@dataclass(frozen=True)
class Fault:
    """Something to get wrong: `old` stands in the file, and `new` instead of it loses something."""

    name: str
    file: str
    old: str
    new: str

    def put_into(self, folder: Path) -> None:
        """Make the fault, in the first place where it can be made."""
        path = folder / self.file
        code = path.read_text()
        assert self.old in code, f"{self.file} has changed: {self.name} cannot be made any more"
        path.write_text(code.replace(self.old, self.new, 1))


FAULTS = (
    Fault(
        "scans are answered and not committed",
        "eventreg/web/api.py",
        "        db.session.commit()\n        return recorded\n",
        "        return recorded\n",
    ),
    Fault(
        "sign-ups are answered and not committed",
        "eventreg/web/public.py",
        '            db.session.commit()\n            return redirect(url_for(".mine", manage=manage), 303)\n',
        '            return redirect(url_for(".mine", manage=manage), 303)\n',
    ),
    Fault(
        "the mail is written in another transaction than the registration, a moment later",
        "eventreg/domain/registration.py",
        "    outbox.confirm(session, written, now=now)\n",
        '    session.commit()\n    __import__("time").sleep(0.3)\n    outbox.confirm(session, written, now=now)\n',
    ),
)


def try_to_find(fault: Fault) -> bool:
    """Say whether rounds on a copy of the code find the fault; print what they say."""
    with tempfile.TemporaryDirectory(prefix="eventreg-proof-") as name:
        folder = Path(name) / "copy"
        shutil.copytree(ROOT, folder, symlinks=True, ignore=LEFT_OUT)
        fault.put_into(folder)
        more = {"ROUNDS": str(ROUNDS), "DATABASE": "sqlite", "VICTIM": "web worker", "SEED": "1"}
        command = [sys.executable, "-W", "ignore", "-m", "tests.crash"]
        done = subprocess.run(
            command, cwd=folder, env=os.environ | more, stdout=subprocess.PIPE, text=True, timeout=600
        )
    print(done.stdout, flush=True)
    return done.returncode == 1 and "BROKEN" in done.stdout


def main() -> int:
    """Try each fault; return 1 if one is not found."""
    missed = []
    wanted = FAULTS[int(os.environ["FAULT"]) - 1 :][:1] if os.environ.get("FAULT") else FAULTS
    for fault in wanted:
        print(f"--- {fault.name} ---", flush=True)
        if not try_to_find(fault):
            missed.append(fault)
    print(
        "NOT FOUND: " + "; ".join(missed) if missed else f"{len(wanted)} of {len(wanted)} faults were found", flush=True
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
