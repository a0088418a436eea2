"""Turns at writing to an SQLite file: who waits is served soon, and in fair order among threads and processes.

SQLite has one writer at a time, and lets the others sleep longer and longer between their tries; with a queue in
front of it nobody sleeps while the file is free. It is a courtesy, no safeguard: SQLite's own lock stays what keeps
the data right, whoever has waited too long here goes on to it, and the locks end with their process.
"""

import fcntl
import os
import threading
import time

PATIENCE = 10.0  # seconds, like SQLite's own busy timeout
PAUSE = 0.0003  # seconds between tries of the one thread of a process that waits for another process


class Turns:
    """The queue in front of one file.

    Inside a process threads wait for each other. Between processes there are two locks: whoever waits for
    the second one holds the first, so that a process which has just written cannot push ahead.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._threads = threading.Lock()
        self._process = 0
        self._files: tuple[int, int] | None = None

    def take(self) -> bool:
        """Wait for a turn; return whether it came, and must be given back."""
        deadline = time.monotonic() + PATIENCE
        if not self._threads.acquire(timeout=PATIENCE):
            return False
        try:
            waiting, writing = self._opened()
            came = _lock(waiting, deadline) and _lock(writing, deadline)
            fcntl.flock(waiting, fcntl.LOCK_UN)
        except OSError:  # no place for the two files, as on a disk that is read only
            came = False
        if not came:
            self._threads.release()
        return came

    def give_back(self) -> None:
        """Let the next one write."""
        if self._files is not None:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._threads.release()

    def _opened(self) -> tuple[int, int]:
        """Return the files whose locks are taken; a process that was forked needs its own."""
        if self._process != os.getpid() or self._files is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._files = (
                os.open(f"{self.path}-queue", flags, 0o600),
                os.open(f"{self.path}-turn", flags, 0o600),
            )
            self._process = os.getpid()
        return self._files


def _lock(file: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE)


_queues: dict[str, Turns] = {}


def at(path: str) -> Turns:
    """Return the queue in front of a file, one for all connections of this process."""
    return _queues.setdefault(path, Turns(path))
