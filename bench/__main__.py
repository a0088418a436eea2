"""`make bench`: everything of DESIGN.md 8, in one go, on SQLite and on PostgreSQL."""

import argparse
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench import setting, trials
from bench.figures import Figures
from bench.load import ENGINE
from bench.servers import WORKERS, databases

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    """Measure, print the table, write the file; return 0 whether or not the budgets are met: a table is no judge."""
    asked = _arguments()
    figures = Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="eventreg-bench-")))
        made = stack.enter_context(databases())
        _say("filling the databases")
        settings = [
            stack.enter_context(setting.prepared(made[name], folder, asked.scale)) for name in asked.on.split(",")
        ]
        _measure(figures, settings, asked.rounds, asked.only)
    print(figures.table())
    print(f"\nload by {'wrk' if ENGINE == 'wrk' else 'our own generator'}; {len(figures.missed())} budgets missed")
    if not asked.only:
        figures.write(RESULTS, _about(asked))
    return 0


def _measure(figures: Figures, settings: list[setting.Setting], rounds: int, only: list[str]) -> None:
    supplies = {each.name: trials.Supply(each) for each in settings}
    repeated = {
        "admission": lambda each: trials.admission(figures, each, supplies[each.name]),
        "sign_up": lambda each: trials.sign_up(figures, each, supplies[each.name]),
        "lists": lambda each: trials.lists(figures, each),
    }
    once = {
        "phones": lambda each: trials.phones(figures, each),
        "numbers": lambda each: trials.numbers(figures, each),
        "start": lambda each: trials.start(figures, each),
    }
    for times, measured in ((rounds, repeated), (1, once)):
        for number in range(times):
            for each in settings:
                for name in [name for name in measured if not only or name in only]:
                    _say(f"{name}, {each.name}, {number + 1} of {times}")
                    measured[name](each)
    if not only or "first_visit" in only:
        trials.first_visit(figures, settings[0])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often the loads are repeated")
    parser.add_argument("--scale", type=float, default=1, help="shrinks the large project, to try the benchmark itself")
    parser.add_argument("--on", default="sqlite,postgresql", help="the databases")
    parser.add_argument("--only", nargs="*", default=[], help="some of the trials, by name (then no file is written)")
    return parser.parse_args()


def _about(asked: argparse.Namespace) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "load_by": ENGINE,
        "server_processes": WORKERS,
        "rounds": asked.rounds,
        "scale": asked.scale,
    }


def _say(what: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
