"""What races in tests are run with: connections of one's own, and starting at the same moment."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, create_engine, event

from eventreg.extensions import prepare_sqlite

PATIENCE = 60  # seconds until a race that hangs is given up


def connect(url: str) -> Engine:
    """Return an engine for a database that others use too, prepared as the service's own."""
    if not url.startswith("sqlite:"):
        return create_engine(url)
    engine = create_engine(url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", prepare_sqlite)
    return engine


def in_threads(work: Callable[..., object], each: Iterable[object]) -> list[object]:
    """Return what `work` says of each, all begun at the same moment."""
    subjects = list(each)
    start = threading.Barrier(len(subjects), timeout=PATIENCE)

    def begin(subject: object) -> object:
        start.wait()
        return work(subject)

    with ThreadPoolExecutor(len(subjects)) as pool:
        return list(pool.map(begin, subjects))
