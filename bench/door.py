"""The door: admission beside the bare limit, repeat scans, batches, and the roster."""

import gzip
import json
import time
import urllib.request
import uuid
from collections.abc import Sequence

from bench import load
from bench.load import Load
from bench.servers import Server
from bench.stage import Door

ADMITTED, ALREADY_IN = '"verdict":"admitted"', '"verdict":"already_in"'
JSON = "application/json"


SECONDS = 2
FASTEST = 2000  # admissions a second that no server here reaches; so many tickets are at hand


def bare(server: Server, tickets: Sequence[str], connections: int) -> Load:
    """Admit tickets at the bare server."""
    bodies = [json.dumps({"id": str(uuid.uuid4()), "ticket": ticket}).encode() for ticket in tickets]
    asked = [load.request("POST", "/admit", port=server.port, body=body, Content_Type=JSON) for body in bodies]
    return load.send(asked, port=server.port, connections=connections, expected=ADMITTED, seconds=SECONDS)


def admit(server: Server, doors: Sequence[tuple[Door, str]], connections: int, *, expected: str = ADMITTED) -> Load:
    """Scan tickets, each at its door, one a request, each scan with an id of its own."""
    asked = [_scan(server, door, [ticket]) for door, ticket in doors]
    return load.send(asked, port=server.port, connections=connections, expected=expected, seconds=SECONDS)


def batches(server: Server, door: Door, tickets: Sequence[str]) -> float:
    """Send scans as a phone does that was offline, 500 at once, one batch after the other; return scans a second."""
    started = time.perf_counter()
    for at in range(0, len(tickets), 500):
        body = _body(tickets[at : at + 500])
        path = f"http://127.0.0.1:{server.port}/api/v1/events/{door.event_id}/scans"
        asked = urllib.request.Request(path, body, {"Content-Type": JSON, **_bearer(door)})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            told = json.load(answer)
        if {each["verdict"] for each in told["results"]} != {"admitted"}:
            raise load.Wrong("a batch was not admitted")
    return len(tickets) / (time.perf_counter() - started)


def roster(server: Server, door: Door, since: str = "") -> tuple[float, int, int, str]:
    """Fetch the roster page by page; return seconds, entries, bytes when compressed, and the last cursor."""
    started, entries, size, cursor = time.perf_counter(), 0, 0, since
    while True:
        path = f"/api/v1/events/{door.event_id}/roster" + (f"?since={cursor}" if cursor else "")
        asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=_bearer(door))
        with urllib.request.urlopen(asked, timeout=60) as answer:
            body = answer.read()
        page = json.loads(body)
        cursor = page["cursor"]
        if not page["entries"]:
            return time.perf_counter() - started, entries, size, cursor
        entries, size = entries + len(page["entries"]), size + len(gzip.compress(body, 6))


def _scan(server: Server, door: Door, tickets: Sequence[str]) -> bytes:
    path = f"/api/v1/events/{door.event_id}/scans"
    return load.request("POST", path, port=server.port, body=_body(tickets), Content_Type=JSON, **_bearer(door))


def _body(tickets: Sequence[str]) -> bytes:
    scans = [{"id": str(uuid.uuid4()), "ticket": ticket} for ticket in tickets]
    return json.dumps({"scans": scans}).encode()


def _bearer(door: Door) -> dict[str, str]:
    return {"Authorization": f"Bearer {door.token}"}
