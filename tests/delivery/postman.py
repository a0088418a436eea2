"""A real mail server of tests, and one that misbehaves on the wire."""

import socket
import threading
from collections.abc import Callable


class Postman:
    """A mail server that keeps what it takes, and refuses some addresses, for now or for good."""

    port: int

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.refused: set[str] = set()
        self.unknown: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        """Answer 451 for those who are refused."""
        if address in self.refused:
            return "451 Try again later"
        if address in self.unknown:
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        """Keep a mail."""
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RawServer:
    """A server on a bare socket: `talk` is given each connection, one after the other, and counts as it likes."""

    def __init__(self, talk: Callable[[socket.socket, int], None]) -> None:
        self.talk = talk
        self.visits = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Listen no longer."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            with connection:
                self.talk(connection, self.visits)
