"""The pages: one module, one blueprint, one actor."""

from flask import Flask

from eventreg.web import (
    account,
    api,
    door,
    health,
    organiser,
    organiser_events,
    organiser_people,
    public,
    results,
)

BLUEPRINTS = (
    public.bp,
    organiser.bp,
    organiser_events.bp,
    organiser_people.bp,
    door.bp,
    results.bp,
    account.bp,
    api.bp,
    health.bp,
)


def register_blueprints(app: Flask) -> None:
    """Put every actor's pages into the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
