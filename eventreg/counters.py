"""Numbers that the processes of one machine count together, and that outlive them.

Each process counts in a file of its own, mapped into its memory, so that counting costs no system call and
waits for nobody; the sum over all files is the number. A process holds its file by a lock that ends with it,
however it ends, and the next one goes on in the same file: nothing is counted twice, forgotten or left behind.
"""

import fcntl
import mmap
import os
import struct
import threading
from pathlib import Path

SLOTS, WIDTH, LONGEST = 2048, 256, 176  # how many numbers have a name, of how many bytes each, of which its name
MOST = (WIDTH - LONGEST - 8) // 8  # numbers under one name
MOST_FILES = 1024
SIZE = SLOTS * WIDTH
FIRST = (LONGEST + 8) // 8  # number of a slot, in numbers
Key = tuple[str, ...]


class Counters:
    """Named rows of numbers that only grow, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._process = 0
        self._slots: dict[Key, int] = {}

    def add(self, key: Key, *amounts: float) -> None:
        """Add to the numbers of a name. What finds no room is not counted."""
        with self._lock:
            if self._process != os.getpid():
                self._open()
            slot = self._slots.get(key)
            if slot is None:
                slot = self._name(key)
            for place, amount in enumerate(amounts, slot * (WIDTH // 8) + FIRST):
                self._numbers[place] += amount

    def read(self) -> dict[Key, list[float]]:
        """Return the numbers of all processes by name, those that have ended among them."""
        total: dict[Key, list[float]] = {}
        with self._lock:
            alone = self._process == os.getpid() and self._file is None
            contents = [self._memory[:]] if alone else []
        contents += [path.read_bytes() for path in sorted(self.folder.glob("*.counts"))]
        for content in contents:
            for key, numbers in _rows(content):
                known = total.setdefault(key, [0.0] * MOST)
                total[key] = [one + other for one, other in zip(known, numbers, strict=True)]
        return total

    def _open(self) -> None:
        """Take a file that no living process has; without one, as on a full disk, count in memory alone."""
        self._file = _take(self.folder)
        self._memory = mmap.mmap(-1 if self._file is None else self._file, SIZE)
        self._numbers = memoryview(self._memory).cast("d")
        self._slots = {key: slot for slot, (key, _) in enumerate(_rows(self._memory))}
        self._process = os.getpid()

    def _name(self, key: Key) -> int:
        name, slot = "\t".join(key).encode()[:LONGEST], len(self._slots)
        if slot == SLOTS - 1:  # the last row takes what has no room
            return slot
        struct.pack_into(f"{len(name)}s", self._memory, slot * WIDTH + 2, name)
        struct.pack_into("H", self._memory, slot * WIDTH, len(name))  # last, since others may be reading
        self._slots[key] = slot
        return slot


def _take(folder: Path) -> int | None:
    """Return an open file of our own, which the lock keeps from others as long as this process lives."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(MOST_FILES):
            file = os.open(folder / f"{number}.counts", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            _fill(file)
            return file
    except OSError:
        return None
    return None


def _fill(file: int) -> None:
    """Give a new file its size now: one that has holes ends the process when the disk is full."""
    if os.fstat(file).st_size != SIZE:
        os.ftruncate(file, 0)
        os.pwrite(file, bytes(SIZE), 0)


def _rows(content: bytes | mmap.mmap) -> list[tuple[Key, list[float]]]:
    found = []
    for start in range(0, min(len(content), SIZE), WIDTH):
        length = struct.unpack_from("H", content, start)[0]
        if not 0 < length <= LONGEST:
            break
        name = content[start + 2 : start + 2 + length].decode(errors="replace")
        numbers = list(struct.unpack_from(f"{MOST}d", content, start + LONGEST + 8))
        found.append((tuple(name.split("\t")), numbers))
    return found
