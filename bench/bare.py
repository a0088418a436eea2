"""The bare limit: Flask, SQLAlchemy Core and the database, with nothing of ours between them.

One indexed read, one insert, one commit, and a greeting; it runs on the same server as the service.
"""

import os

from flask import Flask, request
from sqlalchemy import create_engine, event, insert, select

from bench.bare_tables import arrival, place

app = Flask(__name__)
url = os.environ["DATABASE_URL"]
on_sqlite = url.startswith("sqlite")
engine = create_engine(url, connect_args={"isolation_level": None} if on_sqlite else {})

if on_sqlite:

    @event.listens_for(engine, "connect")
    def prepare(connection, _record):
        """Keep what was answered, and wait for the lock, as the service does."""
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 10000")

    @event.listens_for(engine, "begin")
    def begin(connection):
        """Take the write lock at the beginning, the usual way."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@app.get("/healthz")
def healthz():
    """Say that the server is up."""
    return {"status": "ok"}


@app.get("/hello")
def hello():
    """Greet: the least that a page can cost."""
    return "<!doctype html><title>Hello</title><h1>Hello</h1>"


@app.post("/admit")
def admit():
    """Find a ticket and keep that it came."""
    scan = request.get_json()
    with engine.begin() as connection:
        found = connection.execute(select(place.c.id, place.c.name).where(place.c.ticket == scan["ticket"])).one()
        connection.execute(insert(arrival), {"uuid": scan["id"], "place_id": found.id})
    return {"verdict": "admitted", "name": found.name}
