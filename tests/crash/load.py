"""What clients want of a service that dies under them, and what they were answered.

A deed is written down before it is sent. One that gets no answer is sent again, as it was, until it gets one.
"""

import random
import re
import time
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPResponse
from json import dumps, loads
from urllib.parse import urlencode

PATIENCE = 30  # seconds for an answer
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
PERSON = {"surname": "Paņko", "organisation": "Rūjiena", "country": "LV", "category": "ngo"}


class NoAnswer(Exception):
    """The connection broke, or the service said that it cannot answer now: nobody knows whether it was done."""


class Line:
    """A connection that is opened anew after it broke; `faults` keeps answers that no client should ever get."""

    def __init__(self, port: int, faults: list[str]) -> None:
        self.port, self.faults = port, faults
        self.connection: HTTPConnection | None = None

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, str]:
        """Send a request; return the answer and its text. Raises NoAnswer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self.connection = self.connection or HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.connection.request(method, path, body, named)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer from error
        if answer.status == 503:
            raise NoAnswer
        if answer.status not in (200, 303):
            self.faults.append(f"{method} {path} was answered {answer.status}")
            raise NoAnswer
        return answer, text

    def close(self) -> None:
        """Hang up."""
        if self.connection:
            self.connection.close()
        self.connection = None


@dataclass
class Visitor:
    """A browser: its cookie and the fields of the form that it was shown, which are good for every form of ours."""

    fields: dict[str, str] = field(default_factory=dict)
    cookie: str = ""

    def open(self, line: Line, path: str) -> None:
        """Open the page with a form, unless it is open."""
        if self.fields:
            return
        answer, page = line.send("GET", path)
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        found = [dict(ATTRIBUTE.findall(each)) for each in INPUT.findall(page) if 'type="hidden"' in each]
        self.fields = {each["name"]: unescape(each["value"]) for each in found if "value" in each}

    def post(self, line: Line, path: str, **answers: str) -> HTTPResponse:
        """Send the form."""
        body = urlencode(self.fields | answers).encode()
        kind = "application/x-www-form-urlencoded"
        return line.send("POST", path, body, Cookie=self.cookie, Content_Type=kind)[0]


@dataclass
class SignUp:
    """Somebody wants a place: each answer is the address of the registration, or nothing where there was no place."""

    slug: str
    visitor: Visitor
    email: str
    submission: str
    answers: list[str] = field(default_factory=list)

    def send(self, line: Line) -> None:
        """Send the form and keep what came of it. Raises NoAnswer."""
        self.visitor.open(line, f"/events/{self.slug}/register")
        typed = {"name": self.email, "email": self.email, "submission": self.submission} | PERSON
        answer = self.visitor.post(line, f"/events/{self.slug}/register", **typed)
        self.answers.append((answer.getheader("Location") or "").rpartition("/")[2])


@dataclass
class Cancellation:
    """Somebody gives a place back: each answer says whether this did it."""

    manage: str
    visitor: Visitor
    slug: str
    answers: list[bool] = field(default_factory=list)

    def send(self, line: Line) -> None:
        """Press the button and keep what came of it. Raises NoAnswer."""
        self.visitor.open(line, f"/events/{self.slug}/register")
        answer = self.visitor.post(line, f"/m/{self.manage}/cancel")
        self.answers.append(answer.status == 303)


@dataclass
class Delivery:
    """A device delivers scans: each answer is the verdict of each scan."""

    event_id: int
    token: str
    scans: list[dict[str, str]]
    answers: list[list[str | None]] = field(default_factory=list)

    def send(self, line: Line) -> None:
        """Deliver the scans and keep what the door says. Raises NoAnswer."""
        body = dumps({"scans": self.scans}).encode()
        bearer = {"Authorization": f"Bearer {self.token}", "Content_Type": "application/json"}
        _, text = line.send("POST", f"/api/v1/events/{self.event_id}/scans", body, **bearer)
        self.answers.append([result["verdict"] for result in loads(text)["results"]])


Deed = SignUp | Cancellation | Delivery


@dataclass
class Round:
    """One event, who may come to it, and all that clients want in one round."""

    seed: int
    slug: str
    event_id: int
    tokens: list[str]
    tickets: list[str]
    places: list[str]  # the manage links that are known
    deeds: list[Deed] = field(default_factory=list)
    twice: list[Deed] = field(default_factory=list)  # to be sent once more, by whoever is next
    scanned: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def of(self, kind: type) -> list[Deed]:
        """Return the deeds of one kind."""
        return [deed for deed in self.deeds if isinstance(deed, kind)]


class Client:
    """Somebody who signs people up, or stands at the door, and never waits."""

    def __init__(self, played: Round, number: int, port: int) -> None:
        self.played, self.number = played, number
        self.chance = random.Random(f"{played.seed}-{number}")
        self.line, self.visitor = Line(port, played.faults), Visitor()

    def play(self, until: float) -> None:
        """Do one thing after the other until the time is over."""
        while time.monotonic() < until:
            deed = self._next()
            try:
                deed.send(self.line)
                self._remember(deed)
            except NoAnswer:
                time.sleep(0.01)
        self.line.close()

    def _next(self) -> Deed:
        if self.played.twice and self.chance.random() < 0.5:
            return self.played.twice.pop(0)
        deed = self._sign_up_or_cancel() if self.number % 2 else self._deliver()
        self.played.deeds.append(deed)
        if self.chance.random() < 0.2:
            self.played.twice.append(deed)
        return deed

    def _sign_up_or_cancel(self) -> Deed:
        if self.played.places and self.chance.random() < 0.3:
            return Cancellation(self.chance.choice(self.played.places), self.visitor, self.played.slug)
        mark = f"{self.played.seed}-{self.number}-{self._uuid()[:8]}"
        return SignUp(self.played.slug, self.visitor, f"{mark}@guests.example", self._uuid())

    def _deliver(self) -> Delivery:
        scans = [self._scan() for _ in range(self.chance.choice((1, 1, 1, 2, 10)))]
        return Delivery(self.played.event_id, self.chance.choice(self.played.tokens), scans)

    def _scan(self) -> dict[str, str]:
        """Return a scan of a ticket, or the undo of one that somebody makes now or made before."""
        if self.played.scanned and self.chance.random() < 0.2:
            return {"id": self._uuid(), "action": "undo", "undoes": self.chance.choice(self.played.scanned)}
        scan = {"id": self._uuid(), "ticket": self.chance.choice(self.played.tickets)}
        self.played.scanned.append(scan["id"])
        return scan

    def _uuid(self) -> str:
        digits = f"{self.chance.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def _remember(self, deed: Deed) -> None:
        if isinstance(deed, SignUp) and deed.answers[-1]:
            self.played.places.append(deed.answers[-1])


def finish(played: Round, port: int) -> int:
    """Send again what got no answer, until each has one; return how many there were."""
    open_ = [deed for deed in played.deeds if not deed.answers]
    line, deadline = Line(port, played.faults), time.monotonic() + PATIENCE
    for deed in open_:
        while not deed.answers:
            assert time.monotonic() < deadline, f"no answer to {deed}"
            try:
                deed.send(line)
            except NoAnswer:
                time.sleep(0.05)
    line.close()
    return len(open_)
