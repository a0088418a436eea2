"""Pages as visitors load them: the sign-up form, sending it, and the lists of the public and of organisers."""

import http.cookiejar
import re
import time
import urllib.request
import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from bench import load
from bench.load import Load
from bench.servers import Server

FORM = "application/x-www-form-urlencoded"
FIELD = re.compile(r'<input[^>]*name="(csrf_token|submission|notice)"[^>]*>')
VALUE = re.compile(r'value="([^"]*)"')


class Visitor:
    """Somebody with a browser that keeps cookies."""

    def __init__(self, server: Server) -> None:
        self.server, self.jar = server, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path: str, answers: dict[str, str] | None = None) -> str:
        """Load a page, or send a form and load where it leads."""
        data = urlencode(answers).encode() if answers else None
        with self.opener.open(f"http://127.0.0.1:{self.server.port}{path}", data, timeout=60) as answer:
            return answer.read().decode()

    def hidden(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a form."""
        found = {match[1]: VALUE.search(match[0]) for match in FIELD.finditer(self.open(path))}
        return {name: value[1] for name, value in found.items() if value}

    def cookies(self) -> str:
        """Return the cookies as a header."""
        return "; ".join(f"{each.name}={each.value}" for each in self.jar)

    def log_in(self, email: str, password: str) -> None:
        """Log in as somebody of the staff."""
        form = self.hidden("/account/login")
        self.open("/account/login", form | {"email": email, "password": password})

    def seconds(self, path: str) -> float:
        """Return how long a page takes that is loaded on a connection of its own."""
        started = time.perf_counter()
        self.open(path)
        return time.perf_counter() - started


SECONDS = 2


def get(server: Server, path: str, connections: int, expected: str) -> Load:
    """Load one page many times, as a first visitor."""
    asked = [load.request("GET", path, port=server.port)]
    return load.send(asked, port=server.port, connections=connections, expected=expected, seconds=SECONDS)


def sign_up(server: Server, slugs: Sequence[str], connections: int) -> Load:
    """Send the sign-up form of each event, each time as somebody else; the page with the form was loaded before."""
    visitor = Visitor(server)
    forms = {slug: visitor.hidden(f"/events/{slug}/register") for slug in set(slugs)}
    asked = [_filled(server, visitor, slug, forms[slug]) for slug in slugs]
    return load.send(asked, port=server.port, connections=connections, expected="/m/", seconds=SECONDS)


def _filled(server: Server, visitor: Visitor, slug: str, form: dict[str, str]) -> bytes:
    own = uuid.uuid4().hex
    answers = form | {"submission": str(uuid.uuid4()), "name": "Ilze", "surname": f"Paņko-{own[:12]}"}
    answers |= {"organisation": "Rūjiena", "country": "LV", "category": "ngo", "email": f"{own}@people.example"}
    path, body = f"/events/{slug}/register", urlencode(answers).encode()
    return load.request("POST", path, port=server.port, body=body, Content_Type=FORM, Cookie=visitor.cookies())
