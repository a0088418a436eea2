"""The command that prints the results of a project, and counts them from scratch: `flask --app app results`."""

import click
from flask import json
from flask.cli import with_appcontext

from eventreg.delivery import csv, results_json
from eventreg.domain import projects, results, sentence, tally
from eventreg.extensions import db


@click.command("results")
@click.argument("project")
@click.option("--format", "kind", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["lv", "en"]), default="lv", show_default=True)
@click.option("--rebuild", is_flag=True, help="Count everything anew first, whatever was kept.")
@with_appcontext
def write_results(project: str, kind: str, lang: str, rebuild: bool) -> None:
    """Print the quantitative results of PROJECT; text is the sentence. Exact, not for publication."""
    db.session().info["writes"] = False
    found = projects.find(db.session, project)
    if found is None:
        raise click.ClickException(f"There is no project {project}.")
    if rebuild or tally.is_behind(db.session, found.id):
        _count(found.id, rebuild=rebuild)
    read = results.read(db.session, found)
    if kind == "text":
        click.echo(sentence.write(read, lang))
    elif kind == "json":
        click.echo(json.dumps(results_json.as_json(read, lang), indent=2))
    else:
        click.echo(csv.write_results(read, lang), nl=False)


def _count(project_id: int, *, rebuild: bool) -> None:
    """Count anew what has changed, or everything, in several transactions: doors and pages come in between."""
    db.session.rollback()
    db.session().info["writes"] = True
    if rebuild:
        tally.mark_all(db.session, project_id)
        db.session.commit()
    while tally.refresh(db.session, project_id):
        db.session.commit()
    db.session.commit()
    db.session().info["writes"] = False
