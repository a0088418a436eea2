"""The pages: one module, one blueprint, one actor."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from eventreg.web import (
    account,
    admin,
    api,
    door,
    door_search,
    health,
    invitations,
    mail_links,
    members,
    organiser,
    organiser_activities,
    organiser_attendance,
    organiser_board,
    organiser_event_life,
    organiser_events,
    organiser_exports,
    organiser_files,
    organiser_indicators,
    organiser_mail,
    organiser_mail_texts,
    organiser_messages,
    organiser_paper,
    organiser_passes,
    organiser_people,
    organiser_project,
    organiser_registration,
    organiser_repeats,
    organiser_review,
    public,
    public_calendar,
    public_documents,
    public_own,
    results,
)

BLUEPRINTS = (
    public.bp,
    public_calendar.bp,
    public_documents.bp,
    public_own.bp,
    organiser.bp,
    organiser_activities.bp,
    organiser_attendance.bp,
    organiser_board.bp,
    organiser_event_life.bp,
    organiser_events.bp,
    organiser_files.bp,
    organiser_indicators.bp,
    organiser_exports.bp,
    organiser_passes.bp,
    organiser_people.bp,
    organiser_registration.bp,
    organiser_project.bp,
    organiser_repeats.bp,
    organiser_review.bp,
    organiser_mail.bp,
    organiser_mail_texts.bp,
    organiser_messages.bp,
    organiser_paper.bp,
    door.bp,
    door_search.bp,
    results.bp,
    account.bp,
    admin.bp,
    api.bp,
    health.bp,
    invitations.bp,
    members.bp,
    mail_links.bp,
)


class RowNumber(IntegerConverter):
    """The number of a row; one that no table can hold is no address of ours."""

    regex = "[0-9]{1,18}"


def register_blueprints(app: Flask) -> None:
    """Put every actor's pages into the application."""
    app.url_map.converters["int"] = RowNumber
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
