"""`flask door`: two door passes for an event, from the command line."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from eventreg import address, clock
from eventreg.domain import doorpass, events
from eventreg.extensions import db
from eventreg.models import PassKind


@click.command("door")
@click.argument("event")
@click.option("--name", required=True, help="Which door it is.")
@click.option("--operator", default="", help="Who holds the device.")
@click.option("--desk", is_flag=True, help="Shows names for codes too.")
@click.option("--supervisor", is_flag=True, help="May admit in spite of a refusal.")
@with_appcontext
def door(event: str, name: str, operator: str, desk: bool, supervisor: bool) -> None:
    """Make two door passes for EVENT (slug or id): print the link of one and the bearer token of the other.

    The link has the address of PUBLIC_URL, or else the one that the service was last started under.
    """
    found = events.find(db.session, event)
    if found is None:
        raise click.ClickException(f"There is no event {event}.")
    kind = PassKind.DESK if desk else PassKind.SCANNER
    terms = {"name": name, "operator": operator, "kind": kind, "supervisor": supervisor, "by": None}
    now = clock.now()
    _, link_secret = doorpass.create(db.session, found, **terms, now=now)
    _, token_secret = doorpass.create(db.session, found, **terms, now=now)
    _, token = doorpass.redeem(db.session, token_secret, now=now)
    db.session.commit()
    public_url = address.kept(Path(current_app.instance_path)) or current_app.config["SETTINGS"].public_url
    click.echo(f"link  {doorpass.link(public_url, link_secret)}")
    click.echo(f"token {token}")
