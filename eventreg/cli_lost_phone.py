"""The command that helps whoever lost the phone with their codes, the only administrator too."""

import click
from flask.cli import with_appcontext

from eventreg import clock
from eventreg.domain import accounts, administration
from eventreg.extensions import db


@click.command("reset-second-factor")
@click.argument("email")
@with_appcontext
def reset_second_factor(email: str) -> None:
    """Take the second factor and its recovery codes off the account of EMAIL, and log it out everywhere."""
    found = accounts.find_user(db.session, email)
    if found is None:
        raise click.ClickException(f"Nobody logs in with {email}.")
    taken = administration.reset_second_factor(db.session, found, by=None, now=clock.now())
    db.session.commit()
    click.echo(f"{found.email} {'logs in with the password alone' if taken else 'has no second factor'}.")
