"""One line of JSON a request, of what was asked for and how it was answered: never who asked, nor with which token."""

import logging
import secrets
import sys
from time import perf_counter

from flask import Flask, Response, current_app, g, request

from eventreg import clock, faults
from eventreg.extensions import sent
from eventreg.web import meter

METHODS = {name: name for name in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")}
LINE = '{"time":"%s","id":"%s","method":"%s","route":%s,"status":%d,"ms":%.1f,"sql":%d,"bytes":%s}\n'
OF_OTHERS = ("gunicorn.error", "werkzeug")  # what they write holds addresses of pages and of readers


def keep(app: Flask) -> None:
    """Give each request of an application its id; write and count how it was answered."""
    app.before_request(begin)
    app.after_request(end)
    for log in map(logging.getLogger, OF_OTHERS):
        if not any(isinstance(each, faults.Masked) for each in log.filters):
            log.addFilter(faults.Masked())


def begin() -> None:
    """Note when a request began, and under which id its reader may speak of it."""
    noted = g._get_current_object()
    noted.request_id = secrets.token_hex(6)
    noted.began = perf_counter()
    sent.statements = 0


def end(response: Response) -> Response:
    """Tell the reader the id of the request; count it, and write its line, unless ACCESS_LOG is 0.

    The door pays for this too: no record of `logging`, whose cost is that of all the rest twice, and proxies of
    Flask are asked once. The route is the rule that fitted, with names where the address had tokens.
    """
    noted, asked, app = g._get_current_object(), request._get_current_object(), current_app._get_current_object()
    took = perf_counter() - noted.began
    response.headers["X-Request-Id"] = noted.request_id
    method, rule = METHODS.get(asked.method, "other"), asked.url_rule
    route = rule.rule if rule else ""
    status = response.status_code
    meter.count_request(app.extensions["counters"], method, route, status, took)
    if app.config["SETTINGS"].access_log:
        now = clock.now().isoformat(timespec="milliseconds")
        named = f'"{route}"' if rule else "null"
        facts = (now, noted.request_id, method, named, status, 1000 * took, sent.statements, _size(response))
        sys.stderr.write(LINE % facts)
    return response


def _size(response: Response) -> int | str:
    """Return how many bytes an answer has; one that is written as it goes does not know."""
    length = response.calculate_content_length() if response.is_sequence else response.content_length
    return "null" if length is None else length
