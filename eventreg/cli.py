"""The service's own commands: `flask --app app --help`."""

import secrets
import time
from datetime import datetime
from enum import Enum
from pathlib import Path

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_security import hash_password

from eventreg import cli_door, cli_lost_phone, cli_results, clock, faults
from eventreg.config import Settings
from eventreg.delivery import mail
from eventreg.demo import build as demo
from eventreg.domain import (
    accounts,
    health,
    mail_matter,
    outbox,
    projects,
    removal,
    roster,
    tally,
    tries,
)
from eventreg.domain.errors import Refused
from eventreg.extensions import db, let_go, security
from eventreg.models import OutgoingMail, Role, User
from eventreg.private_files import write_private

LONGEST_REST = 60.0  # seconds, when the mail server fails
TRIES = 3  # of a mail server that fails, before --once leaves what waits to the next time
ACCOUNTS = "demo-accounts.txt"

user = AppGroup("user", help="People with access.")


class Step(Enum):
    """What the worker did with one mail."""

    NOTHING = "nothing"  # waits
    COUNTED = "counted"  # no mail waits, but more than was counted anew
    SENT = "sent"
    UNTRUE = "untrue"  # any more, and so withheld
    FAILED = "failed"
    SERVER_FAILED = "server failed"


def register(app: Flask) -> None:
    """Add the commands to `flask --app app`."""
    user.add_command(cli_lost_phone.reset_second_factor)
    for command in (user, cli_door.door, cli_results.write_results, worker, make_demo):
        app.cli.add_command(command)


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--administrator", is_flag=True, help="May create projects.")
@click.option("--project", help="Short name of a project in which the user gets --role.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="The role in --project.")
@click.option("--password", help="At least 12 characters; asked for when a new user is given none.")
def add_user(
    email: str, name: str, administrator: bool, project: str | None, role: str | None, password: str | None
) -> None:
    """Add somebody who logs in with EMAIL; or give somebody who is there a role, a right or a new password."""
    if bool(project) != bool(role):
        raise click.UsageError("--project and --role go together.")
    email = _address(email)
    found = projects.find(db.session, project) if project else None
    if project and found is None:
        raise click.ClickException(f"There is no project {project}.")
    known = accounts.find_user(db.session, email)
    if known is None and password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if password is not None and len(password) < 12:
        raise click.UsageError("The password must have at least 12 characters.")
    if known is not None:
        hashed = _hash(password) if password else None
        accounts.change(db.session, known, password_hash=hashed, administrator=administrator, now=clock.now())
    person = known or _create_user(email, name, password or "", administrator=administrator)
    if found and role:
        accounts.grant(db.session, person, found, Role(role), by=None, now=clock.now())
    db.session.commit()
    click.echo(f"{person.email} {'is there' if known else 'was added'}{f', {role} of {project}' if role else ''}.")


@click.command("worker")
@click.option("--once", is_flag=True, help="Send what waits, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Send the mails of the outbox as they come, until stopped."""
    failures, beaten = 0, None  # of the server, one after the other; when it last said that it lives
    told = ""  # what was said of the database last
    while True:
        try:
            if beaten is None:
                roster.begin_life(db.session)
                db.session.commit()
            beaten = _beat(beaten)
            step, said = _send_next(), ""
            if step is Step.NOTHING:
                tries.sweep(db.session, now=clock.now())
                db.session.commit()
                step = _count_some()
        except Exception as error:  # the database is locked or restarted: what waits, waits on
            step, said = Step.NOTHING, f"The outbox could not be read: {faults.name(error)}"
        let_go(db.session())
        db.session.remove()
        if said != told:  # once, not at every look
            click.echo(said or "The outbox can be read again.", err=True)
            told = said
        failures = failures + 1 if step is Step.SERVER_FAILED else 0
        if once and (step is Step.NOTHING or failures == TRIES):
            return
        if step is Step.NOTHING:
            time.sleep(_settings().mail_pause)
        elif failures and not once:  # whoever waits for a server that hangs lets everybody wait
            time.sleep(min(2.0**failures, LONGEST_REST))


@click.command("demo")
@click.option("--first", is_flag=True, help="Only where there is no project yet.")
@click.option("--remove", is_flag=True, help="Remove all demo projects and what hangs on them.")
@with_appcontext
def make_demo(first: bool, remove: bool) -> None:
    """Build the demo projects, with accounts whose passwords are kept in instance/demo-accounts.txt."""
    now = clock.now()
    if remove:
        mails = removal.list_mails(db.session)
        removed = removal.remove_demo(db.session, now=now)
        for label in demo.ACCOUNTS:
            accounts.close(db.session, _demo_address(label), now=now)
        db.session.commit()
        mail.forget(mails)
        (Path(current_app.instance_path) / ACCOUNTS).unlink(missing_ok=True)
        click.echo(f"The demo is gone, with {removed} registrations.")
        return
    if first and projects.list_all(db.session):
        return
    if projects.is_demo(db.session):
        raise click.ClickException("The demo is there already; remove it first with --remove.")
    demo.build(db.session, identity_key=_settings().person_key.encode(), now=now)
    _add_demo_accounts()
    db.session.commit()
    click.echo("The demo is built. Accounts: instance/demo-accounts.txt")


def _beat(last: datetime | None) -> datetime:
    """Say every now and then that the worker lives; return when it last did."""
    now = clock.now()
    if last is not None and now - last < health.BETWEEN_BEATS:
        return last
    health.beat(db.session, now=now)
    db.session.commit()
    return now


def _send_next() -> Step:
    """Send one mail. Whatever goes wrong with it is noted, and it is tried again unless it was refused for good."""
    claimed = outbox.claim(db.session, now=clock.now())
    if claimed is None:
        db.session.rollback()
        return Step.NOTHING
    db.session.commit()
    step, error = _deliver(claimed)
    if error is not None:
        why, for_good = mail.reason(error), mail.is_for_good(error)
        outbox.mark_failed(db.session, claimed, why, now=clock.now(), for_good=for_good)
        if step is Step.SERVER_FAILED:  # said without its own words, which may name a reader
            cause = getattr(error, "strerror", None) or faults.name(error)
            click.echo(f"A mail could not be handed over, and waits: {cause}", err=True)
    elif step is Step.UNTRUE:
        outbox.withhold(db.session, claimed, now=clock.now())
    else:
        outbox.mark_sent(db.session, claimed, now=clock.now())
    db.session.commit()
    return step


def _count_some() -> Step:
    """Count anew some of what has changed, so that whoever reads results finds little to do."""
    db.session().info["writes"] = False
    project_id = tally.find_behind(db.session)
    db.session.rollback()
    db.session().info["writes"] = True
    more = project_id is not None and tally.refresh(db.session, project_id)
    db.session.commit()
    return Step.COUNTED if more else Step.NOTHING


def _deliver(claimed: OutgoingMail) -> tuple[Step, Exception | None]:
    """Hand a mail over; return what became of it and what went wrong.

    While the mail server takes its time nobody waits for a lock.
    """
    db.session().info["writes"] = False
    try:
        matter = mail_matter.find(db.session, claimed)
        if not mail_matter.is_still_true(claimed, matter):
            return Step.UNTRUE, None
        mail.deliver(claimed, matter)
        return Step.SENT, None
    except Exception as error:  # a mail that cannot be written must not stop the others
        return (Step.SERVER_FAILED if mail.is_of_the_server(error) else Step.FAILED), error
    finally:
        db.session.rollback()
        db.session().info["writes"] = True


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.UsageError(f"{email} is no e-mail address.") from error


def _create_user(email: str, name: str, password: str, *, administrator: bool = False) -> User:
    try:
        return accounts.create_user(
            db.session,
            email=email,
            name=name,
            password_hash=_hash(password),
            administrator=administrator,
            now=clock.now(),
        )
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


def _hash(password: str) -> str:
    """Return the hash of a password, its letters composed as the page for logging in composes them."""
    return hash_password(security.password_util.normalize(password))


def _add_demo_accounts() -> None:
    """Add one account a role, with random passwords in a file that only its owner can read."""
    lines = []
    for label, roles in demo.ACCOUNTS.items():
        password = secrets.token_urlsafe(12)
        email = _demo_address(label)
        person = accounts.find_user(db.session, email)
        if person is None:
            person = _create_user(email, label.capitalize(), password, administrator=label == "administrator")
        else:
            accounts.reopen(db.session, person, _hash(password))
        person.demo = True
        for project in projects.list_all(db.session):
            for role in roles if project.demo else ():
                accounts.grant(db.session, person, project, role, by=None, now=clock.now())
        lines.append(f"{label:14} {email:32} {password}\n")
    write_private(Path(current_app.instance_path) / ACCOUNTS, "".join(lines).encode())


def _demo_address(label: str) -> str:
    return f"{label}@demo.example"


def _settings() -> Settings:
    return current_app.config["SETTINGS"]
