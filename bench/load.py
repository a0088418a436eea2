"""The load: requests sent in order over some connections for some seconds, by wrk where it is, else from here."""

import itertools
import json
import selectors
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("requests.lua")
PATIENCE = 30  # seconds for one answer
ENGINE = "wrk" if shutil.which("wrk") else "own"


class Wrong(Exception):
    """The server did not answer as it should, so that its speed means nothing."""


@dataclass(frozen=True)
class Load:
    """How it went: answers, answers a second, and the milliseconds that half and 99 of 100 of them took at most."""

    answered: int
    rate: float
    p50: float
    p99: float


def request(method: str, path: str, *, port: int, body: bytes = b"", **headers: str) -> bytes:
    """Return an HTTP/1.1 request as it goes over the wire; headers by name with _ for -."""
    given = {"Host": f"127.0.0.1:{port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body:
        given["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def send(
    requests: Sequence[bytes],
    *,
    port: int,
    connections: int,
    expected: str,
    seconds: int,
    engine: str = ENGINE,
) -> Load:
    """Send requests in order until the time is over; after the last one they begin anew.

    Raises Wrong if an answer is an error or lacks `expected`.
    """
    by = _by_wrk if engine == "wrk" else _by_hand
    return by(requests, port, connections, expected, seconds)


def _by_wrk(requests: Sequence[bytes], port: int, connections: int, expected: str, seconds: int) -> Load:
    with tempfile.NamedTemporaryFile() as file:
        file.writelines(b"%08d%b" % (len(each), each) for each in requests)
        file.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            f"{PATIENCE}s",
            "-s",
            str(SCRIPT),
            f"http://127.0.0.1:{port}",
        ]
        done = subprocess.run([*command, "--", file.name, expected], capture_output=True, text=True, check=True)
    told = json.loads(done.stderr.strip().splitlines()[-1])
    if told["wrong"] or told["lost"] or not told["answered"]:
        raise Wrong(done.stderr)
    return Load(told["answered"], told["answered"] / told["seconds"], told["p50"], told["p99"])


def _by_hand(requests: Sequence[bytes], port: int, connections: int, expected: str, seconds: int) -> Load:
    waiting, times = itertools.cycle(requests), []
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            line = _Line(port)
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send(next(waiting))
        while selector.get_map():
            over = time.perf_counter() - started > seconds
            for key, _ in selector.select(PATIENCE) or [(None, None)]:
                if key is None:
                    raise Wrong(f"no answer for {PATIENCE} s")
                if key.data.receive(expected):
                    times.append((time.perf_counter() - key.data.sent) * 1000)
                    if not over:
                        key.data.send(next(waiting))
                        continue
                    selector.unregister(key.data.socket)
                    key.data.socket.close()
    rate = len(times) / (time.perf_counter() - started)
    return Load(len(times), rate, statistics.median(times), statistics.quantiles(times, n=100)[98])


class _Line:
    """One connection that is kept open, with one request at a time."""

    def __init__(self, port: int) -> None:
        self.port, self.sent, self.request, self.answer = port, 0.0, b"", b""
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, request: bytes) -> None:
        """Begin a request."""
        self.sent, self.request, self.answer = time.perf_counter(), request, b""
        self.socket.sendall(request)

    def receive(self, expected: str) -> bool:
        """Read on; return whether the answer is whole. Raises Wrong."""
        self.answer += self.socket.recv(1 << 20)
        head, end, body = self.answer.partition(b"\r\n\r\n")
        if not end:
            if not self.answer:
                raise Wrong("the server hung up")
            return False
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        if len(body) < int(length.partition(b":")[2]):
            return False
        if int(head[9:12]) >= 400 or expected.encode() not in body:
            raise Wrong((head[:60] + b" ... " + body[:300]).decode(errors="replace"))
        return True
