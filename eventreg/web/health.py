"""Whether the service can work, for whoever watches it."""

import hmac

from flask import Blueprint, Response, abort, current_app, request

from eventreg import clock, config, schema
from eventreg.delivery import prometheus
from eventreg.domain import health
from eventreg.extensions import db
from eventreg.web import meter
from eventreg.web.access import Access, requires

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@requires(Access.PUBLIC)
def healthz():
    """Answer 200 if the database answers, else 503."""
    answers = health.database_answers(db.session)
    return {"status": "ok" if answers else "failing"}, 200 if answers else 503


@bp.get("/readyz")
@requires(Access.PUBLIC)
def readyz():
    """Answer 200 if all works, else 503; say what does: the database, its migrations, the mail worker."""
    checks = {
        "database": health.database_answers(db.session),
        "migrations": health.revision(db.session) == schema.head(),
        "worker": health.lives(health.last_beat(db.session), now=clock.now()),
    }
    ready = all(checks.values())
    return {"status": "ok" if ready else "failing", "checks": checks}, 200 if ready else 503


@bp.get("/metrics")
@requires(Access.MONITOR)
def metrics():
    """Give the numbers of the service to Prometheus; not found without the token, which METRICS_TOKEN sets."""
    token = current_app.config["SETTINGS"].metrics_token
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if not token or scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    families = [
        prometheus.gauge("build_info", "Which version this is.", {(("version", config.version()),): 1}),
        *meter.families(current_app.extensions["counters"]),
        *_of_database(),
    ]
    return Response(prometheus.write(families), content_type=prometheus.CONTENT_TYPE)


def _of_database() -> list[prometheus.Family]:
    """Return what the database knows, the same for all machines; without an answer only that there is none."""
    if not health.database_answers(db.session):
        return [prometheus.gauge("database_up", "Whether the database answers.", {(): 0})]
    post, beat, now = health.read_post(db.session), health.last_beat(db.session), clock.now()
    oldest = (now - post.oldest_at).total_seconds() if post.oldest_at else 0
    found = [
        prometheus.gauge("database_up", "Whether the database answers.", {(): 1}),
        prometheus.gauge("mails_waiting", "Mails that wait to be sent.", {(): post.waiting}),
        prometheus.gauge("mails_failing", "Mails that wait after a try that failed.", {(): post.failing}),
        prometheus.gauge("mails_given_up", "Mails that were given up.", {(): post.given_up}),
        prometheus.gauge("oldest_mail_age_seconds", "Age of the oldest mail that waits.", {(): oldest}),
    ]
    if beat is not None:
        age = {(): (now - beat).total_seconds()}
        found.append(prometheus.gauge("worker_beat_age_seconds", "Since the mail worker last said that it lives.", age))
    return found
