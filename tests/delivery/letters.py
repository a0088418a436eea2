"""How tests read mails: those that would be written, and those that were kept."""

import email
import email.policy
from pathlib import Path

from eventreg.delivery import letters
from eventreg.domain import mail_matter
from eventreg.extensions import db
from eventreg.models import OutgoingMail


def folder_of(app) -> Path:
    """Return where an application keeps its mails without a server."""
    return Path(app.instance_path) / "mail"


def kept(app):
    """Return the mails that were kept as files, the first one first."""
    return [parse(path.read_bytes()) for path in sorted(folder_of(app).iterdir())]


def parse(raw):
    """Return a mail as the reader's program sees it."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def write(app, number=0):
    """Return one of the outbox's mails as it would be sent."""
    with app.app_context():
        row = db.session.query(OutgoingMail).order_by(OutgoingMail.id).all()[number]
        return parse(letters.write(row, mail_matter.find(db.session, row)).as_bytes())


def work(app):
    """Let the worker send what waits."""
    done = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert (done.exit_code, done.exception) == (0, None), done.output
    return done.output


def text(letter):
    """Return the plain text of a mail."""
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(letter):
    """Return the HTML of a mail."""
    return letter.get_body(("html",)).get_content().replace("\r\n", "\n")
