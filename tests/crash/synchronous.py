"""`python -m tests.crash.synchronous`: how many small transactions SQLite keeps a second, by `PRAGMA synchronous`.

The three take turns, so that whatever else the machine does hits them alike; the middle of their turns is told.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

LEVELS = ("NORMAL", "FULL", "EXTRA")
TURNS, TURN = 9, 0.4  # how often each is tried, and for how many seconds


def commits_a_second(folder: Path, level: str) -> float:
    """Return how many inserts, each in a transaction of its own, are kept in a second."""
    connection = sqlite3.connect(folder / f"{level}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {level}")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, words TEXT)")
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < TURN:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO kept (words) VALUES (?)", ("x" * 200,))
        connection.execute("COMMIT")
        done += 1
    passed = time.perf_counter() - begun
    connection.close()
    return done / passed


def main() -> int:
    """Print a table; the folder given, or a temporary one, says which disk is measured."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        turns = [{level: commits_a_second(Path(name), level) for level in LEVELS} for _ in range(TURNS)]
    full = statistics.median(turn["FULL"] for turn in turns)
    for level in LEVELS:
        rates = sorted(turn[level] for turn in turns)
        middle = statistics.median(rates)
        print(f"{level:7} {middle:7.0f} commits/s  ({rates[0]:.0f} to {rates[-1]:.0f})  {middle / full:5.2f} of FULL")
    return 0


if __name__ == "__main__":
    sys.exit(main())
