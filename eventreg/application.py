"""The application: everything put together."""

from pathlib import Path

from flask import Flask, Request
from flask_mail import Mail
from flask_security import SQLAlchemyUserDatastore
from jinja2 import StrictUndefined
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from eventreg import cli, config, language, models
from eventreg.counters import Counters
from eventreg.extensions import (
    babel,
    count_statement,
    csrf,
    db,
    migrate,
    note_use,
    prepare_sqlite,
    refuse_dead,
    security,
)
from eventreg.web import (
    access,
    account_security,
    account_texts,
    errors,
    frame,
    limits,
    logged_in,
    register_blueprints,
    request_log,
    static_files,
    transfer,
)

PLACE = Path(__file__).parent


def create_app(settings: config.Settings | None = None, *, instance: Path | None = None) -> Flask:
    """Make the application; without `settings` they are read from the environment. Raises BadSettings."""
    app = Flask(
        __package__,
        template_folder="../templates",
        static_folder=None,
        instance_path=str((instance or config.instance()).resolve()),
    )
    Path(app.instance_path).mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = settings or config.read(Path(app.instance_path))
    app.config.from_mapping(config.for_flask(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(language.FILTERS)
    app.extensions["counters"] = Counters(Path(app.instance_path) / "counters")
    request_log.keep(app)  # before all else, so that nothing is left out
    transfer.ease(app)
    static_files.serve(app, PLACE / "static", PLACE / "packed")
    limits.guard(app)
    frame.dress(app)  # first: the extensions look for the user before each request, and must not take the write lock
    _trust_proxies(app, settings.trusted_proxies)
    _bind_extensions(app)
    register_blueprints(app)
    logged_in.follow(app)
    access.guard(app)
    errors.register(app)
    cli.register(app)
    return app


def _trust_proxies(app: Flask, number: int) -> None:
    """Believe so many proxies in front of us who asks, and by which scheme; never under which name we are reached."""
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=0)  # type: ignore[method-assign]


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    babel.init_app(app, locale_selector=language.chosen)
    csrf.init_app(app)
    Mail(app)
    app.config.from_mapping(account_texts.SETTINGS)
    vars(security).update(account_security.PARTS)  # which only the constructor takes, and that knows no application
    security.init_app(app, SQLAlchemyUserDatastore(db, models.User, None), **account_security.FORMS)
    app.login_manager.request_loader(_nobody)  # type: ignore[attr-defined]
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count_statement)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", prepare_sqlite)
        else:
            event.listen(db.engine, "checkin", note_use)
            event.listen(db.engine, "checkout", refuse_dead)


def _nobody(_request: Request) -> None:
    """Find no user in what a request carries: the library would look for a token in any body of JSON, however long."""
