"""The network between a phone and the service: it lets through, breaks, hangs, fails or swallows answers, as told."""

import re
import socket
import struct
import threading
from contextlib import suppress
from enum import StrEnum

REQUEST = re.compile(rb"^(?:GET|POST) (\S+) HTTP", re.MULTILINE)
GONE = struct.pack("ii", 1, 0)  # closing a connection breaks it off


class Way(StrEnum):
    """What becomes of a request."""

    OPEN = "open"
    BROKEN = "broken"  # there is no connection
    HANGING = "hanging"  # it is taken, and never answered
    FAILING = "failing"  # it is answered 500
    DEAF = "deaf"  # it arrives, and its answer gets lost


class Gate:
    """A port that leads to the service's; `received` counts the bytes that went to phones, `asked` has the addresses.

    What stands in `swaps` is replaced on its way, in either direction.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.way = Way.OPEN
        self.received = 0
        self.asked: list[str] = []
        self.swaps: dict[bytes, bytes] = {}
        self._live: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """The address at which phones find the service."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def turn(self, way: Way) -> None:
        """Let the network be so from now on; whatever is under way breaks off."""
        self.way = way
        for each in tuple(self._live):
            _break(each)

    def close(self) -> None:
        """Lead nowhere any more."""
        self._listening.close()
        self.turn(Way.BROKEN)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(phone, self.way), daemon=True).start()

    def _serve(self, phone: socket.socket, way: Way) -> None:
        self._live.add(phone)
        with suppress(OSError):
            if way is Way.FAILING:
                _fail(phone)
            elif way is Way.HANGING:
                while phone.recv(65536):
                    pass
            elif way is not Way.BROKEN:
                self._lead(phone, deaf=way is Way.DEAF)
        self._live.discard(phone)
        _break(phone)

    def _lead(self, phone: socket.socket, *, deaf: bool) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as service:
            self._live.add(service)
            threading.Thread(target=self._answer, args=(service, phone, deaf), daemon=True).start()
            while sent := phone.recv(65536):
                self.asked += [address.decode() for address in REQUEST.findall(sent)]
                service.sendall(self._swapped(sent))
            self._live.discard(service)

    def _answer(self, service: socket.socket, phone: socket.socket, deaf: bool) -> None:
        with suppress(OSError):
            while answer := service.recv(65536):
                if not deaf:
                    self.received += len(answer)
                    phone.sendall(self._swapped(answer))
        if not deaf:
            _break(phone)

    def _swapped(self, content: bytes) -> bytes:
        for old, new in self.swaps.items():
            content = content.replace(old, new)
        return content


def _fail(phone: socket.socket) -> None:
    """Read one request to its end, and answer that the server has failed."""
    head, _, body = phone.recv(65536).partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length and (more := phone.recv(65536)):
        body += more
    phone.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    phone.shutdown(socket.SHUT_WR)
    phone.recv(65536)


def _break(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, GONE)
        connection.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        connection.close()
