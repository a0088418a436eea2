"""What the sign-up form, its submit and a scan cost the processor, beside bare Flask: `python -m tests.request_speed`.

Every kind of request in turn, straight into the application, so that what else the machine does falls on all alike.
DATABASE_URL names the database, which must have no tables yet; without it, a new file of SQLite.
"""

import json
import os
import re
import statistics
import tempfile
import uuid
from collections.abc import Callable
from cProfile import Profile
from io import BytesIO
from pathlib import Path
from pstats import Stats
from time import process_time
from urllib.parse import urlencode

from flask import Flask, request
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, event, insert, select
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from eventreg import clock, config
from eventreg.application import create_app
from eventreg.extensions import Model, db, prepare_sqlite
from tests.conftest import SETTINGS
from tests.factories import at_hour, make_event, make_pass_with_token, make_registration

ROUNDS = 300
OURS = (("form", "bare hello"), ("submit", "bare read and write"), ("scan", "bare read and write"))
HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|submission|notice)"[^>]*>')
VALUE = re.compile(r'value="([^"]*)"')
bare_table = Table("bare", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(40)))


def bare(url: str) -> tuple[Flask, Engine]:
    """Return an application that greets, and one that reads and writes a row, with nothing of ours between."""
    app = Flask("bare")
    on_sqlite = url.startswith("sqlite")
    engine = create_engine(url, connect_args={"isolation_level": None} if on_sqlite else {})
    if on_sqlite:
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    bare_table.create(engine)

    @app.get("/")
    def hello():
        return "<!doctype html><title>Hello</title><h1>Hello</h1>"

    @app.post("/")
    def write():
        with engine.begin() as connection:
            connection.execute(select(bare_table.c.name).where(bare_table.c.id == 1)).first()
            connection.execute(insert(bare_table), {"name": request.form["name"]})
        return {"status": "ok"}

    return app, engine


def ask(app: Flask, path: str, answers: dict[str, str] | None = None, **more: str) -> tuple[str, dict[str, str]]:
    """Ask an application as a server does; return the page and its headers."""
    return send(app, path, urlencode(answers or {}).encode(), CONTENT_TYPE="application/x-www-form-urlencoded", **more)


def send(app: Flask, path: str, body: bytes, **more: str) -> tuple[str, dict[str, str]]:
    """Send a body to an application, with `more` of the environment that a server gives."""
    environ = EnvironBuilder(path, method="POST" if body else "GET").get_environ()
    environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))} | more
    headers: dict[str, str] = {}
    began = process_time()
    parts = app(environ, lambda status, given, _error=None: headers.update(given, status=status))
    page = b"".join(parts)
    parts.close()  # type: ignore[attr-defined]
    spent.append(process_time() - began)
    return page.decode(), headers


def fill(path: str, ours: Flask, number: int) -> None:
    """Open the form and send it; only the submit is the last of what was spent."""
    page, headers = ask(ours, path)
    hidden = {found[1]: VALUE.search(found[0])[1] for found in HIDDEN.finditer(page)}  # type: ignore[index]
    somebody = {"name": "Ilze", "surname": f"Ozola {number}", "organisation": "Rīga", "country": "LV"}
    written = hidden | somebody | {"category": "ngo", "email": f"ilze{number}@example.lv"}
    _, headers = ask(ours, path, written, HTTP_COOKIE=headers["Set-Cookie"].partition(";")[0])
    assert headers["status"].startswith("303"), headers


def scan(ours: Flask, door: tuple[int, str, list[str]], number: int) -> None:
    """Let somebody in who has not come yet."""
    event_id, token, tickets = door
    body = json.dumps({"scans": [{"id": str(uuid.uuid4()), "ticket": tickets[number]}]}).encode()
    more = {"CONTENT_TYPE": "application/json", "HTTP_AUTHORIZATION": f"Bearer {token}"}
    told, _ = send(ours, f"/api/v1/events/{event_id}/scans", body, **more)
    assert '"admitted"' in told, told


def prepare(session: Session) -> tuple[str, tuple[int, str, list[str]]]:
    """Make an event to sign up for, and one with a door and people who will come; return the first's short name."""
    offered, event = make_event(session), make_event(session)
    _, token = make_pass_with_token(session, event)
    tickets = [make_registration(session, event).ticket for _ in range(ROUNDS + 1)]
    session.commit()
    return offered.slug, (event.id, token, tickets)


spent: list[float] = []


def measure(kinds: dict[str, Callable[[int], object]]) -> dict[str, float]:
    """Return the median of what each kind of request costs, in milliseconds."""
    costs: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(ROUNDS):
        for name, once in kinds.items():
            once(number)
            if number >= ROUNDS // 10:
                costs[name].append(spent[-1] * 1000)
    return {name: statistics.median(found) for name, found in costs.items()}


def count_calls(once: Callable[[int], object]) -> int:
    """Return how many functions are called for one more request, whatever else the machine does."""
    profile = Profile()
    profile.runcall(once, ROUNDS)
    return Stats(profile).total_calls


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/speed.db"
        ours = create_app(config.Settings(**SETTINGS, database_url=url, access_log=False), instance=Path(folder))
        clock.now = lambda: at_hour(8)  # type: ignore[assignment]
        with ours.app_context():
            Model.metadata.create_all(db.engine)
            with Session(db.engine) as session:
                slug, door = prepare(session)
        theirs, engine = bare(url)
        path = f"/events/{slug}/register"
        kinds: dict[str, Callable[[int], object]] = {
            "bare hello": lambda _: ask(theirs, "/"),
            "form": lambda _: ask(ours, path),
            "bare read and write": lambda _: ask(theirs, "/", {"name": "Ilze"}),
            "submit": lambda number: fill(path, ours, number),
            "scan": lambda number: scan(ours, door, number),
        }
        found, calls = measure(kinds), {name: count_calls(once) for name, once in kinds.items()}
        engine.dispose()
        for name, other in OURS:
            ratio = found[other] / found[name]
            print(f"{name}: {found[name]:.2f} ms of CPU; {other}: {found[other]:.2f} ms; ratio {ratio:.2f};", end=" ")
            print(f"calls of functions: {calls[name]} and {calls[other]}")


if __name__ == "__main__":
    main()
