"""What races in tests are run with: connections of one's own, and starting at the same moment."""

import multiprocessing
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Barrier

from sqlalchemy import Engine, create_engine, event

from eventreg.extensions import prepare_sqlite

PATIENCE = 60  # seconds until a race that hangs is given up
# A server that has imported everything forks the processes: they start at once, and share nothing with this one.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.domain.racers", "tests.domain.together"])


@contextmanager
def connect(url: str) -> Iterator[Engine]:
    """Open a database that others use too, prepared as the service's own."""
    if url.startswith("sqlite:"):
        engine = create_engine(url, connect_args={"isolation_level": None})
        event.listen(engine, "connect", prepare_sqlite)
    else:
        engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def in_threads(work: Callable[..., object], each: Iterable[object]) -> list[object]:
    """Return what `work` says of each, all begun at the same moment."""
    subjects = list(each)
    start = threading.Barrier(len(subjects), timeout=PATIENCE)

    def begin(subject: object) -> object:
        start.wait()
        return work(subject)

    with ThreadPoolExecutor(len(subjects)) as pool:
        return list(pool.map(begin, subjects))


def in_processes(url: str, work: Callable[..., object], each: Iterable[object]) -> list[object]:
    """Return what `work(engine, subject)` says of each, every one in a process of its own, begun at the same moment."""
    subjects = list(each)
    start = PROCESSES.Barrier(len(subjects), timeout=PATIENCE)
    pipes = [PROCESSES.Pipe(duplex=False) for _ in subjects]
    racers = [
        PROCESSES.Process(target=_race, args=(url, work, subject, start, answer), daemon=True)
        for subject, (_, answer) in zip(subjects, pipes, strict=True)
    ]
    for racer in racers:
        racer.start()
    answers = [_receive(question) for question, _ in pipes]
    for racer in racers:
        racer.join()
        racer.close()
    for pipe in pipes:
        for end in pipe:
            end.close()
    return answers


def _race(url: str, work: Callable[..., object], subject: object, start: Barrier, answer: Connection) -> None:
    try:
        with connect(url) as engine:
            engine.connect().close()
            start.wait()
            answer.send((work(engine, subject), None))
    except BaseException:
        start.abort()
        answer.send((None, traceback.format_exc()))


def _receive(question: Connection) -> object:
    assert question.poll(PATIENCE), "a racer has not come home"
    answer, fault = question.recv()
    assert fault is None, fault
    return answer
