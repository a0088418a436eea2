"""What is counted while the site works, for /metrics; numbers of all processes of this machine add up."""

from bisect import bisect_left
from collections.abc import Iterable

from flask import current_app

from eventreg.counters import Counters
from eventreg.delivery import prometheus
from eventreg.domain.checkin import Answer

BOUNDS = (0.005, 0.02, 0.1, 0.5, 2.0)  # seconds; a request that took longer is in none of these
BUCKETS = [tuple(int(each == place) for each in range(len(BOUNDS))) for place in range(len(BOUNDS) + 1)]


def count_request(counters: Counters, method: str, route: str, status: int, took: float) -> None:
    """Count a request that took so many seconds, under its route and status."""
    bucket = BUCKETS[bisect_left(BOUNDS, took)]
    counters.add(("request", method, route, str(status)), 1, took, *bucket)


def count_scans(answers: Iterable[Answer]) -> None:
    """Count scans by what they were answered."""
    counters = current_app.extensions["counters"]
    for answer in answers:
        counters.add(("scan", answer.verdict.value if answer.verdict else "error"), 1)


def families(counters: Counters) -> list[prometheus.Family]:
    """Return what was counted: requests by route, method and status, how long each route took, scans by verdict."""
    kept = counters.read()
    requests: dict[prometheus.Labels, float] = {}
    spread: dict[prometheus.Labels, tuple[float, float, list[float]]] = {}
    for (kind, *names), (count, took, *rest) in sorted(kept.items()):
        if kind != "request":
            continue
        method, route, status = names
        requests[("route", route), ("method", method), ("status", status)] = count
        known = spread.get((("route", route),), (0.0, 0.0, [0.0] * len(BOUNDS)))
        buckets = [one + other for one, other in zip(known[2], rest, strict=False)]
        spread[(("route", route),)] = (known[0] + count, known[1] + took, buckets)
    scans = {(("verdict", key[1]),): numbers[0] for key, numbers in sorted(kept.items()) if key[0] == "scan"}
    return [
        prometheus.counter("requests_total", "Requests that were answered.", requests),
        prometheus.histogram("request_seconds", "How long requests took.", BOUNDS, spread),
        prometheus.counter("scans_total", "Scans that were answered; one that is sent again counts again.", scans),
    ]
