"""Numbers that processes count together: they add up, whoever ended, and however."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eventreg.counters import MOST, SIZE, SLOTS, Counters

ROOT = Path(__file__).parents[1]
COUNT = """
import os, sys
from pathlib import Path
from eventreg.counters import Counters
counters = Counters(Path(sys.argv[1]))
for _ in range(1000):
    counters.add(("request", "GET"), 1, 0.5)
print(os.getpid(), flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def processes(tmp_path):
    """Return a function that starts a process which has counted to a thousand, and which dies when it is told to."""
    started = []

    def start():
        command = [sys.executable, "-c", COUNT, str(tmp_path)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=ROOT, text=True, **pipes))
        started[-1].stdout.readline()
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def counted(folder) -> dict[tuple[str, ...], list[float]]:
    """Return what was counted, without the numbers that are none."""
    return {key: numbers[: max(1, len(numbers) - numbers[::-1].count(0))] for key, numbers in read(folder).items()}


def read(folder):
    return Counters(folder).read()


def test_what_two_processes_count_adds_up(processes, tmp_path):
    processes(), processes()
    mine = Counters(tmp_path)
    mine.add(("request", "GET"), 1, 0.5)
    mine.add(("scan", "admitted"), 1)

    assert counted(tmp_path) == {("request", "GET"): [2001.0, 1000.5], ("scan", "admitted"): [1.0]}


def test_what_a_process_counted_that_was_killed_stays_and_the_next_one_goes_on(processes, tmp_path):
    first = processes()
    first.stdin.write("\n")
    first.stdin.flush()
    first.wait()

    processes()

    assert counted(tmp_path) == {("request", "GET"): [2000.0, 1000.0]}
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_size] == ["0.counts"]


def test_a_process_that_was_forked_counts_for_itself(tmp_path):
    counters = Counters(tmp_path)
    counters.add(("scan", "admitted"), 1)
    counters._process = os.getpid() + 1  # as a child finds it
    counters.add(("scan", "admitted"), 1)

    assert counted(tmp_path) == {("scan", "admitted"): [2.0]}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_has_its_whole_size_from_the_start(tmp_path):
    """One with holes would end the process with SIGBUS as soon as the disk is full."""
    Counters(tmp_path).add(("scan", "admitted"), 1)

    (file,) = tmp_path.iterdir()
    assert (file.stat().st_size, file.stat().st_blocks * 512 >= SIZE) == (SIZE, True)


def test_without_a_folder_it_counts_in_memory(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    counters = Counters(taken)

    counters.add(("scan", "admitted"), 1)
    counters.add(("scan", "admitted"), 1)

    assert counters.read() == {("scan", "admitted"): [2.0] + [0.0] * (MOST - 1)}


def test_more_names_than_there_is_room_for_do_no_harm(tmp_path):
    counters = Counters(tmp_path)
    for number in range(SLOTS + 5):
        counters.add(("request", str(number)), 1)

    kept = counters.read()

    assert (len(kept), {numbers[0] for numbers in kept.values()}) == (SLOTS - 1, {1.0})
